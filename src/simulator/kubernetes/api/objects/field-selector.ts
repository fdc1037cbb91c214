import type { KubeObject } from '../../contract.js';
import { asFields, at, text } from '../../schema/value.js';
import { badRequest } from '../errors.js';
import type { Served } from '../registry.js';

interface Term {
  field: string;
  value: string;
  negated: boolean;
}

/** Fields that selectors may name, besides metadata.name and metadata.namespace. */
const selectable: Record<string, readonly string[]> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  replicationcontrollers: ['status.replicas'],
  'replicasets.apps': ['status.replicas'],
  'jobs.batch': ['status.successful'],
  'certificatesigningrequests.certificates.k8s.io': ['spec.signerName'],
};

/** Core kinds answer an unknown field in one way, all others in another. */
const coreStyle = new Set([
  'pods',
  'events',
  'nodes',
  'namespaces',
  'secrets',
  'services',
  'replicationcontrollers',
]);

const aliases: Record<string, Record<string, string>> = {
  events: { source: 'source.component' },
  'jobs.batch': { 'status.successful': 'status.succeeded' },
};
const ownNames: Record<string, string> = {
  'regarding.kind': 'involvedObject.kind',
  'regarding.namespace': 'involvedObject.namespace',
  'regarding.name': 'involvedObject.name',
  'regarding.uid': 'involvedObject.uid',
};

function parse(selector: string): Term[] {
  return selector
    .split(/(?<!\\),/)
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^(.*?)(!=|==|=)(.*)$/s.exec(part);
      if (!match) throw badRequest(`invalid selector: '${selector}'; can't understand '${part}'`);
      return {
        field: match[1]!,
        negated: match[2] === '!=',
        value: match[3]!.replace(/\\([\\,=])/g, '$1'),
      };
    });
}

function check(info: Served, field: string): void {
  if (field === 'metadata.name' || field === 'metadata.namespace') return;
  if (selectable[info.key]?.includes(field) || info.custom?.selectableFields.includes(field)) return;
  throw badRequest(
    coreStyle.has(info.key) || info.custom
      ? `field label not supported: ${field}`
      : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}

/** The test that a field selector stands for. Throws 400 when it names a field that the kind does not offer. */
export function fieldFilter(info: Served, selector: string): (object: KubeObject) => boolean {
  const terms = parse(selector).map(({ field, ...rest }) => {
    const known = info.key === 'events' ? (ownNames[field] ?? field) : field;
    check(info, known);
    return { ...rest, path: (aliases[info.key]?.[known] ?? known).split('.') };
  });
  return (object) =>
    terms.every(({ path, value, negated }) => {
      const found = at(asFields(object), ...path);
      const shown =
        typeof found === 'string' ? found : found === undefined ? absent(path) : JSON.stringify(found);
      return (shown === value) !== negated;
    });
}

const absent = (path: readonly string[]) =>
  text(path.at(-1)) === 'unschedulable' || text(path.at(-1)) === 'hostNetwork' ? 'false' : '';
