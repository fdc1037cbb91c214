import type { Clock } from '../../../../src/simulator/clock.js';
import type { Api, Fields, KubeObject } from '../../../../src/simulator/kubernetes/contract.js';
import { timestamp } from '../../../../src/simulator/kubernetes/lib/time.js';

/** How a pod goes: never ready, ended after some time with an exit code ... */
export interface Fate {
  /** Milliseconds from being placed to being ready; undefined for never. */
  readyAfter?: number;
  /** Milliseconds from being ready to ending. */
  endsAfter?: number;
  exitCode?: number;
}

/** Starts and stops pods on the clock, as the nodes would: nothing runs, the states are what controllers see. */
export function testKubelet(
  api: Api,
  clock: Clock,
  fate: (pod: KubeObject) => Fate = () => ({ readyAfter: 1000 }),
) {
  const seen = new Set<string>();
  let address = 1;

  const find = (pod: KubeObject) => {
    const now = api.find('pods', pod.metadata.namespace, pod.metadata.name);
    return now?.metadata.uid === pod.metadata.uid ? now : undefined;
  };
  const write = (pod: KubeObject, phase: string, ready: boolean, more: object = {}) => {
    const now = find(pod);
    if (!now) return;
    const time = timestamp(clock.now());
    const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: time };
    const readiness = { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: time };
    const status = { ...now.status, phase, conditions: [scheduled, readiness], ...more };
    api.update('pods', JSON.parse(JSON.stringify({ ...now, status })) as Fields, { subresource: 'status' });
  };
  const end = (pod: KubeObject, exitCode: number) =>
    write(pod, exitCode === 0 ? 'Succeeded' : 'Failed', false, {
      containerStatuses: [
        {
          name: 'c',
          ready: false,
          restartCount: 0,
          state: { terminated: { exitCode, finishedAt: timestamp(clock.now()) } },
        },
      ],
    });

  return api.watch('pods', ({ type, object: pod }) => {
    const { uid, namespace, name, deletionTimestamp } = pod.metadata;
    if (type === 'DELETED' || !pod.spec?.['nodeName']) return;
    if (deletionTimestamp) {
      if (seen.has(`${uid}-gone`)) return;
      seen.add(`${uid}-gone`);
      clock.after(500, () => {
        if (find(pod)) api.delete('pods', namespace, name, { gracePeriodSeconds: 0 });
      });
      return;
    }
    if (seen.has(uid)) return;
    seen.add(uid);
    const { readyAfter, endsAfter, exitCode = 0 } = fate(pod);
    const podIP = `10.244.1.${address++}`;
    clock.after(10, () =>
      write(pod, 'Pending', false, { podIP, podIPs: [{ ip: podIP }], startTime: timestamp(clock.now()) }),
    );
    if (readyAfter === undefined) return;
    clock.after(readyAfter, () => write(pod, 'Running', true));
    if (endsAfter !== undefined) clock.after(readyAfter + endsAfter, () => end(pod, exitCode));
  });
}
