import type { DeleteOptions, KubeObject } from '../../contract.js';
import { at, text } from '../../schema/value.js';
import { ApiError } from '../../contract.js';
import type { Served } from '../registry.js';
import { admitFinal } from './admit.js';
import { mustGet, timestamp, type Context } from './context.js';
import { badRequest } from '../errors.js';

function checkPreconditions(info: Served, object: KubeObject, { preconditions }: DeleteOptions): void {
  if (!preconditions) return;
  const refuse = (why: string) => {
    const name = object.metadata.name;
    return new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${info.kind} "${name}": ${why}`, {
      name,
      kind: info.kind,
    });
  };
  const { uid, resourceVersion } = preconditions;
  if (uid !== undefined && uid !== object.metadata.uid)
    throw refuse(
      `the UID in the precondition (${uid}) does not match the UID in record (${object.metadata.uid}). ` +
        'The object might have been deleted and then recreated',
    );
  if (resourceVersion !== undefined && resourceVersion !== object.metadata.resourceVersion)
    throw refuse(
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record ` +
        `(${object.metadata.resourceVersion}). The object might have been modified`,
    );
}

/** Seconds that the object may still take: only pods that run on a node get any. */
function graceOf(info: Served, object: KubeObject, options: DeleteOptions): number {
  if (info.key !== 'pods') return 0;
  const phase = text(at(object.status, 'phase'));
  if (!text(at(object.spec, 'nodeName')) || phase === 'Succeeded' || phase === 'Failed') return 0;
  const own = at(object.spec, 'terminationGracePeriodSeconds');
  const wanted = options.gracePeriodSeconds ?? (typeof own === 'number' ? own : 30);
  return wanted < 0 ? 1 : wanted;
}

function finalizersFor(object: KubeObject, policy: DeleteOptions['propagationPolicy']): string[] {
  const kept = (object.metadata.finalizers ?? []).filter(
    (name) => policy === undefined || (name !== 'orphan' && name !== 'foregroundDeletion'),
  );
  if (policy === 'Orphan') return [...kept, 'orphan'];
  if (policy === 'Foreground') return [...kept, 'foregroundDeletion'];
  return kept;
}

/** Deletes an object, or marks it when finalizers or a grace period keep it. Throws ApiError. */
export function deleteObject(
  context: Context,
  info: Served,
  namespace: string | undefined,
  name: string,
  options: DeleteOptions,
): KubeObject {
  const old = mustGet(context, info, namespace, name);
  checkOptions(options);
  checkPreconditions(info, old, options);
  admitFinal(context, {
    operation: 'DELETE',
    info,
    name,
    object: {},
    old,
    options,
    ...(namespace ? { namespace } : {}),
  });
  const grace = graceOf(info, old, options);
  const finalizers = finalizersFor(old, options.propagationPolicy);
  const kept = finalizers.length > 0 || grace > 0 || info.key === 'namespaces';
  if (!kept) {
    if (options.dryRun) return old;
    return context.store.remove(info.key, old.metadata.namespace, name) ?? old;
  }
  const { finalizers: before = [], deletionTimestamp, deletionGracePeriodSeconds = 0 } = old.metadata;
  const shorter = grace < deletionGracePeriodSeconds;
  if (deletionTimestamp !== undefined && !shorter && before.length === finalizers.length) return old;
  const marked: KubeObject = {
    ...old,
    metadata: {
      ...old.metadata,
      ...(finalizers.length ? { finalizers } : {}),
      deletionTimestamp: timestamp({
        clock: { ...context.clock, now: () => context.clock.now() + grace * 1000 },
      }),
      deletionGracePeriodSeconds: grace,
      ...(old.metadata.generation !== undefined && deletionTimestamp === undefined
        ? { generation: old.metadata.generation + 1 }
        : {}),
    },
    ...(info.key === 'namespaces' ? { status: { ...old.status, phase: 'Terminating' } } : {}),
  };
  if (!finalizers.length) delete marked.metadata.finalizers;
  if (info.key === 'namespaces') delete marked.metadata.deletionGracePeriodSeconds;
  return options.dryRun ? marked : context.store.put(info.key, marked);
}

const policies = ['Background', 'Foreground', 'Orphan'];

function checkOptions({ propagationPolicy, gracePeriodSeconds }: DeleteOptions): void {
  if (propagationPolicy !== undefined && !policies.includes(propagationPolicy)) {
    const message = `Unsupported value: ${JSON.stringify(propagationPolicy)}: supported values: "Foreground", "Background", "Orphan", "nil"`;
    throw new ApiError(
      422,
      'Invalid',
      `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: ${message}`,
      {
        group: 'meta.k8s.io',
        kind: 'DeleteOptions',
        causes: [{ reason: 'FieldValueNotSupported', message, field: 'propagationPolicy' }],
      },
    );
  }
  if (gracePeriodSeconds !== undefined && !Number.isInteger(gracePeriodSeconds))
    throw badRequest('gracePeriodSeconds must be an integer');
}
