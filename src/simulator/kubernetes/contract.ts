import type { Clock } from '../clock.js';

/** Any JSON value. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
/** A JSON object. */
export type Fields = { [key: string]: Value };

/** metadata of every object, as the API gives it. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  generateName?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: Fields[];
}

/** A reference to the owner of an object. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/**
 * An object of the API. Objects in the store are never changed in place: a change is a new object, so that they can be
 * handed to watchers, caches and controllers without copying. Whoever wants to change one copies first.
 */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: Fields;
  status?: Fields;
  [key: string]: unknown;
}

/** A served resource: built in, or made by a CustomResourceDefinition. */
export interface ResourceInfo {
  /** "" for the core group. */
  group: string;
  version: string;
  /** Plural: "deployments". */
  resource: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames: readonly string[];
  categories: readonly string[];
  verbs: readonly string[];
  subresources: readonly string[];
}

/** Names a resource inside the simulator, independent of version: "deployments.apps", "pods". */
export type ResourceKey = string;

/** Who asks. */
export interface UserInfo {
  username: string;
  uid?: string;
  groups: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

/** Options of a write; the names are those of the query parameters of the API. */
export interface WriteOptions {
  user?: UserInfo;
  fieldManager?: string;
  fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  dryRun?: boolean;
  /** "status", "scale", "resize", "ephemeralcontainers", "binding", "eviction", "approval", "token" ... */
  subresource?: string;
  /** Collects Warning headers. */
  warn?(text: string): void;
}

/** Options of a deletion. */
export interface DeleteOptions extends WriteOptions {
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
}

/** What a watcher is told. `previous` is the state before, so that selectors can tell entering from leaving. */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubeObject;
  previous?: KubeObject;
  resourceVersion: number;
}

/** The kinds of patch by their media type. */
export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml';

/**
 * The API inside the process: what the HTTP front serves and what controllers, scheduler and kubelets use. Every call is
 * synchronous and goes through defaulting, admission and validation; failures are thrown as ApiError. Without a `user`
 * the caller is the control plane itself and RBAC does not apply.
 */
export interface Api {
  readonly clock: Clock;
  /** Throws 404 NotFound. */
  get(resource: ResourceKey, namespace: string | undefined, name: string): KubeObject;
  find(resource: ResourceKey, namespace: string | undefined, name: string): KubeObject | undefined;
  /** In order of namespace and name. Selectors are the strings of the query parameters. */
  list(
    resource: ResourceKey,
    options?: { namespace?: string; labelSelector?: string; fieldSelector?: string },
  ): KubeObject[];
  create(
    resource: ResourceKey,
    namespace: string | undefined,
    object: Fields,
    options?: WriteOptions,
  ): KubeObject;
  /** Optimistic: throws 409 Conflict when metadata.resourceVersion is set and old. */
  update(resource: ResourceKey, object: Fields, options?: WriteOptions): KubeObject;
  patch(
    resource: ResourceKey,
    namespace: string | undefined,
    name: string,
    type: PatchType,
    patch: Value,
    options?: WriteOptions & { force?: boolean },
  ): KubeObject;
  /** The object as it is now (still there with a deletionTimestamp, or as it was when removed). */
  delete(
    resource: ResourceKey,
    namespace: string | undefined,
    name: string,
    options?: DeleteOptions,
  ): KubeObject;
  /** Called for every change after now, in order, before the writing call returns. */
  watch(resource: ResourceKey, listener: (event: StoreEvent) => void): () => void;
  /** Resources served now; changes when CustomResourceDefinitions come and go. */
  resources(): readonly ResourceInfo[];
}

/** A part of the control plane. Starts watching at once; everything it does later runs on the clock. */
export type Controller = (parts: { api: Api; events: EventRecorder; clock: Clock }) => { stop(): void };

/** Writes Event objects, counting repeated ones as the real recorders do. */
export interface EventRecorder {
  record(
    about: KubeObject,
    event: {
      type: 'Normal' | 'Warning';
      reason: string;
      message: string;
      component: string;
      host?: string;
      fieldPath?: string;
    },
  ): void;
}

/** A failed API call: carries the metav1.Status that the client gets. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    /** HTTP status code. */
    readonly code: number,
    /** "NotFound", "AlreadyExists", "Invalid" ... */
    readonly reason: string,
    message: string,
    readonly details?: Fields,
  ) {
    super(message);
  }
}
