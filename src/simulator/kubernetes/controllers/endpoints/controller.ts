import type { Controller, Fields, ObjectMeta } from '../../contract.js';
import { same } from '../../lib/hash.js';
import { controllerReference, keyOf, toFields } from '../../lib/meta.js';
import { matchesPairs } from '../../lib/selector.js';
import { findCondition } from '../../lib/conditions.js';
import type { EndpointSlice, Pod, Service } from '../../lib/types.js';
import { informer, ownerIndexes, stopAll } from '../informer.js';
import { manager, update } from '../manager.js';
import { workQueue } from '../workqueue.js';
import { endpointGroups, type EndpointGroup } from './decide.js';
import { subsets } from './legacy.js';

const sliceResource = 'endpointslices.discovery.k8s.io';
const serviceLabel = 'kubernetes.io/service-name';
const managedBy = 'endpointslice.kubernetes.io/managed-by';
const headlessLabel = 'service.kubernetes.io/headless';
const triggerKey = 'endpoints.kubernetes.io/last-change-trigger-time';

type Endpoints = { apiVersion: string; kind: string; metadata: ObjectMeta; subsets?: Fields[] };

/** Lists the pods behind each service, in EndpointSlices and in the older Endpoints. */
export const endpointsController: Controller = ({ api, clock }) => {
  const queue = workQueue(clock, sync);
  const triggers = new Map<string, string>();
  const services = informer<Service>(api, 'services', {
    indexes: { namespace: ownerIndexes.namespace },
    on(current, previous) {
      const service = current ?? previous;
      if (service) queue.add(keyOf(service));
    },
  });
  const slices = informer<EndpointSlice>(api, sliceResource, {
    indexes: { service: ({ metadata }) => [`${metadata.namespace}/${metadata.labels?.[serviceLabel]}`] },
    on: (current, previous) =>
      current ||
      !previous ||
      queue.add(`${previous.metadata.namespace}/${previous.metadata.labels?.[serviceLabel]}`),
  });
  const endpoints = informer<Endpoints>(api, 'endpoints');
  const pods = informer<Pod>(api, 'pods', {
    indexes: { namespace: ownerIndexes.namespace },
    on(current, previous) {
      const pod = current ?? previous;
      if (!pod || (current && previous && !matters(current, previous))) return;
      for (const service of services.by('namespace', pod.metadata.namespace ?? '')) {
        const labels = [current?.metadata.labels, previous?.metadata.labels];
        if (!labels.some((own) => matchesPairs(service.spec.selector, own))) continue;
        const since = current && findCondition(current.status?.conditions, 'Ready')?.lastTransitionTime;
        if (since && !current.metadata.deletionTimestamp) triggers.set(keyOf(service), since);
        queue.add(keyOf(service));
      }
    },
  });

  function matters(a: Pod, b: Pod): boolean {
    const ready = (pod: Pod) => findCondition(pod.status?.conditions, 'Ready')?.status;
    return (
      a.status?.podIP !== b.status?.podIP ||
      a.status?.phase !== b.status?.phase ||
      a.metadata.deletionTimestamp !== b.metadata.deletionTimestamp ||
      ready(a) !== ready(b) ||
      !same(a.metadata.labels, b.metadata.labels)
    );
  }

  function sync(key: string) {
    const service = services.get(key);
    const own = slices
      .by('service', key)
      .filter(({ metadata }) => metadata.labels?.[managedBy] === 'endpointslice-controller.k8s.io');
    if (!service || service.spec.type === 'ExternalName') {
      triggers.delete(key);
      if (!service) clear(key, own);
      return;
    }
    if (!service.spec.selector || service.metadata.deletionTimestamp) return;
    const selected = pods
      .by('namespace', service.metadata.namespace ?? '')
      .filter((pod) => matchesPairs(service.spec.selector, pod.metadata.labels));
    const groups = endpointGroups(service, selected);
    const trigger = triggers.get(key) ?? (own.length === 0 ? service.metadata.creationTimestamp : undefined);
    triggers.delete(key);
    writeSlices(service, own, groups, trigger);
    writeEndpoints(service, groups, trigger);
  }

  function clear(key: string, own: readonly EndpointSlice[]) {
    for (const { metadata } of own) api.delete(sliceResource, metadata.namespace, metadata.name, manager);
    const old = endpoints.get(key);
    if (old) api.delete('endpoints', old.metadata.namespace, old.metadata.name, manager);
  }

  const labelsOf = (service: Service, more: Record<string, string>) => ({
    ...service.metadata.labels,
    ...more,
    ...(service.spec.clusterIP === 'None' && { [headlessLabel]: '' }),
  });

  /** One slice for each group of ports; a service without endpoints keeps one that is empty. */
  function writeSlices(
    service: Service,
    own: readonly EndpointSlice[],
    groups: readonly EndpointGroup[],
    trigger: string | undefined,
  ) {
    const wanted = groups.length > 0 ? groups : [{ ports: null, endpoints: null }];
    const labels = labelsOf(service, {
      [managedBy]: 'endpointslice-controller.k8s.io',
      [serviceLabel]: service.metadata.name,
    });
    const free = [...own];
    for (const group of wanted) {
      const at = Math.max(
        0,
        free.findIndex(({ ports }) => same(ports, group.ports)),
      );
      const [old] = free.splice(at, 1);
      if (
        old &&
        same(old.endpoints, group.endpoints) &&
        same(old.ports, group.ports) &&
        same(old.metadata.labels, labels)
      ) {
        continue;
      }
      const annotations = trigger ? { [triggerKey]: trigger } : undefined;
      if (old) {
        // Emptied, a slice keeps an empty list.
        const list = group.endpoints ?? [];
        if (
          same(old.endpoints ?? [], list) &&
          same(old.ports, group.ports) &&
          same(old.metadata.labels, labels)
        )
          continue;
        update(api, sliceResource, {
          ...old,
          ...group,
          endpoints: list,
          metadata: { ...old.metadata, labels, annotations },
        });
        continue;
      }
      const metadata = {
        generateName: `${service.metadata.name}-`,
        labels,
        annotations,
        ownerReferences: [controllerReference(service)],
      };
      const slice = {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata,
        addressType: 'IPv4',
        ...group,
      };
      api.create(sliceResource, service.metadata.namespace, toFields(slice), manager);
    }
    for (const { metadata } of free) api.delete(sliceResource, metadata.namespace, metadata.name, manager);
  }

  function writeEndpoints(service: Service, groups: readonly EndpointGroup[], trigger: string | undefined) {
    const { namespace, name } = service.metadata;
    const list = subsets(groups);
    const labels = labelsOf(service, { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' });
    const annotations = trigger ? { [triggerKey]: trigger } : undefined;
    const body = { subsets: list.length > 0 ? list : undefined };
    const old = endpoints.get(`${namespace}/${name}`);
    if (!old) {
      const made = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name, labels, annotations }, ...body };
      api.create('endpoints', namespace, toFields(made), manager);
    } else if (!same(old.subsets ?? [], list) || !same(old.metadata.labels, labels)) {
      update(api, 'endpoints', { ...old, ...body, metadata: { ...old.metadata, labels, annotations } });
    }
  }

  return stopAll(queue, services, slices, endpoints, pods);
};
