import { parseReference, ReferenceError, tagged } from '../../images/reference.js';
import { findImage, tagKey } from '../../images/store.js';
import { str, sub } from '../decode.js';
import { invalid } from '../errors.js';
import { booleanFilter, matchesLabels, type Filters } from '../filters.js';
import { findNetwork } from '../networks.js';
import type { Container, Engine } from '../state.js';
import { findContainer, statusOf } from './find.js';
import { summaryJson } from './inspect.js';

/** Filters that `docker ps` takes. */
export const containerFilters: readonly string[] = [
  'ancestor',
  'before',
  'exited',
  'expose',
  'health',
  'id',
  'is-task',
  'isolation',
  'label',
  'name',
  'network',
  'publish',
  'since',
  'status',
  'volume',
];

const states = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
const healths = ['none', 'starting', 'healthy', 'unhealthy'];

/** The id that the name which a container was made of leads to now. */
export function currentImage(engine: Engine, container: Container): string | undefined {
  try {
    return findImage(engine.images, str(container.config, 'Image'))?.id;
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** Lists containers, newest first. */
export function listContainers(
  engine: Engine,
  filters: Filters,
  options: { all: boolean; limit: number; size: boolean },
): object[] {
  const test = tester(engine, filters);
  const anyState =
    options.all ||
    options.limit > 0 ||
    filters.has('status') ||
    filters.has('exited') ||
    filters.has('health');
  const wanted = [...engine.containers.values()]
    .reverse()
    .filter((container) => (anyState || container.state.running) && test(container));
  const shown = options.limit > 0 ? wanted.slice(0, options.limit) : wanted;
  return shown.map((container) =>
    summaryJson(engine, container, { size: options.size, currentImage: currentImage(engine, container) }),
  );
}

function tester(engine: Engine, filters: Filters): (container: Container) => boolean {
  const values = (name: string) => filters.get(name);
  for (const state of values('status') ?? [])
    if (!states.includes(state))
      throw invalid(
        `invalid filter 'status=${state}': invalid value for state (${state}): must be one of ${states.join(', ')}`,
      );
  for (const health of values('health') ?? [])
    if (!healths.includes(health))
      throw invalid(
        `invalid filter 'health=${health}': invalid value for health (${health}): must be one of ${healths.join(', ')}`,
      );
  const exits = values('exited')?.map((text) => {
    if (!/^[+-]?\d+$/.test(text))
      throw invalid(
        `invalid filter 'exited=${text}': strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
      );
    return Number(text);
  });
  const before = values('before')?.map((name) => findContainer(engine, name).created);
  const since = values('since')?.map((name) => findContainer(engine, name).created);
  const ancestors = values('ancestor')?.flatMap((name) => ancestorIds(engine, name));
  const ports = (name: 'publish' | 'expose') => values(name)?.flatMap(portRange);
  const [publish, expose] = [ports('publish'), ports('expose')];
  booleanFilter(filters, 'is-task');
  const any = <T>(list: readonly T[] | undefined, holds: (value: T) => boolean) => !list || list.some(holds);
  return (container) =>
    any(values('id'), (id) => container.id.startsWith(id)) &&
    any(values('name'), (name) => matchesName(container.name, name)) &&
    any(values('status'), (state) => statusOf(container) === state) &&
    any(exits, (code) => statusOf(container) === 'exited' && container.state.exitCode === code) &&
    any(values('health'), (health) => (container.health?.status ?? 'none') === health) &&
    any(before, (time) => container.created < time) &&
    any(since, (time) => container.created > time) &&
    any(ancestors, (id) => hasAncestor(engine, container, id)) &&
    any(values('network'), (name) => onNetwork(engine, container, name)) &&
    any(values('volume'), (name) =>
      container.mounts.some((m) => m.name === name || m.destination === name),
    ) &&
    any(publish, (port) =>
      container.ports.some(
        (p) => `${p.hostPort}/${p.port.split('/')[1]}` === port || publishedAs(container, port),
      ),
    ) &&
    any(expose, (port) => Object.hasOwn(sub(container.config, 'ExposedPorts'), port)) &&
    matchesLabels(container.config.Labels as Record<string, string>, values('label'));
}

function publishedAs(container: Container, port: string): boolean {
  return container.runtime !== undefined && container.ports.some((binding) => binding.port === port);
}

function matchesName(name: string, wanted: string): boolean {
  const bare = wanted.replace(/^\^?\//, (start) => (start.startsWith('^') ? '^' : ''));
  try {
    return new RegExp(bare).test(name);
  } catch {
    return name.includes(bare);
  }
}

function portRange(text: string): string[] {
  const [, first = '', last = first, protocol = 'tcp'] = /^(\d+)(?:-(\d+))?(?:\/(\w+))?$/.exec(text) ?? [];
  if (first === '') throw invalid(`invalid containerPort: ${text}`);
  const count = Math.max(0, Number(last) - Number(first)) + 1;
  return Array.from({ length: Math.min(count, 65536) }, (_, i) => `${Number(first) + i}/${protocol}`);
}

function ancestorIds(engine: Engine, name: string): string[] {
  try {
    const exact = findImage(engine.images, name);
    if (exact) return [exact.id];
    tagKey(tagged(parseReference(name)));
    return ['none'];
  } catch (error) {
    if (error instanceof ReferenceError) return ['none'];
    throw error;
  }
}

function hasAncestor(engine: Engine, container: Container, id: string): boolean {
  if (container.imageId === id) return true;
  for (
    let at = engine.images.images.get(container.imageId);
    at?.parent;
    at = engine.images.images.get(at.parent)
  )
    if (at.parent === id) return true;
  return false;
}

function onNetwork(engine: Engine, container: Container, name: string): boolean {
  const network = findNetwork(engine, name);
  if (container.endpoints.has(name)) return true;
  return network !== undefined && container.endpoints.has(network.name);
}
