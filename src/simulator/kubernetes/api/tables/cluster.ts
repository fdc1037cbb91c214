import type { Fields } from '../../contract.js';
import { at, fields, list, objects, stringMap, text } from '../../schema/value.js';
import { age, count, created, modesText, name, orNone, since, type Row } from './cells.js';

const rolePrefix = 'node-role.kubernetes.io/';

function nodeRoles(node: Fields): string {
  const labels = stringMap(at(node, 'metadata', 'labels'));
  const roles = Object.entries(labels).flatMap(([key, value]) => {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) return [key.slice(rolePrefix.length)];
    return key === 'kubernetes.io/role' && value ? [value] : [];
  });
  return [...new Set(roles)].sort().join(',') || '<none>';
}

export const nodeRow: Row = (node, now) => {
  const ready = objects(at(node, 'status', 'conditions')).find((c) => c['type'] === 'Ready');
  const status = ready ? (ready['status'] === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  const address = (type: string) =>
    orNone(objects(at(node, 'status', 'addresses')).find((a) => a['type'] === type)?.['address']);
  const info = (field: string) => text(at(node, 'status', 'nodeInfo', field));
  const kernel = info('kernelVersion') || '<unknown>';
  const arch = info('architecture');
  return [
    name(node),
    at(node, 'spec', 'unschedulable') === true ? `${status},SchedulingDisabled` : status,
    nodeRoles(node),
    age(node, now),
    info('kubeletVersion'),
    address('InternalIP'),
    address('ExternalIP'),
    info('osImage') || '<unknown>',
    arch ? `${kernel} (${arch})` : kernel,
    info('containerRuntimeVersion') || '<unknown>',
  ];
};

export const namespaceRow: Row = (one, now) => [name(one), text(at(one, 'status', 'phase')), age(one, now)];

export const configMapRow: Row = (one, now) => [
  name(one),
  Object.keys(fields(one['data'])).length + Object.keys(fields(one['binaryData'])).length,
  age(one, now),
];

export const secretRow: Row = (one, now) => [
  name(one),
  text(one['type']),
  Object.keys(fields(one['data'])).length,
  age(one, now),
];

export const quotaRow: Row = (quota, now) => {
  const used = fields(at(quota, 'status', 'used'));
  const shown = Object.entries(fields(at(quota, 'status', 'hard')))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([resource, hard]) => [resource, `${resource}: ${text(used[resource]) || '0'}/${text(hard)}`] as const,
    );
  const limits = shown.filter(([resource]) => resource.startsWith('limits.'));
  const requests = shown.filter(([resource]) => !resource.startsWith('limits.'));
  const join = (list: typeof shown) => list.map(([, line]) => line).join(', ');
  return [name(quota), join(requests), join(limits), age(quota, now)];
};

export const eventRow: Row = (event, now) => {
  const about = at(event, 'involvedObject');
  const first = text(event['firstTimestamp']) || text(event['eventTime']);
  const lastSeen = text(at(event, 'series', 'lastObservedTime')) || text(event['lastTimestamp']) || first;
  const host = text(at(event, 'source', 'host'));
  const component = text(at(event, 'source', 'component')) || text(event['reportingComponent']);
  return [
    since(lastSeen, now),
    text(event['type']),
    text(event['reason']),
    `${text(at(about, 'kind')).toLowerCase()}/${text(at(about, 'name'))}`,
    text(at(about, 'fieldPath')),
    host ? `${component}, ${host}` : component,
    text(event['message']).trim(),
    since(first, now),
    count(at(event, 'series', 'count')) || count(event['count']) || 1,
    name(event),
  ];
};

const classOf = (object: Fields) => {
  const old = text(at(object, 'metadata', 'annotations', 'volume.beta.kubernetes.io/storage-class'));
  return old || text(at(object, 'spec', 'storageClassName'));
};

export const volumeRow: Row = (pv, now) => {
  const claim = at(pv, 'spec', 'claimRef');
  return [
    name(pv),
    text(at(pv, 'spec', 'capacity', 'storage')),
    modesText(at(pv, 'spec', 'accessModes')),
    text(at(pv, 'spec', 'persistentVolumeReclaimPolicy')),
    at(pv, 'metadata', 'deletionTimestamp') ? 'Terminating' : text(at(pv, 'status', 'phase')),
    claim ? `${text(at(claim, 'namespace'))}/${text(at(claim, 'name'))}` : '',
    classOf(pv),
    text(at(pv, 'spec', 'volumeAttributesClassName')) || '<unset>',
    text(at(pv, 'status', 'reason')),
    age(pv, now),
    text(at(pv, 'spec', 'volumeMode')) || '<unset>',
  ];
};

export const claimRow: Row = (claim, now) => {
  const bound = text(at(claim, 'spec', 'volumeName')) !== '';
  return [
    name(claim),
    at(claim, 'metadata', 'deletionTimestamp') ? 'Terminating' : text(at(claim, 'status', 'phase')),
    text(at(claim, 'spec', 'volumeName')),
    bound ? text(at(claim, 'status', 'capacity', 'storage')) : '',
    bound ? modesText(at(claim, 'status', 'accessModes')) : '',
    classOf(claim),
    text(at(claim, 'spec', 'volumeAttributesClassName')) || '<unset>',
    age(claim, now),
    text(at(claim, 'spec', 'volumeMode')) || '<unset>',
  ];
};

