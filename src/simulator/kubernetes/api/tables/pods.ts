import type { Fields } from '../../contract.js';
import { at, list, objects, text } from '../../schema/value.js';
import { age, count, name, orNone, since, type Row } from './cells.js';

interface Summary {
  reason: string;
  restarts: number;
  lastRestart: string;
  ready: number;
}

const later = (a: string, b: string) => (b > a ? b : a);
const lastFinish = (status: Fields) => text(at(status, 'lastState', 'terminated', 'finishedAt'));

function endedReason(terminated: Fields): string {
  if (text(terminated['reason'])) return text(terminated['reason']);
  const signal = count(terminated['signal']);
  return signal ? `Signal:${signal}` : `ExitCode:${count(terminated['exitCode'])}`;
}

/** What init containers say of the pod: sidecars count as containers, others show their progress until done. */
function initSummary(
  pod: Fields,
  restartable: ReadonlySet<string>,
): (Summary & { initializing: boolean }) | undefined {
  const total = objects(at(pod, 'spec', 'initContainers')).length;
  let sum: Summary = { reason: '', restarts: 0, lastRestart: '', ready: 0 };
  const side: Summary = { reason: '', restarts: 0, lastRestart: '', ready: 0 };
  for (const [i, status] of objects(at(pod, 'status', 'initContainerStatuses')).entries()) {
    sum.restarts += count(status['restartCount']);
    sum.lastRestart = later(sum.lastRestart, lastFinish(status));
    const sidecar = restartable.has(text(status['name']));
    if (sidecar) {
      side.restarts += count(status['restartCount']);
      side.lastRestart = later(side.lastRestart, lastFinish(status));
    }
    const terminated = at(status, 'state', 'terminated') as Fields | undefined;
    const waiting = text(at(status, 'state', 'waiting', 'reason'));
    if (terminated && count(terminated['exitCode']) === 0) continue;
    if (sidecar && status['started'] === true) {
      if (status['ready'] === true) side.ready++;
      continue;
    }
    sum = { ...sum };
    if (terminated) sum.reason = `Init:${endedReason(terminated)}`;
    else if (waiting && waiting !== 'PodInitializing') sum.reason = `Init:${waiting}`;
    else sum.reason = `Init:${i}/${total}`;
    return { ...sum, initializing: true };
  }
  return { ...side, initializing: false };
}

function isInitialized(pod: Fields): boolean {
  return objects(at(pod, 'status', 'conditions')).some(
    (c) => c['type'] === 'Initialized' && c['status'] === 'True',
  );
}

function summary(pod: Fields): Summary {
  let reason = text(at(pod, 'status', 'reason')) || text(at(pod, 'status', 'phase'));
  const phase = text(at(pod, 'status', 'phase'));
  for (const condition of objects(at(pod, 'status', 'conditions')))
    if (condition['type'] === 'PodScheduled' && condition['reason'] === 'SchedulingGated')
      reason = 'SchedulingGated';
  const restartable = new Set(
    objects(at(pod, 'spec', 'initContainers'))
      .filter((c) => c['restartPolicy'] === 'Always')
      .map((c) => text(c['name'])),
  );
  const init = initSummary(pod, restartable);
  let { restarts, lastRestart, ready } = init ?? { restarts: 0, lastRestart: '', ready: 0 };
  if (init?.initializing) reason = init.reason;
  if (!init?.initializing || isInitialized(pod)) {
    if (init?.initializing) [restarts, lastRestart, ready] = [0, '', 0];
    let running = false;
    for (const status of objects(at(pod, 'status', 'containerStatuses')).toReversed()) {
      restarts += count(status['restartCount']);
      lastRestart = later(lastRestart, lastFinish(status));
      const waiting = text(at(status, 'state', 'waiting', 'reason'));
      const terminated = at(status, 'state', 'terminated') as Fields | undefined;
      if (waiting) reason = waiting;
      else if (terminated) reason = endedReason(terminated);
      else if (status['ready'] === true && at(status, 'state', 'running')) {
        running = true;
        ready++;
      }
    }
    if (reason === 'Completed' && running)
      reason = objects(at(pod, 'status', 'conditions')).some(
        (c) => c['type'] === 'Ready' && c['status'] === 'True',
      )
        ? 'Running'
        : 'NotReady';
  }
  if (at(pod, 'metadata', 'deletionTimestamp') !== undefined) {
    if (text(at(pod, 'status', 'reason')) === 'NodeLost') reason = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') reason = 'Terminating';
  }
  return { reason, restarts, lastRestart, ready };
}

/** Ready, status, restarts and places of a pod, as `kubectl get pods -o wide` shows them. */
export const podRow: Row = (pod, now) => {
  const { reason, restarts, lastRestart, ready } = summary(pod);
  const sidecars = objects(at(pod, 'spec', 'initContainers')).filter(
    (c) => c['restartPolicy'] === 'Always',
  ).length;
  const total = objects(at(pod, 'spec', 'containers')).length + sidecars;
  const gates = objects(at(pod, 'spec', 'readinessGates'));
  const passed = gates.filter((gate) =>
    objects(at(pod, 'status', 'conditions')).some(
      (c) => c['type'] === gate['conditionType'] && c['status'] === 'True',
    ),
  ).length;
  const ips = objects(at(pod, 'status', 'podIPs'));
  return [
    name(pod),
    `${ready}/${total}`,
    reason,
    restarts && lastRestart ? `${restarts} (${since(lastRestart, now)} ago)` : String(restarts),
    age(pod, now),
    orNone(ips[0]?.['ip'] ?? at(pod, 'status', 'podIP')),
    orNone(at(pod, 'spec', 'nodeName')),
    orNone(at(pod, 'status', 'nominatedNodeName')),
    list(at(pod, 'spec', 'readinessGates')).length ? `${passed}/${gates.length}` : '<none>',
  ];
};
