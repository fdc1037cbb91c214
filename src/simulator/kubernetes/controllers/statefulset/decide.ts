import { scaledValue } from '../../lib/int-or-percent.js';
import { isPodAvailable, isPodFinished } from '../../lib/pods.js';
import type { Pod, StatefulSet } from '../../lib/types.js';
import { ordinalOf, ordinals, revisionLabel } from './pods.js';

/** The next steps of a stateful set. */
export interface StatefulPlan {
  /** Ordinals to make pods for, with the revision each is to have. */
  create: { ordinal: number; revision: string }[];
  remove: Pod[];
}

export type Revisions = { current: string; update: string };
const revisionOf = ({ metadata }: Pod) => metadata.labels?.[revisionLabel];

/** Which revision the pod of an ordinal gets when it is made anew: below the partition, the one from before. */
function revisionFor({ spec }: StatefulSet, ordinal: number, { current, update }: Revisions): string {
  const start = spec.ordinals?.start ?? 0;
  const rolling = spec.updateStrategy?.type !== 'OnDelete';
  const kept = rolling && ordinal < start + (spec.updateStrategy?.rollingUpdate?.partition ?? 0);
  return kept ? current : update;
}

/**
 * What to do now. In order: one step at a time, and none while an earlier pod is not available or any is on its way out.
 * In parallel: all at once. Updates go from the highest ordinal down, at most so many pods unavailable.
 */
export function plan(
  set: StatefulSet,
  pods: readonly Pod[],
  revisions: Revisions,
  now: number,
): StatefulPlan {
  const steps: StatefulPlan = { create: [], remove: [] };
  const wanted = ordinals(set);
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(pod), pod]));
  const available = (pod: Pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  const ordered = set.spec.podManagementPolicy !== 'Parallel';

  for (const ordinal of wanted) {
    const pod = byOrdinal.get(ordinal);
    if (!pod) steps.create.push({ ordinal, revision: revisionFor(set, ordinal, revisions) });
    else if (isPodFinished(pod) && !pod.metadata.deletionTimestamp) steps.remove.push(pod);
    else if (!ordered || (available(pod) && !pod.metadata.deletionTimestamp)) continue;
    if (ordered) return steps;
  }
  const surplus = pods
    .filter((pod) => !wanted.includes(ordinalOf(pod)))
    .sort((a, b) => ordinalOf(b) - ordinalOf(a));
  for (const pod of surplus) {
    if (!pod.metadata.deletionTimestamp) steps.remove.push(pod);
    if (ordered) return steps;
  }
  if (set.spec.updateStrategy?.type !== 'OnDelete')
    steps.remove.push(...outdated(set, byOrdinal, revisions, available));
  return steps;
}

function outdated(
  set: StatefulSet,
  byOrdinal: ReadonlyMap<number, Pod>,
  { update }: Revisions,
  available: (pod: Pod) => boolean,
): Pod[] {
  const { partition = 0, maxUnavailable = 1 } = set.spec.updateStrategy?.rollingUpdate ?? {};
  const targets = ordinals(set).slice(partition).reverse();
  const most = Math.max(1, scaledValue(maxUnavailable, set.spec.replicas ?? 1, 'up'));
  const remove: Pod[] = [];
  let down = targets.filter((ordinal) => {
    const pod = byOrdinal.get(ordinal);
    return !pod || pod.metadata.deletionTimestamp || !available(pod);
  }).length;
  for (const ordinal of targets) {
    const pod = byOrdinal.get(ordinal);
    if (!pod || pod.metadata.deletionTimestamp || revisionOf(pod) === update) continue;
    // An old pod that is down already makes nothing worse by going.
    if (!available(pod)) remove.push(pod);
    else if (down < most) {
      down++;
      remove.push(pod);
    }
  }
  return remove;
}
