import type { Api, ObjectMeta, ResourceKey } from '../contract.js';
import { controllerOf, controllerReference } from '../lib/meta.js';
import { manager } from './manager.js';

type Owner = { apiVersion: string; kind: string; metadata: ObjectMeta };
type Owned = { metadata: ObjectMeta };

/**
 * Which of the candidates belong to the owner, after adopting those without a controller that match, and releasing those
 * that no longer do (the rule of ControllerRefManager). An owner that is being deleted adopts nothing.
 */
export function claim<T extends Owned>(
  api: Api,
  resource: ResourceKey,
  owner: Owner,
  candidates: readonly T[],
  matches: (object: T) => boolean,
): T[] {
  const deleting = owner.metadata.deletionTimestamp !== undefined;
  const claimed: T[] = [];
  for (const object of candidates) {
    const controller = controllerOf(object);
    if (controller && controller.uid !== owner.metadata.uid) continue;
    const fits = matches(object);
    if (controller && fits) claimed.push(object);
    else if (controller && !deleting) release(api, resource, object, owner.metadata.uid);
    else if (!controller && fits && !deleting && !object.metadata.deletionTimestamp) {
      claimed.push(adopt(api, resource, object, owner));
    }
  }
  return claimed;
}

function adopt<T extends Owned>(api: Api, resource: ResourceKey, object: T, owner: Owner): T {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)];
  return patchOwners(api, resource, object, ownerReferences);
}

function release(api: Api, resource: ResourceKey, object: Owned, uid: string): void {
  const others = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid);
  patchOwners(api, resource, object, others);
}

/** Writes the owner references of an object; an empty list takes the field away. */
export function patchOwners<T extends Owned>(
  api: Api,
  resource: ResourceKey,
  { metadata: { namespace, name, uid } }: T,
  owners: NonNullable<ObjectMeta['ownerReferences']>,
): T {
  const ownerReferences = owners.length > 0 ? owners.map((owner) => ({ ...owner })) : null;
  const patch = { metadata: { uid, ownerReferences } };
  return api.patch(resource, namespace, name, 'application/merge-patch+json', patch, manager) as unknown as T;
}
