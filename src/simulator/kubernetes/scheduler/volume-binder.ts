import type { Api } from '../contract.js';
import { toFields } from '../lib/meta.js';
import type { Claim, Node, Pod } from '../lib/types.js';
import type { Snapshot } from './framework.js';
import { claimNames, findVolume, isBound, selectedNodeKey } from './volumes.js';

const options = { fieldManager: 'kube-scheduler' };
const merge = 'application/merge-patch+json';

function claimsOf(pod: Pod, snapshot: Snapshot): Claim[] {
  return claimNames(pod).flatMap((name) => snapshot.claim(pod.metadata.namespace ?? '', name) ?? []);
}

/** Whether nothing of the pod's storage is left to bind. */
export function volumesBound(pod: Pod, snapshot: Snapshot): boolean {
  return claimsOf(pod, snapshot).every(isBound);
}

/**
 * Starts binding the waiting claims of a pod that has got its node: reserves a fitting volume, or tells the provisioner
 * for which node to make one. The volume controller does the rest.
 */
export function bindVolumes(api: Api, pod: Pod, node: Node, snapshot: Snapshot): void {
  for (const claim of claimsOf(pod, snapshot)) {
    if (isBound(claim)) continue;
    const { namespace, name, uid, resourceVersion } = claim.metadata;
    const volume = findVolume(claim, snapshot.volumes(), node);
    if (volume) {
      const claimRef = {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace,
        name,
        uid,
        resourceVersion,
      };
      const patch = toFields({ spec: { claimRef } });
      api.patch('persistentvolumes', undefined, volume.metadata.name, merge, patch, options);
    } else {
      const patch = { metadata: { annotations: { [selectedNodeKey]: node.metadata.name } } };
      api.patch('persistentvolumeclaims', namespace, name, merge, patch, options);
    }
  }
}
