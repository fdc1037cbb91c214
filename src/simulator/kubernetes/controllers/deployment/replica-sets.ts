import { ApiError, type Api, type EventRecorder } from '../../contract.js';
import type { Clock } from '../../../clock.js';
import { findCondition } from '../../lib/conditions.js';
import { same, stableHash } from '../../lib/hash.js';
import { controllerReference, isControlledBy, toFields } from '../../lib/meta.js';
import { as, type Deployment, type DeploymentStatus, type ReplicaSet } from '../../lib/types.js';
import { about, manager, messageOf, update, updateStatus } from '../manager.js';
import { currentAnnotations, revisionKey, revisionOf, sizeAnnotations } from './annotations.js';
import { bounds, newSize, sizeOf, wanted } from './sizes.js';
import { condition, hasDeadline, putCondition } from './status.js';
import { hashKey, sameTemplate } from './template.js';

export type Parts = { api: Api; events: EventRecorder; clock: Clock };

const component = 'deployment-controller';
const maxOf = (deployment: Deployment) => wanted(deployment) + bounds(deployment).surge;

/** Gives a replica set its size, with the event. True when that changed anything. */
export function resize(
  { api, events }: Parts,
  deployment: Deployment,
  set: ReplicaSet,
  size: number,
): boolean {
  const annotations = {
    ...set.metadata.annotations,
    ...sizeAnnotations(wanted(deployment), maxOf(deployment)),
  };
  const before = sizeOf(set);
  if (size === before && same(annotations, set.metadata.annotations)) return false;
  update(api, 'replicasets.apps', {
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...set.spec, replicas: size },
  });
  if (size === before) return false;
  const way = size > before ? 'up' : 'down';
  const message = `Scaled ${way} replica set ${set.metadata.name} from ${before} to ${size}`;
  events.record(about(deployment), { type: 'Normal', reason: 'ScalingReplicaSet', message, component });
  return true;
}

/** Brings the revision and the annotations of the current replica set up, and the deployment with it. */
export function adoptRevision(
  parts: Parts,
  deployment: Deployment,
  set: ReplicaSet,
  old: readonly ReplicaSet[],
): { deployment: Deployment; set: ReplicaSet } {
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  const annotations = currentAnnotations(set.metadata.annotations ?? {}, deployment, revision);
  const { minReadySeconds } = deployment.spec;
  const unchanged =
    same(annotations, set.metadata.annotations ?? {}) &&
    (minReadySeconds ?? 0) === (set.spec.minReadySeconds ?? 0);
  const current = unchanged
    ? set
    : update(parts.api, 'replicasets.apps', {
        ...set,
        metadata: { ...set.metadata, annotations },
        spec: { ...set.spec, minReadySeconds },
      });
  const found = condition(
    'Progressing',
    'True',
    'FoundNewReplicaSet',
    `Found new replica set "${set.metadata.name}"`,
    parts.clock.now(),
  );
  const known = findCondition(deployment.status?.conditions, 'Progressing');
  const conditions =
    hasDeadline(deployment) && !known
      ? putCondition(deployment.status?.conditions ?? [], found)
      : deployment.status?.conditions;
  const status = { ...deployment.status, conditions };
  return {
    deployment: writeRevision(parts.api, deployment, annotations[revisionKey] ?? '', status),
    set: current,
  };
}

/** Makes the replica set of the deployment's template. Throws when the API refuses it, after saying so in the status. */
export function createSet(
  parts: Parts,
  deployment: Deployment,
  old: readonly ReplicaSet[],
): { deployment: Deployment; set: ReplicaSet } {
  const { api, events, clock } = parts;
  const { metadata, spec } = deployment;
  const collisions = deployment.status?.collisionCount ?? 0;
  const hash = stableHash(spec.template, collisions);
  const size = newSize(deployment, old, 0);
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  const labels = { ...spec.template.metadata?.labels, [hashKey]: hash };
  const body = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      labels,
      annotations: {
        ...currentAnnotations({}, deployment, revision),
        ...sizeAnnotations(wanted(deployment), maxOf(deployment)),
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: size,
      minReadySeconds: spec.minReadySeconds,
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [hashKey]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
  const now = clock.now();
  try {
    const set = as<ReplicaSet>(api.create('replicasets.apps', metadata.namespace, toFields(body), manager));
    if (size > 0) {
      const message = `Scaled up replica set ${set.metadata.name} from 0 to ${size}`;
      events.record(about(deployment), { type: 'Normal', reason: 'ScalingReplicaSet', message, component });
    }
    const made = condition(
      'Progressing',
      'True',
      'NewReplicaSetCreated',
      `Created new replica set "${set.metadata.name}"`,
      now,
    );
    return {
      deployment: writeRevision(api, deployment, String(revision), progressed(deployment, made)),
      set,
    };
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'AlreadyExists') {
      collide(api, deployment, body.metadata.name, collisions);
    } else {
      const text = `Failed to create new replica set "${body.metadata.name}": ${messageOf(error)}`;
      const failed = condition('Progressing', 'False', 'ReplicaSetCreateError', text, now);
      updateStatus(api, 'deployments.apps', deployment, progressed(deployment, failed));
    }
    throw error;
  }
}

/** The name is taken by something else: the next try hashes with a higher collision count. */
function collide(api: Api, deployment: Deployment, name: string, collisions: number): void {
  const taken = api.find('replicasets.apps', deployment.metadata.namespace, name);
  const set = taken && as<ReplicaSet>(taken);
  if (set && isControlledBy(set, deployment) && sameTemplate(set.spec.template, deployment.spec.template))
    return;
  updateStatus(api, 'deployments.apps', deployment, { ...deployment.status, collisionCount: collisions + 1 });
}

function progressed(deployment: Deployment, progress: ReturnType<typeof condition>): DeploymentStatus {
  if (!hasDeadline(deployment)) return { ...deployment.status };
  return { ...deployment.status, conditions: putCondition(deployment.status?.conditions ?? [], progress) };
}

/** The real controller writes the revision annotation together with the status; so the status endpoint lets it pass. */
function writeRevision(
  api: Api,
  deployment: Deployment,
  revision: string,
  status: DeploymentStatus,
): Deployment {
  const { annotations } = deployment.metadata;
  if (annotations?.[revisionKey] === revision && same(status, deployment.status)) return deployment;
  const metadata = { ...deployment.metadata, annotations: { ...annotations, [revisionKey]: revision } };
  return update(api, 'deployments.apps', { ...deployment, metadata, status }, 'status');
}

/** Old, empty replica sets beyond the history limit, lowest revision first. */
export function outOfHistory(deployment: Deployment, old: readonly ReplicaSet[]): ReplicaSet[] {
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const alive = old.filter(({ metadata }) => !metadata.deletionTimestamp);
  const surplus = [...alive]
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, Math.max(0, alive.length - limit));
  return surplus.filter(
    (set) =>
      sizeOf(set) === 0 &&
      !set.status?.replicas &&
      (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0),
  );
}
