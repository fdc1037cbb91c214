import { randomBytes, randomUUID } from 'node:crypto';
import type { Fields, KubeObject, WriteOptions } from '../../contract.js';
import { rulesOf } from '../../schema/kinds/index.js';
import { asFields, fields, text } from '../../schema/value.js';
import { alreadyExists, badRequest, internal } from '../errors.js';
import { recordUpdate } from '../managed-fields/managers.js';
import type { Served } from '../registry.js';
import { admit, admitFinal } from './admit.js';
import { timestamp, type Admission, type Context } from './context.js';
import { applyDefaults, countsGenerations, hasStatus, managerOf, validate } from './prepare.js';
import { mergeSchema } from './merge-schema.js';

const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789';

/** Five letters as the server appends to generateName: none that make words. */
export function nameSuffix(): string {
  return [...randomBytes(5)].map((byte) => suffixLetters[byte % suffixLetters.length]).join('');
}

/** Sets what the server decides about the metadata of a new object. */
function newMetadata(
  context: Context,
  info: Served,
  object: KubeObject,
  namespace: string | undefined,
): void {
  const meta = asFields(object)['metadata'] as Fields;
  if (text(meta['resourceVersion']))
    throw internal('resourceVersion should not be set on objects to be created');
  if (info.namespaced) {
    if (text(meta['namespace']) && meta['namespace'] !== namespace)
      throw badRequest(
        'the namespace of the provided object does not match the namespace sent on the request',
      );
    meta['namespace'] = namespace ?? 'default';
  } else delete meta['namespace'];
  if (!text(meta['name']) && text(meta['generateName']))
    meta['name'] = text(meta['generateName']).slice(0, 58) + nameSuffix();
  for (const name of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink']) delete meta[name];
  meta['uid'] = randomUUID();
  meta['creationTimestamp'] = timestamp(context);
  if (countsGenerations(info)) meta['generation'] = 1;
  else delete meta['generation'];
}

/** Creates an object that has its shape already (see shape). Throws ApiError. */
export function createShaped(
  context: Context,
  info: Served,
  namespace: string | undefined,
  object: KubeObject,
  options: WriteOptions,
  applied?: (object: KubeObject) => KubeObject,
): KubeObject {
  newMetadata(context, info, object, namespace);
  const name = object.metadata.name;
  const request: Admission = {
    operation: 'CREATE',
    info,
    name,
    object: asFields(object),
    options,
    ...(object.metadata.namespace ? { namespace: object.metadata.namespace } : {}),
  };
  if (hasStatus(info)) delete object.status;
  applyDefaults(info, object);
  rulesOf(info.kind, info.group).create?.(asFields(object));
  admit(context, request);
  validate(info, object, undefined);
  admitFinal(context, request);
  if (name && context.store.get(info.key, object.metadata.namespace, name)) throw alreadyExists(info, name);
  const owned = applied
    ? applied(object)
    : recordUpdate(mergeSchema(info), undefined, object, writerOf(context, info, options), hasStatus(info));
  if (options.dryRun) return owned;
  return context.store.put(info.key, owned);
}

/** Who writes, for managedFields. */
export function writerOf(context: Context, info: Served, options: WriteOptions) {
  return {
    manager: managerOf(options),
    apiVersion: info.apiVersion,
    time: timestamp(context),
    ...(options.subresource ? { subresource: options.subresource } : {}),
  };
}

/** The names in an object's metadata, as far as they are text. */
export function namesIn(body: Fields): { name: string; namespace: string | undefined } {
  const meta = fields(body['metadata']);
  return { name: text(meta['name']), namespace: text(meta['namespace']) || undefined };
}
