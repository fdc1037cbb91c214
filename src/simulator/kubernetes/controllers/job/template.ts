import type { Job, PodTemplate } from '../../lib/types.js';
import { indexKey } from './tally.js';

/** The pod template of a job for one completion index: labels, annotation, host name and JOB_COMPLETION_INDEX. */
export function indexedTemplate(job: Job, index: number): PodTemplate {
  const { metadata, spec } = job.spec.template;
  const variable = {
    name: 'JOB_COMPLETION_INDEX',
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${indexKey}']` } },
  };
  const withIndex = (containers: typeof spec.containers) =>
    containers.map((container) => ({ ...container, env: [...(container.env ?? []), variable] }));
  return {
    metadata: {
      ...metadata,
      labels: { ...metadata?.labels, [indexKey]: String(index) },
      annotations: { ...metadata?.annotations, [indexKey]: String(index) },
    },
    spec: {
      ...spec,
      hostname: `${job.metadata.name}-${index}`,
      containers: withIndex(spec.containers),
      ...(spec.initContainers && { initContainers: withIndex(spec.initContainers) }),
    },
  };
}
