import { scaledValue } from '../../lib/int-or-percent.js';
import type { Deployment, ReplicaSet } from '../../lib/types.js';
import { annotated, desiredKey, maxKey } from './annotations.js';

export const sizeOf = (set: ReplicaSet) => set.spec.replicas ?? 1;
export const wanted = (deployment: Deployment) => deployment.spec.replicas ?? 1;
export const isRolling = (deployment: Deployment) => deployment.spec.strategy?.type !== 'Recreate';
const total = (sets: readonly ReplicaSet[], size: (set: ReplicaSet) => number) =>
  sets.reduce((sum, set) => sum + size(set), 0);
export const totalSize = (sets: readonly ReplicaSet[]) => total(sets, sizeOf);
export const totalOf = (
  sets: readonly ReplicaSet[],
  field: 'replicas' | 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas',
) => total(sets, (set) => set.status?.[field] ?? 0);

/** How many pods a rollout may have too many, and how many may be missing. Never both zero. */
export function bounds(deployment: Deployment): { surge: number; unavailable: number } {
  const replicas = wanted(deployment);
  if (!isRolling(deployment)) return { surge: 0, unavailable: 0 };
  const { maxSurge = '25%', maxUnavailable = '25%' } = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, replicas, 'up');
  const missing = scaledValue(maxUnavailable, replicas, 'down');
  const unavailable = surge === 0 && missing === 0 ? 1 : missing;
  return { surge, unavailable: replicas === 0 ? 0 : Math.min(unavailable, replicas) };
}

/** The size that the new replica set may have now. */
export function newSize(deployment: Deployment, sets: readonly ReplicaSet[], current: number): number {
  const replicas = wanted(deployment);
  if (!isRolling(deployment) || current >= replicas) return replicas;
  const room = replicas + bounds(deployment).surge - totalSize(sets);
  return room <= 0 ? current : current + Math.min(room, replicas - current);
}

/** New sizes for some sets, in the order to apply them. */
export type Resizes = [set: ReplicaSet, size: number][];

/** How far old sets can shrink in a rolling update: first what is not available anyway, then what can be spared. */
export function shrinkOld(
  deployment: Deployment,
  fresh: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): Resizes {
  const sets = fresh ? [...old, fresh] : [...old];
  const least = wanted(deployment) - bounds(deployment).unavailable;
  const freshMissing = fresh ? sizeOf(fresh) - (fresh.status?.availableReplicas ?? 0) : 0;
  const most = totalSize(sets) - least - freshMissing;
  if (totalSize(old) === 0 || most <= 0) return [];

  const sizes = new Map(old.map((set) => [set, sizeOf(set)]));
  const oldestFirst = [...old].sort(byAge);
  let cleaned = 0;
  for (const set of oldestFirst) {
    const dead = sizeOf(set) - (set.status?.availableReplicas ?? 0);
    const drop = Math.max(0, Math.min(most - cleaned, dead));
    cleaned += drop;
    sizes.set(set, sizeOf(set) - drop);
  }
  // What is not available does not count here, so the pods dropped above do not either.
  let spare = totalOf(sets, 'availableReplicas') - least;
  for (const set of oldestFirst) {
    const size = sizes.get(set) ?? 0;
    const drop = Math.max(0, Math.min(spare, size));
    spare -= drop;
    sizes.set(set, size - drop);
  }
  return oldestFirst
    .map((set): [ReplicaSet, number] => [set, sizes.get(set) ?? 0])
    .filter(([set, size]) => size !== sizeOf(set));
}

/** Spreads a change of size over several active sets in proportion to their sizes (a scale during a rollout). */
export function proportional(deployment: Deployment, sets: readonly ReplicaSet[]): Resizes {
  const active = sets.filter((set) => sizeOf(set) > 0);
  const replicas = wanted(deployment);
  const allowed = replicas > 0 ? replicas + bounds(deployment).surge : 0;
  const change = allowed - totalSize(active);
  const order = change > 0 ? (a: ReplicaSet, b: ReplicaSet) => byAge(b, a) : byAge;
  const sorted = [...active].sort((a, b) => sizeOf(b) - sizeOf(a) || order(a, b));
  let done = 0;
  const resizes = sorted.map((set): [ReplicaSet, number] => {
    const left = change - done;
    const share = replicas === 0 ? -sizeOf(set) : shareOf(deployment, set, allowed);
    const part = change > 0 ? Math.min(share, left) : Math.max(share, left);
    const step = change === 0 || left === 0 ? 0 : part;
    done += step;
    return [set, sizeOf(set) + step];
  });
  const first = resizes[0];
  if (first) first[1] = Math.max(0, first[1] + change - done);
  return resizes;
}

function shareOf(deployment: Deployment, set: ReplicaSet, allowed: number): number {
  const before = annotated(set, maxKey) ?? deployment.status?.replicas ?? 0;
  return before === 0 ? 0 : Math.round((sizeOf(set) * allowed) / before) - sizeOf(set);
}

/** Whether the deployment was scaled since its replica sets were last sized. */
export function wasScaled(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets.some((set) => {
    const desired = annotated(set, desiredKey);
    return sizeOf(set) > 0 && desired !== undefined && desired !== wanted(deployment);
  });
}

/** Oldest first. */
export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const [left, right] = [a.metadata, b.metadata];
  return (
    Date.parse(left.creationTimestamp) - Date.parse(right.creationTimestamp) ||
    (left.name < right.name ? -1 : 1)
  );
}
