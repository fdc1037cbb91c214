import {
  ApiError,
  type Api,
  type DeleteOptions,
  type Fields,
  type KubeObject,
  type PatchType,
  type ResourceInfo,
  type ResourceKey,
  type StoreEvent,
  type Value,
  type WriteOptions,
} from '../../../../src/simulator/kubernetes/contract.js';
import type { Clock } from '../../../../src/simulator/clock.js';
import { same } from '../../../../src/simulator/kubernetes/lib/hash.js';
import { timestamp } from '../../../../src/simulator/kubernetes/lib/time.js';

/** Called before an object is made; throws to refuse it. */
type Admission = (resource: ResourceKey, object: KubeObject) => void;

/** A small API for tests of controllers: no schema, but versions, generations, finalizers and grace periods. */
export function memoryApi(clock: Clock, admit: Admission = () => undefined): Api & { log: StoreEvent[] } {
  const objects = new Map<string, KubeObject>();
  const listeners = new Map<ResourceKey, Set<(event: StoreEvent) => void>>();
  const log: StoreEvent[] = [];
  let version = 0;
  let serial = 0;

  const idOf = (resource: string, namespace: string | undefined, name: string) =>
    `${resource}|${namespace ?? ''}|${name}`;
  const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

  function find(resource: ResourceKey, namespace: string | undefined, name: string) {
    return objects.get(idOf(resource, namespace, name));
  }
  function get(resource: ResourceKey, namespace: string | undefined, name: string): KubeObject {
    const object = find(resource, namespace, name);
    if (object) return object;
    throw new ApiError(404, 'NotFound', `${resource} "${name}" not found`);
  }
  function write(resource: ResourceKey, type: StoreEvent['type'], object: KubeObject, previous?: KubeObject) {
    const resourceVersion = ++version;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(resourceVersion) } };
    const id = idOf(resource, object.metadata.namespace, object.metadata.name);
    if (type === 'DELETED') objects.delete(id);
    else objects.set(id, stored);
    const event = { type, object: stored, resourceVersion, ...(previous && { previous }) };
    log.push(event);
    for (const listener of [...(listeners.get(resource) ?? [])]) listener(event);
    return stored;
  }

  function create(
    resource: ResourceKey,
    namespace: string | undefined,
    body: Fields,
    options?: WriteOptions,
  ): KubeObject {
    if (options?.subresource === 'binding') return bind(namespace, body);
    const object = copy(body) as unknown as KubeObject;
    const generated =
      object.metadata.name ?? `${object.metadata.generateName}${(serial++).toString(36).padStart(5, 'x')}`;
    object.metadata = {
      ...object.metadata,
      name: generated,
      ...(namespace && { namespace }),
      uid: `uid-${++serial}`,
      generation: 1,
      creationTimestamp: timestamp(clock.now()),
    };
    if (resource === 'pods') object.status ??= { phase: 'Pending' };
    admit(resource, object);
    if (find(resource, namespace, generated)) {
      throw new ApiError(409, 'AlreadyExists', `${resource} "${generated}" already exists`);
    }
    return write(resource, 'ADDED', object);
  }

  function bind(namespace: string | undefined, body: Fields): KubeObject {
    const binding = copy(body) as unknown as KubeObject & { target: { name: string } };
    const pod = get('pods', namespace, binding.metadata.name);
    const scheduled = {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: timestamp(clock.now()),
    };
    return write(
      'pods',
      'MODIFIED',
      {
        ...pod,
        spec: { ...pod.spec, nodeName: binding.target.name },
        status: { ...pod.status, conditions: [scheduled] },
      },
      pod,
    );
  }

  function replace(resource: ResourceKey, next: KubeObject, subresource?: string): KubeObject {
    const old = get(resource, next.metadata.namespace, next.metadata.name);
    const { resourceVersion, uid } = next.metadata;
    if (
      (resourceVersion && resourceVersion !== old.metadata.resourceVersion) ||
      (uid && uid !== old.metadata.uid)
    ) {
      throw new ApiError(
        409,
        'Conflict',
        `${resource} "${next.metadata.name}": the object has been modified`,
      );
    }
    const kept = keep(next, old, subresource);
    const { generation = 1, creationTimestamp } = old.metadata;
    const changedSpec = !same({ ...kept, metadata: 0, status: 0 }, { ...old, metadata: 0, status: 0 });
    const metadata = {
      ...kept.metadata,
      uid: old.metadata.uid,
      creationTimestamp,
      generation: changedSpec ? generation + 1 : generation,
      resourceVersion: old.metadata.resourceVersion,
      ...(old.metadata.deletionTimestamp && { deletionTimestamp: old.metadata.deletionTimestamp }),
    };
    const object = { ...kept, metadata };
    if (same(object, old)) return old;
    const held = (metadata.finalizers?.length ?? 0) > 0 || finalizersOf(object).length > 0;
    const waits = resource === 'pods' && old.metadata.deletionGracePeriodSeconds !== 0;
    if (metadata.deletionTimestamp && !held && !waits) return write(resource, 'DELETED', object, old);
    return write(resource, 'MODIFIED', object, old);
  }

  /** Which parts a write may change: status alone by its subresource, all but status otherwise. */
  function keep(next: KubeObject, old: KubeObject, subresource: string | undefined): KubeObject {
    const status = { ...(old.status !== undefined && { status: old.status }) };
    if (subresource === 'status') {
      const annotations = next.metadata.annotations ?? old.metadata.annotations;
      return {
        ...old,
        metadata: { ...old.metadata, ...(annotations && { annotations }) },
        ...(next.status && { status: next.status }),
      };
    }
    if (subresource === 'finalize') return { ...old, spec: next.spec ?? {} };
    return { ...next, ...status };
  }

  const finalizersOf = ({ kind, spec }: KubeObject) =>
    kind === 'Namespace' ? ((spec?.['finalizers'] ?? []) as string[]) : [];

  function remove(
    resource: ResourceKey,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions = {},
  ): KubeObject {
    const old = get(resource, namespace, name);
    const { preconditions, propagationPolicy: policy } = options;
    if (preconditions?.uid && preconditions.uid !== old.metadata.uid) {
      throw new ApiError(
        409,
        'Conflict',
        `${resource} "${name}": the UID in the precondition is not the object's`,
      );
    }
    const grace = graceOf(resource, old, options);
    const finalizer =
      policy === 'Foreground' ? 'foregroundDeletion' : policy === 'Orphan' ? 'orphan' : undefined;
    const finalizers = [...new Set([...(old.metadata.finalizers ?? []), ...(finalizer ? [finalizer] : [])])];
    if (finalizers.length === 0 && finalizersOf(old).length === 0 && grace === 0) {
      return write(resource, 'DELETED', old, old);
    }
    if (old.metadata.deletionTimestamp && old.metadata.deletionGracePeriodSeconds === grace) return old;
    const deletionTimestamp = timestamp(clock.now() + grace * 1000);
    const metadata = {
      ...old.metadata,
      deletionTimestamp,
      deletionGracePeriodSeconds: grace,
      generation: (old.metadata.generation ?? 1) + 1,
      ...(finalizers.length > 0 && { finalizers }),
    };
    const terminating = old.kind === 'Namespace' ? { status: { ...old.status, phase: 'Terminating' } } : {};
    return write(resource, 'MODIFIED', { ...old, metadata, ...terminating }, old);
  }

  function graceOf(resource: ResourceKey, { spec, status }: KubeObject, options: DeleteOptions): number {
    const ended = status?.['phase'] === 'Succeeded' || status?.['phase'] === 'Failed';
    if (resource !== 'pods' || !spec?.['nodeName'] || ended) return 0;
    return options.gracePeriodSeconds ?? Number(spec['terminationGracePeriodSeconds'] ?? 30);
  }

  function patch(
    resource: ResourceKey,
    namespace: string | undefined,
    name: string,
    type: PatchType,
    change: Value,
    options?: WriteOptions,
  ): KubeObject {
    if (type !== 'application/merge-patch+json') throw new Error(`the test API has no ${type}`);
    const old = get(resource, namespace, name);
    const merged = mergePatch(copy(old) as unknown as Value, change) as unknown as KubeObject;
    return replace(resource, merged, options?.subresource);
  }

  return {
    clock,
    log,
    get,
    find,
    list: (resource, options = {}) =>
      [...objects]
        .filter(([id]) =>
          id.startsWith(`${resource}|${options.namespace === undefined ? '' : `${options.namespace}|`}`),
        )
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, object]) => object),
    create,
    update: (resource, body, options) =>
      replace(resource, copy(body) as unknown as KubeObject, options?.subresource),
    patch,
    delete: remove,
    watch(resource, listener) {
      let set = listeners.get(resource);
      if (!set) listeners.set(resource, (set = new Set<(event: StoreEvent) => void>()));
      set.add(listener);
      return () => set.delete(listener);
    },
    resources: () => served,
  };
}

