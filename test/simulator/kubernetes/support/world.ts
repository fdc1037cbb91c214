import { manualClock } from '../../../../src/simulator/clock.js';
import type {
  Controller,
  EventRecorder,
  Fields,
  KubeObject,
} from '../../../../src/simulator/kubernetes/contract.js';
import { memoryApi } from './memory-api.js';
import { testKubelet, type Fate } from './test-kubelet.js';

export interface RecordedEvent {
  object: string;
  type: string;
  reason: string;
  message: string;
}

/** A cluster for tests: some controllers over the test API, nodes that start pods at once, a clock to move. */
export function world(
  controllers: readonly Controller[],
  options: {
    admit?: (resource: string, object: KubeObject) => void;
    fate?: (pod: KubeObject) => Fate;
    /** Without one, pods are placed on this node as soon as they are made. */
    scheduled?: boolean;
  } = {},
) {
  const clock = manualClock();
  const api = memoryApi(clock, options.admit);
  const events: RecordedEvent[] = [];
  const recorder: EventRecorder = {
    record: ({ kind, metadata }, { type, reason, message }) =>
      void events.push({ object: `${kind}/${metadata.name}`, type, reason, message }),
  };
  testKubelet(api, clock, options.fate);
  if (!options.scheduled) {
    api.watch('pods', ({ type, object: { metadata } }) => {
      if (type !== 'ADDED') return;
      clock.after(1, () => {
        if (!api.find('pods', metadata.namespace, metadata.name)) return;
        const body = { metadata: { name: metadata.name }, target: { name: 'worker' } };
        api.create('pods', metadata.namespace, body, { subresource: 'binding' });
      });
    });
  }
  const running = controllers.map((controller) => controller({ api, events: recorder, clock }));
  return {
    api,
    clock,
    events,
    create: (resource: string, object: object) =>
      api.create(resource, 'default', JSON.parse(JSON.stringify(object)) as Fields),
    patch: (resource: string, name: string, patch: object) =>
      api.patch(
        resource,
        'default',
        name,
        'application/merge-patch+json',
        JSON.parse(JSON.stringify(patch)) as Fields,
      ),
    pods: () => api.list('pods'),
    stop: () => running.forEach(({ stop }) => stop()),
  };
}

/** A pod template of one container. */
export function template(app: string, image = 'nginx:1.27', more: object = {}) {
  return {
    metadata: { labels: { app } },
    spec: { containers: [{ name: 'c', image }], terminationGracePeriodSeconds: 1, ...more },
  };
}
