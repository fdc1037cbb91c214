import type { Fields, Value } from '../../contract.js';
import { at, list, objects, text } from '../../schema/value.js';
import { age, count, labelsText, name, selectorText, type Row } from './cells.js';

function externalAddress(service: Fields): string {
  const type = text(at(service, 'spec', 'type'));
  const own = list(at(service, 'spec', 'externalIPs')) as string[];
  if (type === 'ExternalName') return text(at(service, 'spec', 'externalName'));
  if (type !== 'LoadBalancer') return own.join(',') || '<none>';
  const given = ingressText(at(service, 'status', 'loadBalancer', 'ingress'));
  const all = [...(given ? [given] : []), ...own].join(',');
  return all || '<pending>';
}

function ingressText(ingress: Value | undefined): string {
  return objects(ingress)
    .map((one) => text(one['ip']) || text(one['hostname']))
    .join(',');
}

export const serviceRow: Row = (service, now) => [
  name(service),
  text(at(service, 'spec', 'type')),
  text(at(service, 'spec', 'clusterIP')) || '<none>',
  externalAddress(service),
  objects(at(service, 'spec', 'ports'))
    .map(
      (p) => `${count(p['port'])}${p['nodePort'] ? `:${count(p['nodePort'])}` : ''}/${text(p['protocol'])}`,
    )
    .join(',') || '<none>',
  age(service, now),
  labelsText(at(service, 'spec', 'selector')),
];

export const endpointsRow: Row = (endpoints, now) => {
  const pairs = objects(endpoints['subsets']).flatMap((subset) => {
    const addresses = objects(subset['addresses']).map((a) => text(a['ip']));
    const ports = objects(subset['ports']);
    if (!ports.length) return addresses;
    return ports.flatMap((port) => addresses.map((ip) => `${ip}:${count(port['port'])}`));
  });
  const more = pairs.length > 3 ? ` + ${pairs.length - 3} more...` : '';
  return [name(endpoints), pairs.length ? pairs.slice(0, 3).join(',') + more : '<none>', age(endpoints, now)];
};

function some(items: string[], limit: number, none: string): string {
  if (!items.length) return none;
  return items.length > limit
    ? `${items.slice(0, limit).join(',')} + ${items.length - limit} more...`
    : items.join(',');
}

export const endpointSliceRow: Row = (slice, now) => [
  name(slice),
  text(slice['addressType']),
  some(
    objects(slice['ports']).map((p) => (p['port'] === undefined ? '*' : String(count(p['port'])))),
    3,
    '<unset>',
  ),
  some(
    objects(slice['endpoints']).flatMap((e) => list(e['addresses']) as string[]),
    3,
    '<unset>',
  ),
  age(slice, now),
];

export const ingressRow: Row = (ingress, now) => {
  const hosts = objects(at(ingress, 'spec', 'rules'))
    .map((rule) => text(rule['host']))
    .filter(Boolean);
  return [
    name(ingress),
    text(at(ingress, 'spec', 'ingressClassName')) ||
      text(at(ingress, 'metadata', 'annotations', 'kubernetes.io/ingress.class')) ||
      '<none>',
    some(hosts, 3, '*'),
    ingressText(at(ingress, 'status', 'loadBalancer', 'ingress')),
    objects(at(ingress, 'spec', 'tls')).length ? '80, 443' : '80',
    age(ingress, now),
  ];
};

export const ingressClassRow: Row = (one, now) => {
  const parameters = at(one, 'spec', 'parameters');
  const group = text(at(parameters, 'apiGroup'));
  const kind = text(at(parameters, 'kind')) + (group ? `.${group}` : '');
  return [
    name(one),
    text(at(one, 'spec', 'controller')),
    parameters ? `${kind}/${text(at(parameters, 'name'))}` : '<none>',
    age(one, now),
  ];
};

export const networkPolicyRow: Row = (policy, now) => [
  name(policy),
  selectorText(at(policy, 'spec', 'podSelector')),
  age(policy, now),
];

export const ipAddressRow: Row = (address, now) => {
  const parent = at(address, 'spec', 'parentRef');
  const path = ['resource', 'namespace', 'name'].map((field) => text(at(parent, field))).filter(Boolean);
  return [name(address), path.join('/'), age(address, now)];
};

export const serviceCidrRow: Row = (cidr, now) => [
  name(cidr),
  (list(at(cidr, 'spec', 'cidrs')) as string[]).join(','),
  age(cidr, now),
];
