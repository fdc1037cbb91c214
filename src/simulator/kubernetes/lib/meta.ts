import type { Fields, ObjectMeta, OwnerReference } from '../contract.js';

type HasMeta = { metadata: ObjectMeta };

/** "namespace/name", or "name" for what is in no namespace: how queues and caches name an object. */
export function keyOf({ metadata }: HasMeta): string {
  return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
}

/** The two parts of a key. */
export function splitKey(key: string): { namespace: string | undefined; name: string } {
  const slash = key.indexOf('/');
  return slash < 0
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The owner that controls an object, if any. */
export function controllerOf({ metadata }: HasMeta): OwnerReference | undefined {
  return metadata.ownerReferences?.find((owner) => owner.controller);
}

export function isControlledBy(object: HasMeta, owner: HasMeta): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** The reference by which `owner` controls what it makes. */
export function controllerReference(owner: HasMeta & { apiVersion: string; kind: string }): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  return {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Typed objects are JSON; the API takes them as such. What is undefined is left out. */
export function toFields(object: object): Fields {
  return JSON.parse(JSON.stringify(object)) as Fields;
}
