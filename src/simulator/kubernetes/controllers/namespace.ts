import type { Controller, KubeObject, ObjectMeta } from '../contract.js';
import { setCondition } from '../lib/conditions.js';
import { timestamp } from '../lib/time.js';
import type { Condition, Typed } from '../lib/types.js';
import { informer, stopAll } from './informer.js';
import { manager, update, updateStatus } from './manager.js';
import { resourceKey } from './resources.js';
import { workQueue } from './workqueue.js';

type Namespace = Typed<{ finalizers?: string[] }, { phase?: string; conditions?: Condition[] }>;
/** How often a namespace is looked at again while something in it holds on. */
const again = 1000;

/** What is left in a namespace: objects by resource, and how many hold which finalizer. */
interface Remains {
  resources: Map<string, number>;
  finalizers: Map<string, number>;
  pods: number;
}

/** Empties namespaces that are being deleted, tells what is in the way, and lets them go. */
export const namespaceController: Controller = ({ api, clock }) => {
  const queue = workQueue(clock, sync);
  const namespaces = informer<Namespace>(api, 'namespaces', {
    on: (namespace) => namespace?.metadata.deletionTimestamp && queue.add(namespace.metadata.name),
  });

  function contents(namespace: string): [string, KubeObject][] {
    return api
      .resources()
      .filter(({ namespaced, verbs }) => namespaced && verbs.includes('delete') && verbs.includes('list'))
      .flatMap((info) =>
        api
          .list(resourceKey(info), { namespace })
          .map((object): [string, KubeObject] => [resourceKey(info), object]),
      );
  }

  function sync(name: string) {
    const namespace = namespaces.get(name);
    if (!namespace?.metadata.deletionTimestamp) return;
    // Pods first: what they use goes after them.
    const before = contents(name).sort(([a], [b]) => Number(b === 'pods') - Number(a === 'pods'));
    for (const [resource, { metadata }] of before) remove(resource, metadata);
    const left = remains(contents(name));
    const status = { ...namespace.status, phase: 'Terminating', conditions: conditionsOf(namespace, left) };
    updateStatus(api, 'namespaces', namespace, status);
    if (left.resources.size > 0) {
      queue.addAfter(name, again);
      return;
    }
    const emptied = namespaces.get(name);
    if (emptied?.spec.finalizers?.includes('kubernetes')) {
      const finalizers = emptied.spec.finalizers.filter((finalizer) => finalizer !== 'kubernetes');
      update(api, 'namespaces', { ...emptied, spec: { ...emptied.spec, finalizers } }, 'finalize');
    }
  }

  function remove(resource: string, { namespace, name, deletionTimestamp }: ObjectMeta) {
    if (deletionTimestamp || !api.find(resource, namespace, name)) return;
    api.delete(resource, namespace, name, { ...manager, propagationPolicy: 'Background' });
  }

  function conditionsOf({ metadata: { name }, status }: Namespace, left: Remains): Condition[] {
    const time = timestamp(clock.now());
    const set = (
      conditions: Condition[],
      type: string,
      bad: string | undefined,
      reason: [string, string],
      good: string,
    ) =>
      setCondition(conditions, {
        type,
        status: bad ? 'True' : 'False',
        lastTransitionTime: time,
        reason: bad ? reason[0] : reason[1],
        message: bad ?? good,
      });
    const discovered = 'All resources successfully discovered';
    const parsed = 'All legacy kube types successfully parsed';
    let list = status?.conditions ?? [];
    list = set(
      list,
      'NamespaceDeletionDiscoveryFailure',
      undefined,
      ['DiscoveryFailed', 'ResourcesDiscovered'],
      discovered,
    );
    list = set(
      list,
      'NamespaceDeletionGroupVersionParsingFailure',
      undefined,
      ['GroupVersionParsingFailed', 'ParsedGroupVersions'],
      parsed,
    );
    const waits =
      left.pods > 0
        ? `Failed to delete all resource types, 1 remaining: unexpected items still remain in namespace: ${name} for gvr: /v1, Resource=pods`
        : undefined;
    const deleted = 'All content successfully deleted, may be waiting on finalization';
    list = set(
      list,
      'NamespaceDeletionContentFailure',
      waits,
      ['ContentDeletionFailed', 'ContentDeleted'],
      deleted,
    );
    const some = (what: Map<string, number>, say: (name: string, number: number) => string) =>
      [...what]
        .sort()
        .map(([key, number]) => say(key, number))
        .join(', ');
    const resources =
      left.resources.size > 0 && left.pods === 0
        ? `Some resources are remaining: ${some(left.resources, (key, number) => `${key} has ${number} resource instances`)}`
        : undefined;
    list = set(
      list,
      'NamespaceContentRemaining',
      resources,
      ['SomeResourcesRemain', 'ContentRemoved'],
      'All content successfully removed',
    );
    const held =
      left.finalizers.size > 0 && left.pods === 0
        ? `Some content in the namespace has finalizers remaining: ${some(left.finalizers, (key, number) => `${key} in ${number} resource instances`)}`
        : undefined;
    return set(
      list,
      'NamespaceFinalizersRemaining',
      held,
      ['SomeFinalizersRemain', 'ContentHasNoFinalizers'],
      'All content-preserving finalizers finished',
    );
  }

  return stopAll(queue, namespaces);
};

function remains(objects: readonly [string, KubeObject][]): Remains {
  const left: Remains = { resources: new Map(), finalizers: new Map(), pods: 0 };
  const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const [resource, { metadata }] of objects) {
    add(left.resources, resource.includes('.') ? resource : `${resource}.`);
    for (const finalizer of metadata.finalizers ?? []) add(left.finalizers, finalizer);
    if (resource === 'pods') left.pods++;
  }
  return left;
}
