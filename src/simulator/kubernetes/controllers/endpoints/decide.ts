import { isPodFinished, isPodReady } from '../../lib/pods.js';
import type { Endpoint, EndpointPort, Pod, Service } from '../../lib/types.js';

/** Pods with the same answers to a service's named ports, and their endpoints. */
export interface EndpointGroup {
  ports: EndpointPort[];
  endpoints: Endpoint[];
}

/** The number that a target port means on a pod; undefined when the pod has no port of that name. */
function targetNumber(target: number | string | undefined, port: number, pod: Pod): number | undefined {
  if (target === undefined || target === 0) return port;
  if (typeof target === 'number') return target;
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === target)?.containerPort;
}

function portsOf({ spec }: Service, pod: Pod): EndpointPort[] {
  return (spec.ports ?? []).flatMap(({ name = '', protocol = 'TCP', port, targetPort, appProtocol }) => {
    const number = targetNumber(targetPort, port, pod);
    return number === undefined
      ? []
      : [{ name, protocol, port: number, ...(appProtocol && { appProtocol }) }];
  });
}

function endpointOf(service: Service, pod: Pod): Endpoint {
  const { namespace = '', name, uid, deletionTimestamp } = pod.metadata;
  const terminating = deletionTimestamp !== undefined;
  const serving = isPodReady(pod);
  const { hostname, subdomain, nodeName } = pod.spec;
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: {
      ready: service.spec.publishNotReadyAddresses || (serving && !terminating),
      serving,
      terminating,
    },
    ...(hostname && subdomain === service.metadata.name && { hostname }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName && { nodeName }),
  };
}

/** The endpoints of a service with these pods, one group for each set of port numbers. Pods without an address are left out. */
export function endpointGroups(service: Service, pods: readonly Pod[]): EndpointGroup[] {
  const groups = new Map<string, EndpointGroup>();
  for (const pod of pods) {
    if (!pod.status?.podIP || isPodFinished(pod)) continue;
    const ports = portsOf(service, pod);
    const headless = service.spec.clusterIP === 'None' && !service.spec.ports?.length;
    if (ports.length === 0 && !headless) continue;
    const key = JSON.stringify(ports);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { ports, endpoints: [] }));
    group.endpoints.push(endpointOf(service, pod));
  }
  return [...groups.values()];
}
