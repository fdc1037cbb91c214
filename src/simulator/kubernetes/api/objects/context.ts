import type { Clock } from '../../../clock.js';
import type { Api, DeleteOptions, Fields, KubeObject, ResourceKey, WriteOptions } from '../../contract.js';
import type { Store } from '../../store/store.js';
import type { Registry, Served } from '../registry.js';
import { notFound } from '../errors.js';
import { ApiError } from '../../contract.js';

/** A write on its way through admission. */
export interface Admission {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  info: Served;
  namespace?: string;
  name: string;
  /** The object as it will be stored; mutating steps change it in place. Empty for DELETE. */
  object: Fields;
  old?: KubeObject;
  options: WriteOptions | DeleteOptions;
}

/** One step of admission: changes the object (first round) or throws ApiError (both). */
export interface AdmissionStep {
  mutate?(request: Admission, context: Context): void;
  validate?(request: Admission, context: Context): void;
}

/** What all operations on objects share. */
export interface Context {
  clock: Clock;
  store: Store;
  registry: Registry;
  admission: readonly AdmissionStep[];
  /** The operations themselves, for steps that read or write other objects. */
  api: Api;
}

/** The storage version of a resource. Throws 404. */
export function storedInfo(context: Context, key: ResourceKey): Served {
  const info = context.registry.stored(key);
  if (!info) throw new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
  return info;
}

/** The stored object. Throws 404. */
export function mustGet(
  context: Context,
  info: Served,
  namespace: string | undefined,
  name: string,
): KubeObject {
  const found = context.store.get(info.key, info.namespaced ? namespace : undefined, name);
  if (!found) throw notFound(info, name);
  return found;
}

/** RFC 3339 with seconds, as metadata has it. */
export function timestamp(context: { clock: Clock }): string {
  return `${new Date(context.clock.now()).toISOString().slice(0, 19)}Z`;
}
