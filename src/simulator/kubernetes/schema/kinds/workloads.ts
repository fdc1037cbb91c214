import type { Fields } from '../../contract.js';
import { at, fields, isFields, objects, setDefault, stringMap, sub } from '../value.js';
import { podOnlyDefaults, podSpecDefaults, qosClass } from './pod-spec.js';
import { validateCronJob } from '../validate/batch.js';
import { validatePodSpec } from '../validate/pod-spec.js';
import {
  selectorUnchanged,
  validateJob,
  validateJobUpdate,
  validateWorkload,
} from '../validate/workloads.js';
import type { KindRules } from './rules.js';

/** Defaults of the pod template of a workload. */
export function templateDefaults(holder: Fields): void {
  const template = sub(holder, 'template');
  setDefault(template, 'metadata', {});
  podSpecDefaults(sub(template, 'spec'));
}

function rolling(strategy: Fields, values: Fields): void {
  const update = sub(strategy, 'rollingUpdate');
  for (const [name, value] of Object.entries(values)) setDefault(update, name, value);
}

export const podRules: KindRules = {
  generation: true,
  validate: (pod, report) => validatePodSpec(fields(pod['spec']), 'spec', report, true),
  defaults(pod) {
    const spec = sub(pod, 'spec');
    podSpecDefaults(spec);
    podOnlyDefaults(spec);
  },
  create(pod) {
    pod['status'] = { phase: 'Pending', qosClass: qosClass(fields(pod['spec'])) };
  },
};

export const podTemplateRules: KindRules = {
  defaults: (object) => templateDefaults(object),
};

export const deploymentRules: KindRules = {
  generation: true,
  validate: validateWorkload,
  validateUpdate: selectorUnchanged,
  defaults(object) {
    const spec = sub(object, 'spec');
    setDefault(spec, 'replicas', 1);
    setDefault(spec, 'revisionHistoryLimit', 10);
    setDefault(spec, 'progressDeadlineSeconds', 600);
    const strategy = sub(spec, 'strategy');
    setDefault(strategy, 'type', 'RollingUpdate');
    if (strategy['type'] === 'RollingUpdate') rolling(strategy, { maxUnavailable: '25%', maxSurge: '25%' });
    templateDefaults(spec);
  },
};

export const replicaSetRules: KindRules = {
  generation: true,
  validate: validateWorkload,
  validateUpdate: selectorUnchanged,
  defaults(object) {
    const spec = sub(object, 'spec');
    setDefault(spec, 'replicas', 1);
    templateDefaults(spec);
  },
  create(object) {
    object['status'] = { replicas: 0 };
  },
};

export const replicationControllerRules: KindRules = {
  generation: true,
  defaults(object) {
    const spec = sub(object, 'spec');
    setDefault(spec, 'replicas', 1);
    templateDefaults(spec);
    const labels = stringMap(at(spec, 'template', 'metadata', 'labels'));
    if (!Object.keys(labels).length) return;
    if (!Object.keys(fields(spec['selector'])).length) spec['selector'] = { ...labels };
    const meta = sub(object, 'metadata');
    if (!Object.keys(fields(meta['labels'])).length) meta['labels'] = { ...labels };
  },
  create: replicaSetRules.create!,
};

export const statefulSetRules: KindRules = {
  generation: true,
  validate: validateWorkload,
  validateUpdate: selectorUnchanged,
  defaults(object) {
    const spec = sub(object, 'spec');
    setDefault(spec, 'replicas', 1);
    setDefault(spec, 'revisionHistoryLimit', 10);
    setDefault(spec, 'podManagementPolicy', 'OrderedReady');
    const strategy = sub(spec, 'updateStrategy');
    setDefault(strategy, 'type', 'RollingUpdate');
    if (strategy['type'] === 'RollingUpdate') rolling(strategy, { partition: 0, maxUnavailable: 1 });
    const retention = sub(spec, 'persistentVolumeClaimRetentionPolicy');
    setDefault(retention, 'whenDeleted', 'Retain');
    setDefault(retention, 'whenScaled', 'Retain');
    for (const claim of objects(spec['volumeClaimTemplates'])) {
      claim['apiVersion'] ??= 'v1';
      claim['kind'] ??= 'PersistentVolumeClaim';
      setDefault(sub(claim, 'spec'), 'volumeMode', 'Filesystem');
      claim['status'] ??= { phase: 'Pending' };
    }
    templateDefaults(spec);
  },
  create(object) {
    object['status'] = { replicas: 0, availableReplicas: 0 };
  },
};

