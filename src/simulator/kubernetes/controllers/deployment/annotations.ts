import type { Deployment, ReplicaSet } from '../../lib/types.js';

export const revisionKey = 'deployment.kubernetes.io/revision';
const historyKey = 'deployment.kubernetes.io/revision-history';
export const desiredKey = 'deployment.kubernetes.io/desired-replicas';
export const maxKey = 'deployment.kubernetes.io/max-replicas';

const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionKey,
  historyKey,
  desiredKey,
  maxKey,
  'deprecated.deployment.rollback.to',
]);

type Annotations = Record<string, string>;

/** The revision of an object, 0 when it has none. */
export function revisionOf({ metadata }: { metadata: { annotations?: Annotations } }): number {
  return Number(metadata.annotations?.[revisionKey] ?? 0) || 0;
}

/** The annotations of a replica set as the current one of its deployment, at least of this revision. */
export function currentAnnotations(old: Annotations, deployment: Deployment, revision: number): Annotations {
  const annotations = { ...old };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!notCopied.has(key)) annotations[key] = value;
  }
  const before = old[revisionKey];
  if (before !== undefined && Number(before) >= revision) return annotations;
  annotations[revisionKey] = String(revision);
  if (before !== undefined) {
    const history = old[historyKey];
    annotations[historyKey] = history ? `${history},${before}` : before;
  }
  return annotations;
}

/** The annotations by which a later look sees that the deployment was scaled meanwhile. */
export function sizeAnnotations(desired: number, max: number): Annotations {
  return { [desiredKey]: String(desired), [maxKey]: String(max) };
}

/** A number out of the annotations of a replica set. */
export function annotated(set: ReplicaSet, key: string): number | undefined {
  const text = set.metadata.annotations?.[key];
  return text === undefined ? undefined : Number(text);
}
