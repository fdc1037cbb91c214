import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import type { Evidence } from '../contract.js';
import { splitImage } from '../image-name.js';
import type { Mismatch } from '../match.js';
import { mismatchFacts } from '../mismatch-facts.js';
import { valueAt } from '../path.js';
import { shorten } from '../words.js';
import { inspectCommand, mismatchEvidence, type Explain } from './evidence.js';
import { portEvidence } from './ports.js';

/** Explains a container's mismatches: what stopped it, what it waits for, tags, ports; else the plain facts. */
export const explainContainer: Explain = (name, mismatches, object, { now }) => {
  const stopped = mismatches.some(needsRunning) ? notRunning(name, object, now) : undefined;
  const others = stopped ? mismatches.filter((mismatch) => !needsRunning(mismatch)) : mismatches;
  const explained = others.map(
    (mismatch) =>
      startingEvidence(name, mismatch, object) ??
      tagEvidence(name, mismatch) ??
      portEvidence(name, mismatch, object) ??
      mismatchEvidence('container', name, mismatch),
  );
  return stopped ? [stopped, ...explained] : explained;
};

/** Why a container does not run, or undefined when it does. `now` is in milliseconds since the epoch. */
export function notRunning(name: string, object: JsonObject, now?: number): Evidence | undefined {
  const state = isJsonObject(object.State) ? object.State : {};
  const status = typeof state.Status === 'string' ? state.Status : 'unknown';
  if (status === 'running') return undefined;
  return {
    code: 'mismatch',
    object: `container ${name}`,
    path: 'State.Status',
    expected: 'running',
    actual: status,
    says: `Container ${name} ${stateWords(status, state, object, now)}; the task wants it running.`,
    next: status === 'exited' || status === 'restarting' ? `docker logs ${name}` : 'docker ps -a',
  };
}

function stateWords(status: string, state: JsonObject, object: JsonObject, now?: number): string {
  const code = `code ${JSON.stringify(state.ExitCode ?? 'unknown')}`;
  switch (status) {
    case 'exited': {
      const cause = state.OOMKilled === true ? ' (out of memory)' : '';
      return `exited${ago(state.FinishedAt, now)} with ${code}${cause}`;
    }
    case 'created': {
      const error =
        typeof state.Error === 'string' && state.Error !== '' ? `: ${shorten(state.Error, 100)}` : '';
      return `was created but never started${error}`;
    }
    case 'restarting':
      return `keeps restarting (last exit ${code}, restarts: ${JSON.stringify(object.RestartCount ?? 0)})`;
    default:
      return `is ${status}`;
  }
}

/** " 12 s ago"; empty when either time is not known. Clocks may differ: never before now. */
function ago(when: Json | undefined, now: number | undefined): string {
  const then = typeof when === 'string' ? Date.parse(when) : NaN;
  if (now === undefined || Number.isNaN(then)) return '';
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 120) return ` ${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return ` ${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? ` ${hours} h ago` : ` ${Math.round(hours / 24)} days ago`;
}

/** Values that only a running container has: when it does not run, that is the news, not what follows from it. */
function needsRunning({ keys, expected }: Mismatch): boolean {
  const [top, field] = keys;
  if (top === 'NetworkSettings') return true;
  if (top !== 'State') return false;
  return (
    field === 'Health' ||
    (field === 'Running' && expected === true) ||
    (field === 'Status' && expected === 'running')
  );
}

/** What becomes right by itself: health that is still starting, restarts that are still being counted. */
function startingEvidence(name: string, mismatch: Mismatch, object: JsonObject): Evidence | undefined {
  const { path, expected, actual } = mismatch;
  const facts = { ...mismatchFacts(`container ${name}`, mismatch), code: 'starting' as const };
  if (path === 'State.Health.Status' && expected === 'healthy' && actual === 'starting') {
    const says = `Looks right; waiting for container ${name} to become healthy.`;
    return { ...facts, says, next: inspectCommand('container', name, ['State', 'Health']) };
  }
  const status = valueAt(object, 'State.Status');
  const counting = path === 'RestartCount' && (status === 'running' || status === 'restarting');
  if (counting && typeof expected === 'number' && typeof actual === 'number' && actual < expected) {
    const policy = valueAt(object, 'HostConfig.RestartPolicy.Name');
    if (policy === 'no' || policy === '' || policy === undefined) return undefined;
    const says = `Looks right; container ${name} was restarted ${actual} of ${expected} times so far.`;
    return { ...facts, says, next: inspectCommand('container', name, ['RestartCount']) };
  }
  return undefined;
}

function tagEvidence(name: string, mismatch: Mismatch): Evidence | undefined {
  const { path, expected, actual } = mismatch;
  if (path !== 'Config.Image' || typeof expected !== 'string' || typeof actual !== 'string') return undefined;
  const wanted = splitImage(expected);
  const there = splitImage(actual);
  if (wanted.repository !== there.repository || !there.tag) return undefined;
  return {
    ...mismatchFacts(`container ${name}`, mismatch),
    code: 'tag-differs',
    says: `Container ${name} runs ${there.repository} with tag ${there.tag}; the task wants ${wanted.tag}.`,
    next: inspectCommand('container', name, ['Config', 'Image']),
  };
}
