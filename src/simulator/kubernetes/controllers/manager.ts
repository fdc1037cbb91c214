import type { Api, KubeObject, ResourceKey, WriteOptions } from '../contract.js';
import { same } from '../lib/hash.js';
import { toFields } from '../lib/meta.js';
import type { Typed } from '../lib/types.js';

/** The field manager of everything that kube-controller-manager writes. */
export const manager: WriteOptions = { fieldManager: 'kube-controller-manager' };

/** Writes an object whole. Gives it back as stored. */
export function update<T extends object>(
  api: Api,
  resource: ResourceKey,
  object: T,
  subresource?: string,
): T {
  const options = subresource ? { ...manager, subresource } : manager;
  return api.update(resource, toFields(object), options) as unknown as T;
}

/** Writes a status when it differs from what is there. Gives the object back as stored. */
export function updateStatus<Spec, Status>(
  api: Api,
  resource: ResourceKey,
  object: Typed<Spec, Status>,
  status: Status,
): Typed<Spec, Status> {
  if (same(object.status, status)) return object;
  return update(api, resource, { ...object, status }, 'status');
}

/** Events are about objects; typed views are the same objects. */
export function about(object: object): KubeObject {
  return object as unknown as KubeObject;
}

/** What an error says, for events and conditions. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
