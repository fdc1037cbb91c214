import type { Fields, KubeObject, WriteOptions } from '../../contract.js';
import { ApiError } from '../../contract.js';
import { asFields, at, fields, objects, text } from '../../schema/value.js';
import { matchesLabels, selectorRequirements } from '../../store/label-selector.js';
import { badRequest, conflict } from '../errors.js';
import type { Served } from '../registry.js';
import { mustGet, timestamp, type Context } from './context.js';
import { deleteObject } from './delete.js';
import { namesIn } from './create.js';

/** Subresources that are created (POST) and change the pod they belong to. */
export function isSubresourceCreate(name: string | undefined): boolean {
  return name === 'binding' || name === 'eviction';
}

/** Binds a pod to a node, or evicts it. */
export function createSubresource(
  context: Context,
  info: Served,
  namespace: string | undefined,
  body: Fields,
  options: WriteOptions,
): KubeObject {
  const { name } = namesIn(body);
  const pod = mustGet(context, info, namespace, name);
  return options.subresource === 'binding'
    ? bind(context, info, pod, body, options)
    : evict(context, info, pod, body, options);
}

function bind(
  context: Context,
  info: Served,
  pod: KubeObject,
  body: Fields,
  options: WriteOptions,
): KubeObject {
  const node = text(at(body, 'target', 'name'));
  const bound = text(at(pod.spec, 'nodeName'));
  const { name } = pod.metadata;
  const of = { group: '', resource: 'pods/binding' };
  if (bound) throw conflict(of, name, `pod ${name} is already assigned to node ${JSON.stringify(bound)}`);
  if (pod.metadata.deletionTimestamp)
    throw conflict(of, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  const conditions = objects(at(pod.status, 'conditions')).filter((c) => c['type'] !== 'PodScheduled');
  const scheduled: Fields = {
    type: 'PodScheduled',
    observedGeneration: pod.metadata.generation ?? 1,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: timestamp(context),
  };
  const next: KubeObject = {
    ...pod,
    spec: { ...pod.spec, nodeName: node },
    status: { ...pod.status, conditions: [...conditions, scheduled] },
  };
  if (!options.dryRun) context.store.put(info.key, next);
  return next;
}

/** Budgets that cover a pod. */
function budgetsOf(context: Context, pod: KubeObject): KubeObject[] {
  return context.store.list('poddisruptionbudgets.policy', {
    namespace: pod.metadata.namespace ?? '',
    filter: ({ spec }) => {
      const selector = spec?.['selector'];
      return (
        selector !== undefined && matchesLabels(selectorRequirements(selector as object), pod.metadata.labels)
      );
    },
  }).items;
}

function evict(
  context: Context,
  info: Served,
  pod: KubeObject,
  body: Fields,
  options: WriteOptions,
): KubeObject {
  const name = pod.metadata.name;
  if (namesIn(body).name !== name) throw badRequest('name in URL does not match name in Eviction object');
  const settings = fields(body['deleteOptions']);
  const phase = text(at(pod.status, 'phase'));
  const unprotected =
    phase === 'Pending' || phase === 'Succeeded' || phase === 'Failed' || pod.metadata.deletionTimestamp;
  if (!unprotected) useBudget(context, pod, options);
  const grace = settings['gracePeriodSeconds'];
  return deleteObject(context, info, pod.metadata.namespace, name, {
    ...options,
    ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
  });
}

function useBudget(context: Context, pod: KubeObject, options: WriteOptions): void {
  const budgets = budgetsOf(context, pod);
  if (budgets.length > 1)
    throw new ApiError(
      500,
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  const budget = budgets[0];
  if (!budget) return;
  const allowed = Number(at(budget.status, 'disruptionsAllowed') ?? 0);
  const name = budget.metadata.name;
  if (allowed <= 0)
    throw new ApiError(
      429,
      'TooManyRequests',
      "Cannot evict pod as it would violate the pod's disruption budget.",
      {
        causes: [
          {
            reason: 'DisruptionBudget',
            message: `The disruption budget ${name} needs ${Number(at(budget.status, 'desiredHealthy') ?? 0)} healthy pods and has ${Number(at(budget.status, 'currentHealthy') ?? 0)} currently`,
          },
        ],
      },
    );
  if (options.dryRun) return;
  const disrupted = {
    ...fields(at(budget.status, 'disruptedPods')),
    [pod.metadata.name]: timestamp(context),
  };
  context.store.put('poddisruptionbudgets.policy', {
    ...budget,
    status: {
      ...fields(asFields(budget)['status']),
      disruptionsAllowed: allowed - 1,
      disruptedPods: disrupted,
    },
  });
}
