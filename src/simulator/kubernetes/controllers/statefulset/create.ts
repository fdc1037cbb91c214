import type { Api, EventRecorder } from '../../contract.js';
import { controllerReference, toFields } from '../../lib/meta.js';
import type { PodTemplate, StatefulSet } from '../../lib/types.js';
import { about, manager, messageOf } from '../manager.js';
import { podName } from './pods.js';

type Parts = { api: Api; events: EventRecorder; component: string };

/** Makes the pod of an ordinal, with the events of the stateful set controller. Throws what the API throws. */
export function createStatefulPod(
  { api, events, component }: Parts,
  set: StatefulSet,
  { metadata, spec }: PodTemplate,
  ordinal: number,
): void {
  const name = podName(set, ordinal);
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      name,
      generateName: `${set.metadata.name}-`,
      ownerReferences: [controllerReference(set)],
    },
    spec,
  };
  const what = `Create Pod ${name} in StatefulSet ${set.metadata.name}`;
  try {
    api.create('pods', set.metadata.namespace, toFields(pod), manager);
    events.record(about(set), {
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `${what} successful`,
      component,
    });
  } catch (error) {
    const message = `${what} failed error: ${messageOf(error)}`;
    events.record(about(set), { type: 'Warning', reason: 'FailedCreate', message, component });
    throw error;
  }
}
