import { milliValue, parseQuantity } from './quantity.js';
import type { Container, Pod, PodSpec } from './types.js';

/** Amounts by resource name: cpu in thousandths, everything else in its own unit. */
export type Amounts = Readonly<Record<string, number>>;

/** Reads quantities as amounts. */
export function amounts(quantities: Readonly<Record<string, string>> | undefined): Record<string, number> {
  const result: Record<string, number> = {};
  for (const [name, text] of Object.entries(quantities ?? {})) {
    result[name] = name === 'cpu' ? milliValue(text) : Math.ceil(parseQuantity(text));
  }
  return result;
}

export function addTo(sum: Record<string, number>, more: Amounts, sign: 1 | -1 = 1): void {
  for (const [name, amount] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + sign * amount;
}

function atLeast(sum: Record<string, number>, floor: Amounts): void {
  for (const [name, amount] of Object.entries(floor)) sum[name] = Math.max(sum[name] ?? 0, amount);
}

type Read = (container: Container) => Amounts;

/** Containers and sidecars together, or the largest moment of initialisation when that is more; then overhead. */
export function podAmounts(spec: PodSpec, read: Read): Record<string, number> {
  const total: Record<string, number> = {};
  for (const container of spec.containers) addTo(total, read(container));
  const sidecars: Record<string, number> = {};
  const starting: Record<string, number> = {};
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      addTo(sidecars, read(container));
      atLeast(starting, sidecars);
    } else {
      const moment = { ...sidecars };
      addTo(moment, read(container));
      atLeast(starting, moment);
    }
  }
  addTo(total, sidecars);
  atLeast(total, starting);
  addTo(total, amounts(spec.overhead));
  return total;
}

const requests = new WeakMap<PodSpec, Amounts>();

/** What a pod asks for. Specs never change in place, so it is worked out once. */
export function podRequests({ spec }: Pod): Amounts {
  let known = requests.get(spec);
  if (!known) {
    known = podAmounts(spec, (container) => amounts(container.resources?.requests));
    requests.set(spec, known);
  }
  return known;
}

const scored = new WeakMap<PodSpec, Amounts>();

/** What a pod counts for when nodes are compared: containers that ask for nothing count as 100m and 200 MB. */
export function nonZeroRequests({ spec }: Pod): Amounts {
  let known = scored.get(spec);
  if (!known) {
    known = podAmounts(spec, (container) => ({
      cpu: 100,
      memory: 200 * 1024 * 1024,
      ...amounts(container.resources?.requests),
    }));
    scored.set(spec, known);
  }
  return known;
}
