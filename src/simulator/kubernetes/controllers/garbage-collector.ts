import type { Controller, KubeObject, OwnerReference, ResourceInfo, ResourceKey } from '../contract.js';
import { keyOf } from '../lib/meta.js';
import { patchOwners } from './adoption.js';
import { informer, stopAll, type Informer } from './informer.js';
import { manager } from './manager.js';
import { resourceKey } from './resources.js';
import { workQueue } from './workqueue.js';

const foreground = 'foregroundDeletion';
const orphan = 'orphan';

/**
 * Removes what has lost all its owners, and carries out foreground and orphan deletion: an owner that waits for its
 * dependents keeps the finalizer until those that block it are gone.
 */
export const garbageCollector: Controller = ({ api, clock }) => {
  const followed = new Map<ResourceKey, { info: ResourceInfo; objects: Informer<KubeObject> }>();
  const queue = workQueue(clock, sync);

  const name = (resource: ResourceKey, object: KubeObject) => `${resource} ${keyOf(object)}`;

  function follow(info: ResourceInfo) {
    const resource = resourceKey(info);
    if (followed.has(resource) || !['watch', 'delete'].every((verb) => info.verbs.includes(verb))) return;
    const entry = { info, objects: undefined as unknown as Informer<KubeObject> };
    followed.set(resource, entry);
    entry.objects = informer<KubeObject>(api, resource, {
      indexes: { owner: ({ metadata }) => (metadata.ownerReferences ?? []).map(({ uid }) => uid) },
      on(current, previous) {
        const object = current ?? previous;
        if (!object) return;
        if (current && needsWork(current)) queue.add(name(resource, current));
        if (!current)
          for (const [other, dependent] of dependentsOf(object.metadata.uid))
            queue.add(name(other, dependent));
        // Owners that wait for their dependents look again.
        for (const reference of object.metadata.ownerReferences ?? []) {
          const owner = ownerOf(object, reference);
          if (owner?.object?.metadata.deletionTimestamp) queue.add(name(owner.resource, owner.object));
        }
      },
    });
  }

  const needsWork = ({ metadata }: KubeObject) =>
    (metadata.ownerReferences?.length ?? 0) > 0 || metadata.deletionTimestamp !== undefined;

  function dependentsOf(uid: string): [ResourceKey, KubeObject][] {
    return [...followed].flatMap(
      ([resource, { objects }]) =>
        // While the first list of a kind comes in, it is not followed yet.
        (objects as Informer<KubeObject> | undefined)
          ?.by('owner', uid)
          .map((object): [ResourceKey, KubeObject] => [resource, object]) ?? [],
    );
  }

  /** The kind of an owner is served or not; the owner itself there or not. */
  function ownerOf(object: KubeObject, { apiVersion, kind, name: owner, uid }: OwnerReference) {
    const slash = apiVersion.indexOf('/');
    const group = slash < 0 ? '' : apiVersion.slice(0, slash);
    const found = [...followed].find(([, { info }]) => info.kind === kind && info.group === group);
    if (!found) return undefined;
    const [resource, { info }] = found;
    const there = api.find(resource, info.namespaced ? object.metadata.namespace : undefined, owner);
    return { resource, object: there?.metadata.uid === uid ? there : undefined };
  }

  function sync(key: string) {
    const [resource = '', path = ''] = key.split(' ');
    const object = followed.get(resource)?.objects.get(path);
    if (!object) return;
    const { metadata } = object;
    if (metadata.deletionTimestamp) return finishDeletion(resource, object);
    const owners = (metadata.ownerReferences ?? []).map((reference) => ({
      reference,
      found: ownerOf(object, reference),
    }));
    // An owner of a kind that is not served may still exist: nothing is removed for it.
    if (owners.length === 0 || owners.some(({ found }) => !found)) return;
    const alive = owners.filter(({ found }) => found?.object && !isWaiting(found.object));
    const waiting = owners.some(
      ({ found, reference }) =>
        found?.object && isWaiting(found.object) && reference.blockOwnerDeletion !== undefined,
    );
    if (alive.length === owners.length) return;
    if (alive.length > 0) {
      patchOwners(
        api,
        resource,
        object,
        alive.map(({ reference }) => reference),
      );
      return;
    }
    // Foreground goes on downwards where there is more to wait for.
    const deeper = waiting && dependentsOf(metadata.uid).length > 0;
    const policy = metadata.finalizers?.includes(orphan) ? 'Orphan' : deeper ? 'Foreground' : 'Background';
    const preconditions = { uid: metadata.uid };
    api.delete(resource, metadata.namespace, metadata.name, {
      ...manager,
      propagationPolicy: policy,
      preconditions,
    });
  }

  const isWaiting = ({ metadata }: KubeObject) =>
    metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(foreground) ?? false);

  function finishDeletion(resource: ResourceKey, object: KubeObject) {
    const { uid, finalizers = [] } = object.metadata;
    const dependents = dependentsOf(uid);
    if (finalizers.includes(orphan)) {
      for (const [other, dependent] of dependents) {
        const others = (dependent.metadata.ownerReferences ?? []).filter(
          (reference) => reference.uid !== uid,
        );
        patchOwners(api, other, dependent, others);
      }
      dropFinalizer(resource, object, orphan);
    } else if (finalizers.includes(foreground)) {
      const blocking = dependents.filter(([, { metadata }]) =>
        metadata.ownerReferences?.some((reference) => reference.uid === uid && reference.blockOwnerDeletion),
      );
      if (blocking.length === 0) return dropFinalizer(resource, object, foreground);
      for (const [other, dependent] of dependents) queue.add(name(other, dependent));
    }
  }

  function dropFinalizer(resource: ResourceKey, { metadata }: KubeObject, finalizer: string) {
    const others = (metadata.finalizers ?? []).filter((other) => other !== finalizer);
    const patch = { metadata: { uid: metadata.uid, finalizers: others.length > 0 ? others : null } };
    api.patch(resource, metadata.namespace, metadata.name, 'application/merge-patch+json', patch, manager);
  }

  for (const info of api.resources()) follow(info);
  const definitions = api.watch('customresourcedefinitions.apiextensions.k8s.io', () => {
    for (const info of api.resources()) follow(info);
  });
  return stopAll(
    queue,
    { stop: definitions },
    { stop: () => followed.forEach(({ objects }) => objects.stop()) },
  );
};
