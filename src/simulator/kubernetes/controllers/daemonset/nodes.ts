import { fitsNode } from '../../lib/node-selector.js';
import { untolerated } from '../../lib/tolerations.js';
import type { DaemonSet, Node, PodSpec, PodTemplate, Toleration } from '../../lib/types.js';

const prefix = 'node.kubernetes.io';
/** What every daemon pod tolerates, so that it runs on nodes in trouble. */
const added: readonly Toleration[] = [
  { key: `${prefix}/not-ready`, operator: 'Exists', effect: 'NoExecute' },
  { key: `${prefix}/unreachable`, operator: 'Exists', effect: 'NoExecute' },
  { key: `${prefix}/disk-pressure`, operator: 'Exists', effect: 'NoSchedule' },
  { key: `${prefix}/memory-pressure`, operator: 'Exists', effect: 'NoSchedule' },
  { key: `${prefix}/pid-pressure`, operator: 'Exists', effect: 'NoSchedule' },
  { key: `${prefix}/unschedulable`, operator: 'Exists', effect: 'NoSchedule' },
];
const network: Toleration = {
  key: `${prefix}/network-unavailable`,
  operator: 'Exists',
  effect: 'NoSchedule',
};

function tolerationsOf(spec: PodSpec): Toleration[] {
  return [...(spec.tolerations ?? []), ...added, ...(spec.hostNetwork ? [network] : [])];
}

/** Whether a daemon pod should be started on a node, and whether one that is there may stay. */
export function suitability({ spec }: DaemonSet, node: Node): { run: boolean; stay: boolean } {
  const pod = spec.template.spec;
  const here = (!pod.nodeName || pod.nodeName === node.metadata.name) && fitsNode(pod, node);
  const tolerations = tolerationsOf(pod);
  const start = !untolerated(node.spec.taints, tolerations, ['NoSchedule', 'NoExecute']);
  const stay = !untolerated(node.spec.taints, tolerations, ['NoExecute']);
  return { run: here && start, stay: here && stay };
}

/** The template for the pod of one node: held there by affinity to its name, for the scheduler to bind. */
export function templateFor({ spec }: DaemonSet, node: string, labels: Record<string, string>): PodTemplate {
  const { template } = spec;
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const affinity = template.spec.affinity;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = required?.nodeSelectorTerms ?? [{}];
  return {
    metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...labels } },
    spec: {
      ...template.spec,
      affinity: {
        ...affinity,
        nodeAffinity: {
          ...affinity?.nodeAffinity,
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: terms.map((term) => ({ ...term, matchFields })),
          },
        },
      },
      tolerations: tolerationsOf(template.spec),
    },
  };
}

/** The node that a daemon pod is for, bound to it or not. */
export function nodeOf({ nodeName, affinity }: PodSpec): string | undefined {
  if (nodeName) return nodeName;
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.[0]?.matchFields?.find(({ key }) => key === 'metadata.name')?.values?.[0];
}
