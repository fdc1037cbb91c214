import type { Api, EventRecorder, ObjectMeta } from '../contract.js';
import { controllerReference, toFields } from '../lib/meta.js';
import { as, type Pod, type PodTemplate } from '../lib/types.js';
import { about, manager, messageOf } from './manager.js';

type Owner = { apiVersion: string; kind: string; metadata: ObjectMeta };
type Parts = { api: Api; events: EventRecorder; component: string };

/** Makes a pod of a template for its owner, with the events that workload controllers record. Throws what the API throws. */
export function createPod(
  { api, events, component }: Parts,
  owner: Owner,
  template: PodTemplate,
  overrides: { name?: string; generateName?: string; finalizers?: string[] } = {},
): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const kept = overrides.finalizers ?? finalizers;
  const named = overrides.name
    ? { name: overrides.name, ...(overrides.generateName && { generateName: overrides.generateName }) }
    : { generateName: overrides.generateName ?? `${owner.metadata.name}-` };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...named,
      ...(labels && { labels: { ...labels } }),
      ...(annotations && { annotations: { ...annotations } }),
      ...(kept && { finalizers: [...kept] }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  };
  try {
    const made = api.create('pods', owner.metadata.namespace, toFields(pod), manager);
    events.record(about(owner), {
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `Created pod: ${made.metadata.name}`,
      component,
    });
    return as<Pod>(made);
  } catch (error) {
    events.record(about(owner), {
      type: 'Warning',
      reason: 'FailedCreate',
      message: `Error creating: ${messageOf(error)}`,
      component,
    });
    throw error;
  }
}

/** Deletes a pod for its owner, with the event. */
export function deletePod({ api, events, component }: Parts, owner: Owner, pod: Pod): void {
  const { namespace, name } = pod.metadata;
  api.delete('pods', namespace, name, { ...manager, preconditions: { uid: pod.metadata.uid } });
  events.record(about(owner), {
    type: 'Normal',
    reason: 'SuccessfulDelete',
    message: `Deleted pod: ${name}`,
    component,
  });
}

/**
 * Creates in batches of 1, 2, 4 ... and stops after a batch with a failure, so that a refusal that will hit all (quota)
 * costs one request: the slow start of the real controllers. Gives how many came to be and the first error.
 */
export function slowStart(count: number, create: () => void): { created: number; error?: unknown } {
  let created = 0;
  let tried = 0;
  for (let batch = 1; tried < count; batch *= 2) {
    let failed: { error: unknown } | undefined;
    for (let i = 0; i < batch && tried < count; i++, tried++) {
      try {
        create();
        created++;
      } catch (error) {
        failed ??= { error };
      }
    }
    if (failed) return { created, error: failed.error };
  }
  return { created };
}
