import type { Fields } from '../../contract.js';
import { toFields } from '../../lib/meta.js';
import type { Endpoint } from '../../lib/types.js';
import type { EndpointGroup } from './decide.js';

/** The subsets of an Endpoints object: the same as in the slices, without pods on their way out. */
export function subsets(groups: readonly EndpointGroup[]): Fields[] {
  return groups.flatMap(({ ports, endpoints }) => {
    const staying = endpoints.filter(({ conditions }) => !conditions.terminating);
    if (staying.length === 0) return [];
    const addresses = staying.filter(({ conditions }) => conditions.ready).map(address);
    const notReadyAddresses = staying.filter(({ conditions }) => !conditions.ready).map(address);
    return [
      toFields({
        ...(addresses.length > 0 && { addresses }),
        ...(notReadyAddresses.length > 0 && { notReadyAddresses }),
        ports: ports.map(({ name, ...port }) => (name ? { name, ...port } : port)),
      }),
    ];
  });
}

function address({ addresses, hostname, nodeName, targetRef }: Endpoint) {
  return { ip: addresses[0], ...(hostname && { hostname }), ...(nodeName && { nodeName }), targetRef };
}