function mergePatch(target: Value, patch: Value): Value {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const result: Fields =
    target !== null && typeof target === 'object' && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key] ?? null, value);
  }
  return result;
}

function info(
  group: string,
  version: string,
  kind: string,
  resource: string,
  namespaced = true,
): ResourceInfo {
  const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
  return {
    group,
    version,
    resource,
    singular: kind.toLowerCase(),
    kind,
    namespaced,
    shortNames: [],
    categories: [],
    verbs,
    subresources: [],
  };
}

const served: readonly ResourceInfo[] = [
  info('', 'v1', 'Pod', 'pods'),
  info('', 'v1', 'Service', 'services'),
  info('', 'v1', 'ConfigMap', 'configmaps'),
  info('', 'v1', 'ServiceAccount', 'serviceaccounts'),
  info('', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
  info('', 'v1', 'PersistentVolume', 'persistentvolumes', false),
  info('', 'v1', 'Namespace', 'namespaces', false),
  info('', 'v1', 'Node', 'nodes', false),
  info('apps', 'v1', 'Deployment', 'deployments'),
  info('apps', 'v1', 'ReplicaSet', 'replicasets'),
  info('apps', 'v1', 'StatefulSet', 'statefulsets'),
  info('apps', 'v1', 'DaemonSet', 'daemonsets'),
  info('apps', 'v1', 'ControllerRevision', 'controllerrevisions'),
  info('batch', 'v1', 'Job', 'jobs'),
  info('batch', 'v1', 'CronJob', 'cronjobs'),
];
