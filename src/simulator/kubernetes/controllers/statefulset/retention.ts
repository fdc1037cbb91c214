import type { Api, OwnerReference } from '../../contract.js';
import { same } from '../../lib/hash.js';
import type { Claim, Pod, StatefulSet } from '../../lib/types.js';
import { patchOwners } from '../adoption.js';
import { claimName, ordinalOf, ordinals } from './pods.js';

/**
 * Ties claims to the set or to a pod that will go, so that garbage collection removes them with it; what
 * persistentVolumeClaimRetentionPolicy means. Claims that are to stay get no owner.
 */
export function retention(api: Api, set: StatefulSet, claims: readonly Claim[], pods: readonly Pod[]): void {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } =
    set.spec.persistentVolumeClaimRetentionPolicy ?? {};
  const templates = set.spec.volumeClaimTemplates ?? [];
  const wanted = new Set(ordinals(set));
  const known = new Set([...wanted, ...pods.map(ordinalOf)]);
  for (const ordinal of known) {
    const pod = pods.find((other) => ordinalOf(other) === ordinal);
    for (const { metadata } of templates) {
      const claim = claims.find((other) => other.metadata.name === claimName(metadata.name, set, ordinal));
      if (!claim) continue;
      const owners: OwnerReference[] = [];
      if (whenDeleted === 'Delete') owners.push(reference(set));
      if (whenScaled === 'Delete' && !wanted.has(ordinal) && pod) owners.push(reference(pod));
      const others = (claim.metadata.ownerReferences ?? []).filter(
        ({ uid, kind }) => uid !== set.metadata.uid && !(kind === 'Pod' && uid === pod?.metadata.uid),
      );
      const next = [...others, ...owners];
      if (!same(next, claim.metadata.ownerReferences ?? []))
        patchOwners(api, 'persistentvolumeclaims', claim, next);
    }
  }
}

function reference({ apiVersion, kind, metadata }: StatefulSet | Pod): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid };
}