export const storageClassRow: Row = (one, now) => {
  const isDefault =
    at(one, 'metadata', 'annotations', 'storageclass.kubernetes.io/is-default-class') === 'true';
  return [
    isDefault ? `${name(one)} (default)` : name(one),
    text(one['provisioner']),
    text(one['reclaimPolicy']),
    text(one['volumeBindingMode']),
    one['allowVolumeExpansion'] === true,
    age(one, now),
  ];
};

export const priorityClassRow: Row = (one, now) => [
  name(one),
  count(one['value']),
  one['globalDefault'] === true,
  age(one, now),
  text(one['preemptionPolicy']),
];

export const bindingRow: Row = (binding, now) => {
  const subjects = objects(binding['subjects']);
  const of = (kind: string) =>
    subjects
      .filter((s) => s['kind'] === kind)
      .map((s) =>
        kind === 'ServiceAccount' ? `${text(s['namespace'])}/${text(s['name'])}` : text(s['name']),
      )
      .join(', ');
  return [
    name(binding),
    `${text(at(binding, 'roleRef', 'kind'))}/${text(at(binding, 'roleRef', 'name'))}`,
    age(binding, now),
    of('User'),
    of('Group'),
    of('ServiceAccount'),
  ];
};

export const requestRow: Row = (csr, now) => {
  const conditions = objects(at(csr, 'status', 'conditions')).map((c) => text(c['type']));
  const decided = ['Approved', 'Denied'].filter((type) => conditions.includes(type));
  if (conditions.includes('Failed')) decided.push('Failed');
  if (text(at(csr, 'status', 'certificate'))) decided.push('Issued');
  const seconds = at(csr, 'spec', 'expirationSeconds');
  return [
    name(csr),
    age(csr, now),
    text(at(csr, 'spec', 'signerName')),
    text(at(csr, 'spec', 'username')),
    typeof seconds === 'number' ? longDuration(seconds) : '<none>',
    decided.join(',') || 'Pending',
  ];
};

function longDuration(seconds: number): string {
  if (seconds % 86400 === 0) return `${seconds / 86400}d`;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

export const leaseRow: Row = (lease, now) => [
  name(lease),
  text(at(lease, 'spec', 'holderIdentity')),
  age(lease, now),
];
export const nameAge: Row = (object, now) => [name(object), age(object, now)];
export const nameCreated: Row = (object) => [name(object), created(object)];
export const csiNodeRow: Row = (node, now) => [
  name(node),
  list(at(node, 'spec', 'drivers')).length,
  age(node, now),
];
export const apiServiceRow: Row = (service, now) => {
  const local = at(service, 'spec', 'service');
  const available = objects(at(service, 'status', 'conditions')).find((c) => c['type'] === 'Available');
  return [
    name(service),
    local ? `${text(at(local, 'namespace'))}/${text(at(local, 'name'))}` : 'Local',
    text(available?.['status']) || 'Unknown',
    age(service, now),
  ];
};
export const runtimeClassRow: Row = (one, now) => [name(one), text(one['handler']), age(one, now)];
export const flowSchemaRow: Row = (one, now) => [
  name(one),
  text(at(one, 'spec', 'priorityLevelConfiguration', 'name')),
  count(at(one, 'spec', 'matchingPrecedence')),
  orNone(at(one, 'spec', 'distinguisherMethod', 'type')),
  age(one, now),
  text(objects(at(one, 'status', 'conditions')).find((c) => c['type'] === 'Dangling')?.['status']) || '?',
];
export const priorityLevelRow: Row = (one, now) => {
  const limited = at(one, 'spec', 'limited');
  const queuing = at(limited, 'limitResponse', 'queuing');
  const shown = (from: typeof limited, field: string) =>
    typeof at(from, field) === 'number' ? count(at(from, field)) : '<none>';
  return [
    name(one),
    text(at(one, 'spec', 'type')),
    shown(limited, 'nominalConcurrencyShares'),
    shown(queuing, 'queues'),
    shown(queuing, 'handSize'),
    shown(queuing, 'queueLengthLimit'),
    age(one, now),
  ];
};
export const admissionPolicyRow: Row = (one, now) => {
  const kind = at(one, 'spec', 'paramKind');
  return [
    name(one),
    list(at(one, 'spec', 'validations')).length,
    kind ? `${text(at(kind, 'apiVersion'))}/${text(at(kind, 'kind'))}` : '<unset>',
    age(one, now),
  ];
};
export const policyBindingRow: Row = (one, now) => {
  const ref = at(one, 'spec', 'paramRef');
  const namespace = text(at(ref, 'namespace'));
  const param = ref ? `${namespace ? `${namespace}/` : '*/'}${text(at(ref, 'name')) || '*'}` : '<unset>';
  return [name(one), text(at(one, 'spec', 'policyName')), param, age(one, now)];
};
export const webhookRow: Row = (one, now) => [name(one), list(one['webhooks']).length, age(one, now)];
export const componentRow: Row = (one) => {
  const healthy = objects(one['conditions']).find((c) => c['type'] === 'Healthy');
  return [
    name(one),
    healthy?.['status'] === 'True' ? 'Healthy' : 'Unhealthy',
    text(healthy?.['message']),
    text(healthy?.['error']),
  ];
};
