import type { Fields, KubeObject, WriteOptions } from '../../contract.js';
import { rulesOf } from '../../schema/kinds/index.js';
import { asFields, asObject, equal, text } from '../../schema/value.js';
import { badRequest, conflict, internal, modified } from '../errors.js';
import { recordUpdate } from '../managed-fields/managers.js';
import type { Served } from '../registry.js';
import { admit, admitFinal } from './admit.js';
import type { Admission, Context } from './context.js';
import { writerOf } from './create.js';
import { mergeSchema } from './merge-schema.js';
import { applyDefaults, countsGenerations, hasStatus, specChanged, validate } from './prepare.js';

/** Which parts of an object a subresource writes. */
const parts: Record<string, (old: KubeObject, sent: KubeObject) => Partial<KubeObject>> = {
  status: (_old, sent) => ({ status: sent.status ?? {} }),
  finalize: (_old, sent) => ({ spec: sent.spec ?? {} }),
  resize: (_old, sent) => ({ spec: sent.spec ?? {} }),
  ephemeralcontainers: (old, sent) => ({
    spec: { ...old.spec, ephemeralContainers: sent.spec?.['ephemeralContainers'] ?? [] },
  }),
  approval: (old, sent) => ({
    status: { ...old.status, conditions: sent.status?.['conditions'] ?? [] },
  }),
  scale: (_old, sent) => ({ spec: sent.spec ?? {} }),
};

function combine(
  info: Served,
  old: KubeObject,
  sent: KubeObject,
  subresource: string | undefined,
): KubeObject {
  const managedFields = sent.metadata.managedFields;
  if (subresource) {
    const own = parts[subresource]?.(old, sent) ?? {};
    const { managedFields: _, ...metadata } = old.metadata;
    return { ...old, ...own, metadata: { ...metadata, ...(managedFields ? { managedFields } : {}) } };
  }
  // The server's own metadata is not the client's to write.
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation } = old.metadata;
  const meta: Record<string, unknown> = { ...sent.metadata, uid, creationTimestamp };
  if (old.metadata.namespace) meta['namespace'] = old.metadata.namespace;
  for (const [name, value] of Object.entries({ deletionTimestamp, deletionGracePeriodSeconds, generation })) {
    if (value === undefined) delete meta[name];
    else meta[name] = value;
  }
  const result: KubeObject = { ...sent, metadata: meta as unknown as KubeObject['metadata'] };
  if (hasStatus(info)) {
    if (old.status === undefined) delete result.status;
    else result.status = old.status;
  }
  return result;
}

function checkVersion(info: Served, old: KubeObject, sent: KubeObject): void {
  const name = old.metadata.name;
  const { resourceVersion, uid } = sent.metadata;
  if (text(uid) && uid !== old.metadata.uid)
    throw conflict(
      info,
      name,
      `StorageError: invalid object, Code: 4, Key: /registry/${info.resource}/${old.metadata.namespace ? `${old.metadata.namespace}/` : ''}${name}, ` +
        `ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
    );
  if (!text(resourceVersion)) return;
  if (!/^\d+$/.test(resourceVersion))
    throw internal(`strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`);
  if (resourceVersion !== old.metadata.resourceVersion) throw modified(info, name);
}

/** Replaces an object by one that has its shape already. Throws ApiError. */
export function updateShaped(
  context: Context,
  info: Served,
  old: KubeObject,
  sent: KubeObject,
  options: WriteOptions,
  owned?: KubeObject,
): KubeObject {
  const { subresource } = options;
  checkVersion(info, old, sent);
  const object = asObject(structuredClone(asFields(combine(info, old, sent, subresource))));
  const request: Admission = {
    operation: 'UPDATE',
    info,
    name: old.metadata.name,
    object: asFields(object),
    old,
    options,
    ...(old.metadata.namespace ? { namespace: old.metadata.namespace } : {}),
  };
  applyDefaults(info, object);
  if (!subresource) {
    rulesOf(info.kind, info.group).update?.(asFields(object), asFields(old));
    admit(context, request);
  }
  if (subresource !== 'status') validate(info, object, old);
  admitFinal(context, request);
  if (countsGenerations(info) && specChanged(old, object))
    object.metadata.generation = (old.metadata.generation ?? 0) + 1;
  const recorded = owned
    ? { ...object, metadata: { ...object.metadata, managedFields: owned.metadata.managedFields ?? [] } }
    : recordUpdate(mergeSchema(info), old, object, writerOf(context, info, options), hasStatus(info));
  const stored = {
    ...recorded,
    metadata: { ...recorded.metadata, resourceVersion: old.metadata.resourceVersion },
  };
  if (options.dryRun) return stored;
  if (mayGo(stored))
    return context.store.remove(info.key, stored.metadata.namespace, stored.metadata.name) ?? stored;
  if (equal(asFields(old), asFields(stored))) return old;
  return context.store.put(info.key, stored);
}

/** True when nothing keeps a deleted object any longer. */
function mayGo(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || finalizers.length || deletionGracePeriodSeconds > 0) return false;
  const kept = object.spec?.['finalizers'];
  return !(object.kind === 'Namespace' && Array.isArray(kept) && kept.length > 0);
}

/** Refuses a body whose names are not those of the URL. */
export function checkNames(body: Fields, namespace: string | undefined, name: string): void {
  const meta = (body['metadata'] ?? {}) as Fields;
  if (!text(meta['name']))
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  if (meta['name'] !== name)
    throw badRequest(
      `the name of the object (${text(meta['name'])}) does not match the name on the URL (${name})`,
    );
  if (text(meta['namespace']) && meta['namespace'] !== (namespace ?? ''))
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}
