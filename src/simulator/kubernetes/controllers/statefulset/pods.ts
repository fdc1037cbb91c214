import type { Claim, Pod, PodTemplate, StatefulSet } from '../../lib/types.js';

export const revisionLabel = 'controller-revision-hash';
const nameLabel = 'statefulset.kubernetes.io/pod-name';
const indexLabel = 'apps.kubernetes.io/pod-index';

export const podName = ({ metadata }: StatefulSet, ordinal: number) => `${metadata.name}-${ordinal}`;

/** The ordinal at the end of a pod's name, -1 when it has none. */
export function ordinalOf({ metadata }: Pod): number {
  return Number(/-(\d+)$/.exec(metadata.name)?.[1] ?? -1);
}

/** The ordinals that a set should have pods for. */
export function ordinals({ spec }: StatefulSet): number[] {
  const start = spec.ordinals?.start ?? 0;
  return Array.from({ length: spec.replicas ?? 1 }, (_, at) => start + at);
}

export const claimName = (template: string, set: StatefulSet, ordinal: number) =>
  `${template}-${podName(set, ordinal)}`;

/** The pod template for one ordinal at a revision: identity, host name, and a volume for each claim template. */
export function templateFor(
  set: StatefulSet,
  template: PodTemplate,
  ordinal: number,
  revision: string,
): PodTemplate {
  const name = podName(set, ordinal);
  const claims = set.spec.volumeClaimTemplates ?? [];
  const own = claims.map(({ metadata }) => ({
    name: metadata.name,
    persistentVolumeClaim: { claimName: claimName(metadata.name, set, ordinal) },
  }));
  const others = (template.spec.volumes ?? []).filter(
    (volume) => !own.some((mine) => mine.name === volume.name),
  );
  const volumes = [...others, ...own];
  return {
    metadata: {
      ...template.metadata,
      labels: {
        ...template.metadata?.labels,
        [indexLabel]: String(ordinal),
        [revisionLabel]: revision,
        [nameLabel]: name,
      },
    },
    spec: {
      ...template.spec,
      hostname: name,
      ...(set.spec.serviceName && { subdomain: set.spec.serviceName }),
      ...(volumes.length > 0 && { volumes }),
    },
  };
}

/** The claims that the pod of an ordinal needs. */
export function claimsFor(
  set: StatefulSet,
  ordinal: number,
): Pick<Claim, 'apiVersion' | 'kind' | 'metadata' | 'spec'>[] {
  return (set.spec.volumeClaimTemplates ?? []).map(({ metadata, spec }) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...(metadata as Claim['metadata']),
      name: claimName(metadata.name, set, ordinal),
      labels: { ...metadata.labels, ...set.spec.selector.matchLabels },
    },
    spec,
  }));
}
