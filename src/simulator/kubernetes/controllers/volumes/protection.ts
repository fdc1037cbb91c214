import type { Controller, ObjectMeta } from '../../contract.js';
import { keyOf } from '../../lib/meta.js';
import { isPodFinished } from '../../lib/pods.js';
import type { Claim, PersistentVolume, Pod } from '../../lib/types.js';
import { claimNames } from '../../scheduler/volumes.js';
import { informer, stopAll } from '../informer.js';
import { manager } from '../manager.js';
import { workQueue } from '../workqueue.js';

const claimFinalizer = 'kubernetes.io/pvc-protection';
const volumeFinalizer = 'kubernetes.io/pv-protection';

/** Lets claims that are being deleted go when no pod uses them, and volumes when they are not bound. */
export const volumeProtection: Controller = ({ api, clock }) => {
  const queue = workQueue(clock, (key) => (key.includes('/') ? syncClaim(key) : syncVolume(key)));
  const claims = informer<Claim>(api, 'persistentvolumeclaims', {
    on: (claim) => claim?.metadata.deletionTimestamp && queue.add(keyOf(claim)),
  });
  const volumes = informer<PersistentVolume>(api, 'persistentvolumes', {
    on: (volume) => volume?.metadata.deletionTimestamp && queue.add(keyOf(volume)),
  });
  const claimKeys = (pod: Pod) => claimNames(pod).map((name) => `${pod.metadata.namespace}/${name}`);
  const pods = informer<Pod>(api, 'pods', {
    indexes: { claim: claimKeys },
    on: (current, previous) => {
      const pod = current ?? previous;
      if (pod && (!current || isPodFinished(current))) for (const key of claimKeys(pod)) queue.add(key);
    },
  });

  function syncClaim(key: string) {
    const claim = claims.get(key);
    if (!claim?.metadata.deletionTimestamp) return;
    const used = pods.by('claim', key).some((pod) => !isPodFinished(pod));
    if (!used) drop('persistentvolumeclaims', claim.metadata, claimFinalizer);
  }

  function syncVolume(name: string) {
    const volume = volumes.get(name);
    if (volume?.metadata.deletionTimestamp && volume.status?.phase !== 'Bound') {
      drop('persistentvolumes', volume.metadata, volumeFinalizer);
    }
  }

  function drop(resource: string, { namespace, name, finalizers = [] }: ObjectMeta, finalizer: string) {
    if (!finalizers.includes(finalizer)) return;
    const others = finalizers.filter((other) => other !== finalizer);
    const patch = { metadata: { finalizers: others.length > 0 ? others : null } };
    api.patch(resource, namespace, name, 'application/merge-patch+json', patch, manager);
  }

  return stopAll(queue, claims, volumes, pods);
};
