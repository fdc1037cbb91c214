import columnData from '../../data/columns.json' with { type: 'json' };
import type { Fields, KubeObject, Value } from '../../contract.js';
import { asFields, at, text } from '../../schema/value.js';
import type { Served } from '../registry.js';
import * as cluster from './cluster.js';
import { customRow } from './custom.js';
import { since, type Row } from './cells.js';
import * as network from './network.js';
import { podRow } from './pods.js';
import * as work from './workloads.js';

/** A column of a Table. */
export interface Column {
  name: string;
  type: string;
  format?: string;
  description?: string;
  priority?: number;
}

const rows: Record<string, Row> = {
  pods: podRow,
  podtemplates: work.podTemplateRow,
  replicationcontrollers: work.replicationControllerRow,
  'deployments.apps': work.deploymentRow,
  'replicasets.apps': work.replicaSetRow,
  'statefulsets.apps': work.statefulSetRow,
  'daemonsets.apps': work.daemonSetRow,
  'controllerrevisions.apps': work.controllerRevisionRow,
  'jobs.batch': work.jobRow,
  'cronjobs.batch': work.cronJobRow,
  'horizontalpodautoscalers.autoscaling': work.autoscalerRow,
  'poddisruptionbudgets.policy': work.disruptionBudgetRow,
  services: network.serviceRow,
  endpoints: network.endpointsRow,
  'endpointslices.discovery.k8s.io': network.endpointSliceRow,
  'ingresses.networking.k8s.io': network.ingressRow,
  'ingressclasses.networking.k8s.io': network.ingressClassRow,
  'networkpolicies.networking.k8s.io': network.networkPolicyRow,
  'ipaddresses.networking.k8s.io': network.ipAddressRow,
  'servicecidrs.networking.k8s.io': network.serviceCidrRow,
  nodes: cluster.nodeRow,
  namespaces: cluster.namespaceRow,
  configmaps: cluster.configMapRow,
  secrets: cluster.secretRow,
  resourcequotas: cluster.quotaRow,
  events: cluster.eventRow,
  persistentvolumes: cluster.volumeRow,
  persistentvolumeclaims: cluster.claimRow,
  componentstatuses: cluster.componentRow,
  'storageclasses.storage.k8s.io': cluster.storageClassRow,
  'csinodes.storage.k8s.io': cluster.csiNodeRow,
  'priorityclasses.scheduling.k8s.io': cluster.priorityClassRow,
  'rolebindings.rbac.authorization.k8s.io': cluster.bindingRow,
  'clusterrolebindings.rbac.authorization.k8s.io': cluster.bindingRow,
  'certificatesigningrequests.certificates.k8s.io': cluster.requestRow,
  'leases.coordination.k8s.io': cluster.leaseRow,
  'apiservices.apiregistration.k8s.io': cluster.apiServiceRow,
  'runtimeclasses.node.k8s.io': cluster.runtimeClassRow,
  'flowschemas.flowcontrol.apiserver.k8s.io': cluster.flowSchemaRow,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': cluster.priorityLevelRow,
  'validatingadmissionpolicies.admissionregistration.k8s.io': cluster.admissionPolicyRow,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': cluster.policyBindingRow,
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': cluster.policyBindingRow,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': cluster.webhookRow,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': cluster.webhookRow,
};

const builtIn = columnData as Record<string, Column[]>;
const plain: Column[] = [
  { name: 'Name', type: 'string', format: 'name', priority: 0 },
  { name: 'Age', type: 'date', priority: 0 },
];

function columnsOf(info: Served): Column[] {
  if (info.custom?.columns.length) {
    const [first] = plain;
    return [first!, ...info.custom.columns.map(({ jsonPath: _, ...column }) => ({ priority: 0, ...column }))];
  }
  return builtIn[`${info.apiVersion}/${info.resource}`] ?? plain;
}

/** The row function of a resource; by its columns where it has none of its own: Name, then Age or Created At. */
function rowOf(info: Served): Row {
  if (info.custom?.columns.length) return customRow(info.custom.columns);
  const own = rows[info.key];
  if (own) return own;
  return columnsOf(info).some((column) => column.name === 'Created At')
    ? cluster.nameCreated
    : simple(columnsOf(info));
}

function simple(columns: readonly Column[]): Row {
  return (object, now) =>
    columns.map(({ name }) => {
      if (name === 'Name') return text(at(object, 'metadata', 'name'));
      return name === 'Age' ? since(at(object, 'metadata', 'creationTimestamp'), now) : '<none>';
    });
}

/** What a row carries besides its cells: includeObject of the query. */
export type Include = 'None' | 'Metadata' | 'Object';

function rowObject(object: KubeObject, include: Include): Value {
  if (include === 'None') return null;
  if (include === 'Object') return asFields(object);
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: asFields(object)['metadata'] ?? {},
  };
}

/** Rows, columns and metadata of objects as a Table. `columns` false: as later events of a watch have it. */
export function tableOf(
  info: Served,
  objects: readonly KubeObject[],
  options: { now: number; include: Include; metadata: Fields; columns?: boolean },
): Fields {
  const row = rowOf(info);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions:
      options.columns === false
        ? null
        : columnsOf(info).map((column) => ({ format: '', description: '', ...column })),
    rows: objects.map((object) => ({
      cells: row(asFields(object), options.now),
      ...(isFinished(info, object) ? { conditions: finished } : {}),
      object: rowObject(object, options.include),
    })),
  };
}

const finished: Fields[] = [
  {
    type: 'Completed',
    status: 'True',
    reason: 'Succeeded',
    message: 'The pod has completed successfully.',
  },
];

function isFinished(info: Served, object: KubeObject): boolean {
  return info.key === 'pods' && object.status?.['phase'] === 'Succeeded';
}