export const daemonSetRules: KindRules = {
  generation: true,
  validate: validateWorkload,
  validateUpdate: selectorUnchanged,
  defaults(object) {
    const spec = sub(object, 'spec');
    setDefault(spec, 'revisionHistoryLimit', 10);
    const strategy = sub(spec, 'updateStrategy');
    setDefault(strategy, 'type', 'RollingUpdate');
    if (strategy['type'] === 'RollingUpdate') rolling(strategy, { maxUnavailable: 1, maxSurge: 0 });
    templateDefaults(spec);
  },
  create(object) {
    const meta = sub(object, 'metadata');
    sub(meta, 'annotations')['deprecated.daemonset.template.generation'] = '1';
    object['status'] = {
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 0,
      numberReady: 0,
    };
  },
};

/** Defaults of a job's spec, also inside cron jobs. */
export function jobSpecDefaults(spec: Fields): void {
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) {
    spec['completions'] = 1;
    spec['parallelism'] = 1;
  }
  setDefault(spec, 'parallelism', 1);
  setDefault(spec, 'backoffLimit', spec['backoffLimitPerIndex'] === undefined ? 6 : 2147483647);
  setDefault(spec, 'completionMode', 'NonIndexed');
  setDefault(spec, 'suspend', false);
  setDefault(
    spec,
    'podReplacementPolicy',
    isFields(spec['podFailurePolicy']) ? 'Failed' : 'TerminatingOrFailed',
  );
  for (const rule of objects(at(spec, 'podFailurePolicy', 'rules')))
    for (const pattern of objects(rule['onPodConditions'])) setDefault(pattern, 'status', 'True');
  templateDefaults(spec);
}

export const jobRules: KindRules = {
  generation: true,
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  defaults(object) {
    const spec = sub(object, 'spec');
    jobSpecDefaults(spec);
    setDefault(spec, 'manualSelector', false);
    if (spec['manualSelector'] === false) delete spec['manualSelector'];
  },
  create(object) {
    const spec = fields(object['spec']);
    if (spec['manualSelector'] === true) return;
    const meta = fields(object['metadata']);
    const labels: Fields = {
      'batch.kubernetes.io/controller-uid': meta['uid']!,
      'batch.kubernetes.io/job-name': meta['name']!,
      'controller-uid': meta['uid']!,
      'job-name': meta['name']!,
    };
    const template = sub(sub(spec, 'template'), 'metadata');
    Object.assign(sub(template, 'labels'), labels);
    spec['selector'] ??= { matchLabels: { 'batch.kubernetes.io/controller-uid': meta['uid']! } };
    if (!Object.keys(fields(meta['labels'])).length)
      meta['labels'] = structuredClone(fields(template['labels']));
  },
};

export const cronJobRules: KindRules = {
  generation: true,
  validate: validateCronJob,
  defaults(object) {
    const spec = sub(object, 'spec');
    setDefault(spec, 'concurrencyPolicy', 'Allow');
    setDefault(spec, 'suspend', false);
    setDefault(spec, 'successfulJobsHistoryLimit', 3);
    setDefault(spec, 'failedJobsHistoryLimit', 1);
    const template = sub(spec, 'jobTemplate');
    setDefault(template, 'metadata', {});
    const job = sub(template, 'spec');
    templateDefaults(job);
  },
};
