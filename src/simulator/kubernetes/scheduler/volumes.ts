import { matchesNodeSelector } from '../lib/node-selector.js';
import { parseQuantity } from '../lib/quantity.js';
import { matchesSelector } from '../lib/selector.js';
import type { Claim, Node, PersistentVolume, Pod, StorageClass } from '../lib/types.js';

/** The names of the claims that a pod mounts. */
export function claimNames({ metadata, spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim) return [volume.persistentVolumeClaim.claimName];
    return volume.ephemeral ? [`${metadata.name}-${volume.name}`] : [];
  });
}

const boundKey = 'pv.kubernetes.io/bind-completed';
export const selectedNodeKey = 'volume.kubernetes.io/selected-node';

/** Bound on both sides. */
export function isBound({ spec, metadata }: Claim): boolean {
  return Boolean(spec.volumeName) && metadata.annotations?.[boundKey] !== undefined;
}

/** Binding waits until a pod that uses the claim has a node. */
export function waitsForConsumer(storageClass: StorageClass | undefined): boolean {
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
}

/** Volumes of this provisioner are made by hand only. */
export function provisions(storageClass: StorageClass | undefined): boolean {
  return storageClass !== undefined && storageClass.provisioner !== 'kubernetes.io/no-provisioner';
}

export function volumeFitsNode({ spec }: PersistentVolume, node: Node): boolean {
  return !spec.nodeAffinity?.required || matchesNodeSelector(spec.nodeAffinity.required, node);
}

/** Whether a free volume could serve a claim, and of several the smallest. Volumes reserved for the claim come first. */
export function findVolume(
  claim: Claim,
  volumes: Iterable<PersistentVolume>,
  node: Node | undefined,
): PersistentVolume | undefined {
  const wanted = parseQuantity(claim.spec.resources?.requests?.['storage']);
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (volume.metadata.deletionTimestamp || !volumeSuits(claim, volume, wanted)) continue;
    if (node && !volumeFitsNode(volume, node)) continue;
    const reference = volume.spec.claimRef;
    if (reference) {
      const ours = reference.namespace === claim.metadata.namespace && reference.name === claim.metadata.name;
      if (ours && (!reference.uid || reference.uid === claim.metadata.uid)) return volume;
      continue;
    }
    if (volume.status?.phase === 'Released' || volume.status?.phase === 'Failed') continue;
    if (!best || sizeOf(volume) < sizeOf(best)) best = volume;
  }
  return best;
}

const sizeOf = ({ spec }: PersistentVolume) => parseQuantity(spec.capacity?.['storage']);

function volumeSuits({ spec }: Claim, volume: PersistentVolume, wanted: number): boolean {
  if ((volume.spec.volumeMode ?? 'Filesystem') !== (spec.volumeMode ?? 'Filesystem')) return false;
  if ((volume.spec.storageClassName ?? '') !== (spec.storageClassName ?? '')) return false;
  if (spec.volumeName && spec.volumeName !== volume.metadata.name) return false;
  if (spec.selector && !matchesSelector(spec.selector, volume.metadata.labels)) return false;
  if (!(spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode))) return false;
  return sizeOf(volume) >= wanted;
}
