import type { Claim } from '../../lib/types.js';
import { refuseForGood, type Filter } from '../framework.js';
import { claimNames, findVolume, isBound, provisions, volumeFitsNode, waitsForConsumer } from '../volumes.js';

/** VolumeBinding: bound volumes must be reachable from the node, waiting claims must be able to bind there. */
export const volumeBinding: Filter = {
  name: 'VolumeBinding',
  helpedBy: ['node', 'storage'],
  prepare(pod, snapshot) {
    const bound: Claim[] = [];
    const waiting: Claim[] = [];
    for (const name of claimNames(pod)) {
      const claim = snapshot.claim(pod.metadata.namespace ?? '', name);
      if (!claim) return { reject: `persistentvolumeclaim "${name}" not found` };
      if (claim.metadata.deletionTimestamp)
        return { reject: `persistentvolumeclaim "${name}" is being deleted` };
      if (isBound(claim)) bound.push(claim);
      else if (waitsForConsumer(snapshot.storageClass(claim.spec.storageClassName ?? '')))
        waiting.push(claim);
      else return { reject: 'pod has unbound immediate PersistentVolumeClaims' };
    }
    if (bound.length === 0 && waiting.length === 0) return undefined;
    return ({ node }) => {
      for (const { spec } of bound) {
        const volume = snapshot.volume(spec.volumeName ?? '');
        if (!volume)
          return refuseForGood('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');
        if (!volumeFitsNode(volume, node)) {
          return refuseForGood("node(s) didn't match PersistentVolume's node affinity");
        }
      }
      const stuck = waiting.some(
        (claim) =>
          !findVolume(claim, snapshot.volumes(), node) &&
          !provisions(snapshot.storageClass(claim.spec.storageClassName ?? '')),
      );
      return stuck ? refuseForGood("node(s) didn't find available persistent volumes to bind") : undefined;
    };
  },
};
