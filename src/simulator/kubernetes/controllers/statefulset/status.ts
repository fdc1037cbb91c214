import { isPodAvailable, isPodReady } from '../../lib/pods.js';
import type { Pod, StatefulSet, StatefulSetStatus } from '../../lib/types.js';
import { count } from '../replica-status.js';
import type { Revisions } from './decide.js';
import { revisionLabel } from './pods.js';

/** The counts of a stateful set; when all pods are of the new revision and ready, it becomes the current one. */
export function statefulStatus(
  set: StatefulSet,
  pods: readonly Pod[],
  { current, update }: Revisions,
  now: number,
): StatefulSetStatus {
  const alive = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const of = (revision: string) =>
    alive.filter(({ metadata }) => metadata.labels?.[revisionLabel] === revision).length;
  const wanted = set.spec.replicas ?? 1;
  const ready = pods.filter(isPodReady).length;
  const rolling = set.spec.updateStrategy?.type !== 'OnDelete';
  const complete =
    rolling && current !== update && of(update) === wanted && pods.length === wanted && ready === wanted;
  const settled = complete ? update : current;
  return {
    ...set.status,
    replicas: pods.length,
    readyReplicas: count(ready),
    availableReplicas: pods.filter((pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now)).length,
    currentReplicas: count(of(settled)),
    updatedReplicas: count(of(update)),
    currentRevision: settled,
    updateRevision: update,
    collisionCount: set.status?.collisionCount ?? 0,
    observedGeneration: set.metadata.generation,
  };
}
