import type { Api } from '../contract.js';
import { controllerOf } from '../lib/meta.js';
import type { Pod } from '../lib/types.js';
import { informer, ownerIndexes, type Informer } from './informer.js';
import type { WorkQueue } from './workqueue.js';

/**
 * The pods as a controller that owns some of them watches them: found by owner, or as orphans by namespace; a change of a
 * pod whose controller is of this kind brings that controller's object into the queue.
 */
export function ownedPods(
  api: Api,
  kind: string,
  queue: WorkQueue,
  onPod: (current: Pod | undefined) => void = () => {},
): Informer<Pod> {
  return informer<Pod>(api, 'pods', {
    indexes: {
      owner: ownerIndexes.owner,
      orphan: (pod) => (controllerOf(pod) ? [] : [pod.metadata.namespace]),
    },
    on(current, previous) {
      const pod = current ?? previous;
      const owner = pod && controllerOf(pod);
      if (owner?.kind === kind) queue.add(`${pod?.metadata.namespace}/${owner.name}`);
      onPod(current);
    },
  });
}
