import { at, objects, text } from '../../schema/value.js';
import {
  age,
  containersOf,
  count,
  duration,
  hasCondition,
  labelsText,
  name,
  selectorText,
  since,
  type Row,
} from './cells.js';

const template = (object: Parameters<Row>[0]) => at(object, 'spec', 'template', 'spec');
const desired = (object: Parameters<Row>[0]) => count(at(object, 'spec', 'replicas'));

export const deploymentRow: Row = (d, now) => [
  name(d),
  `${count(at(d, 'status', 'readyReplicas'))}/${desired(d)}`,
  count(at(d, 'status', 'updatedReplicas')),
  count(at(d, 'status', 'availableReplicas')),
  age(d, now),
  ...containersOf(template(d)),
  selectorText(at(d, 'spec', 'selector')),
];

export const replicaSetRow: Row = (r, now) => [
  name(r),
  desired(r),
  count(at(r, 'status', 'replicas')),
  count(at(r, 'status', 'readyReplicas')),
  age(r, now),
  ...containersOf(template(r)),
  selectorText(at(r, 'spec', 'selector')),
];

export const replicationControllerRow: Row = (r, now) => [
  ...replicaSetRow(r, now).slice(0, -1),
  labelsText(at(r, 'spec', 'selector')),
];

export const statefulSetRow: Row = (s, now) => [
  name(s),
  `${count(at(s, 'status', 'readyReplicas'))}/${desired(s)}`,
  age(s, now),
  ...containersOf(template(s)),
];

export const daemonSetRow: Row = (d, now) => [
  name(d),
  ...[
    'desiredNumberScheduled',
    'currentNumberScheduled',
    'numberReady',
    'updatedNumberScheduled',
    'numberAvailable',
  ].map((field) => count(at(d, 'status', field))),
  labelsText(at(d, 'spec', 'template', 'spec', 'nodeSelector')),
  age(d, now),
  ...containersOf(template(d)),
  selectorText(at(d, 'spec', 'selector')),
];

function jobState(job: Parameters<Row>[0]): string {
  if (hasCondition(job, 'Complete')) return 'Complete';
  if (hasCondition(job, 'Failed')) return 'Failed';
  if (at(job, 'metadata', 'deletionTimestamp')) return 'Terminating';
  if (hasCondition(job, 'Suspended')) return 'Suspended';
  if (hasCondition(job, 'FailureTarget')) return 'FailureTarget';
  return hasCondition(job, 'SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

function completions(job: Parameters<Row>[0]): string {
  const done = count(at(job, 'status', 'succeeded'));
  const wanted = at(job, 'spec', 'completions');
  if (typeof wanted === 'number') return `${done}/${wanted}`;
  const parallelism = count(at(job, 'spec', 'parallelism'));
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

export const jobRow: Row = (job, now) => {
  const start = text(at(job, 'status', 'startTime'));
  const end = text(at(job, 'status', 'completionTime'));
  return [
    name(job),
    jobState(job),
    completions(job),
    start ? duration((end ? Date.parse(end) : now) - Date.parse(start)) : '',
    age(job, now),
    ...containersOf(template(job)),
    selectorText(at(job, 'spec', 'selector')),
  ];
};

export const cronJobRow: Row = (job, now) => {
  const last = at(job, 'status', 'lastScheduleTime');
  return [
    name(job),
    text(at(job, 'spec', 'schedule')),
    text(at(job, 'spec', 'timeZone')) || '<none>',
    at(job, 'spec', 'suspend') === true ? 'True' : 'False',
    objects(at(job, 'status', 'active')).length,
    last === undefined ? '<none>' : since(last, now),
    age(job, now),
    ...containersOf(at(job, 'spec', 'jobTemplate', 'spec', 'template', 'spec')),
    selectorText(at(job, 'spec', 'jobTemplate', 'spec', 'selector')),
  ];
};

export const controllerRevisionRow: Row = (revision, now) => {
  const owner = objects(at(revision, 'metadata', 'ownerReferences')).find((o) => o['controller'] === true);
  const group = text(owner?.['apiVersion']).split('/')[0];
  return [
    name(revision),
    owner ? `${text(owner['kind']).toLowerCase()}.${group}/${text(owner['name'])}` : '<none>',
    count(revision['revision']),
    age(revision, now),
  ];
};

function metricText(spec: Parameters<Row>[0], status: Parameters<Row>[0] | undefined): string {
  const type = text(spec['type']);
  const part = type.charAt(0).toLowerCase() + type.slice(1);
  const target = at(spec, part, 'target');
  const current = at(status, part, 'current');
  const label =
    type === 'Resource' || type === 'ContainerResource' ? `${text(at(spec, part, 'name'))}: ` : '';
  const utilization = at(target, 'averageUtilization');
  if (typeof utilization === 'number') {
    const now = at(current, 'averageUtilization');
    return `${label}${typeof now === 'number' ? `${now}%` : '<unknown>'}/${utilization}%`;
  }
  const average = text(at(target, 'averageValue'));
  const now = text(at(current, average ? 'averageValue' : 'value')) || '<unknown>';
  return `${label}${now}/${average ? `${average}${label || type === 'Pods' ? '' : ' (avg)'}` : text(at(target, 'value'))}`;
}

function targets(hpa: Parameters<Row>[0]): string {
  const specs = objects(at(hpa, 'spec', 'metrics'));
  const statuses = objects(at(hpa, 'status', 'currentMetrics'));
  if (!specs.length) return '<none>';
  const shown = specs
    .slice(0, 2)
    .map((spec, i) => metricText(spec, statuses[i]))
    .join(', ');
  return specs.length > 2 ? `${shown} + ${specs.length - 2} more...` : shown;
}

export const autoscalerRow: Row = (hpa, now) => [
  name(hpa),
  `${text(at(hpa, 'spec', 'scaleTargetRef', 'kind'))}/${text(at(hpa, 'spec', 'scaleTargetRef', 'name'))}`,
  targets(hpa),
  at(hpa, 'spec', 'minReplicas') === undefined ? '<unset>' : String(count(at(hpa, 'spec', 'minReplicas'))),
  count(at(hpa, 'spec', 'maxReplicas')),
  count(at(hpa, 'status', 'currentReplicas')),
  age(hpa, now),
];

export const disruptionBudgetRow: Row = (pdb, now) => {
  const shown = (field: string) => {
    const value = at(pdb, 'spec', field);
    return value === undefined ? 'N/A' : typeof value === 'number' ? String(value) : text(value);
  };
  return [
    name(pdb),
    shown('minAvailable'),
    shown('maxUnavailable'),
    count(at(pdb, 'status', 'disruptionsAllowed')),
    age(pdb, now),
  ];
};

export const podTemplateRow: Row = (object) => [
  name(object),
  ...containersOf(at(object, 'template', 'spec')),
  labelsText(at(object, 'template', 'metadata', 'labels')),
];
