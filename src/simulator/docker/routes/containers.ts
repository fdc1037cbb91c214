import { changes } from '../../host/fs/layer.js';
import { treeRoot } from '../../host/fs/tree.js';
import { packTar } from '../../host/fs/tar.js';
import { emptyOk, flag, integer, noContent, reply, type Call, type Route } from '../api.js';
import { conflict, invalid, failure } from '../errors.js';
import { isBody } from '../decode.js';
import { matchesLabels, parseFilters } from '../filters.js';
import { getArchive, nodeEntries, pathStat, putArchive } from '../container/archive.js';
import { attach } from '../container/attach.js';
import { checkName, createContainer } from '../container/create.js';
import { byName, containerEvent, findContainer, statusOf } from '../container/find.js';
import { containerSizes, inspectJson } from '../container/inspect.js';
import { containerFilters, listContainers } from '../container/list.js';
import { sendLogs } from '../container/logs.js';
import { removeAndWait, removeContainer } from '../container/remove.js';
import { startContainer } from '../container/start.js';
import { sendStats } from '../container/stats.js';
import {
  killContainer,
  pauseContainer,
  restartContainer,
  stopContainer,
  unpauseContainer,
} from '../container/stop.js';
import { topJson } from '../container/top.js';
import { updateContainer } from '../container/update.js';
import type { Container } from '../state.js';
import { parseTime } from '../time.js';

const target = ({ engine, params }: Call) => findContainer(engine, params.id ?? '');

/** A route on one container that answers 204. */
function action(path: string, act: (call: Call, container: Container) => Promise<void> | void): Route {
  return {
    method: 'POST',
    path: `/containers/{id}/${path}`,
    async handle(call) {
      await act(call, target(call));
      return noContent;
    },
  };
}

async function create({ engine, query, json }: Call) {
  const body = await json();
  const name = query.get('name')?.replace(/^\//, '') || undefined;
  const { container, warnings } = createContainer(engine, body, { name });
  return reply(201, { Id: container.id, Warnings: warnings });
}

async function start(call: Call) {
  const container = target(call);
  if (container.state.running && !container.state.paused && !container.state.restarting)
    return { status: 304 };
  container.restartCount = 0;
  container.backoff = 0;
  container.cancelRestart?.();
  await startContainer(call.engine, container);
  return noContent;
}

function stopOptions({ query }: Call) {
  return { timeout: integer(query, 't'), signal: query.get('signal') || undefined };
}

async function stop(call: Call) {
  const container = target(call);
  if (!container.state.running && !container.state.paused) return { status: 304 };
  await stopContainer(call.engine, container, stopOptions(call));
  return noContent;
}

function rename({ engine, params, query }: Call) {
  const container = findContainer(engine, params.id ?? '');
  const name = (query.get('name') ?? '').replace(/^\//, '');
  if (name === '') throw invalid('Neither old nor new names may be empty');
  if (name === container.name) throw invalid('Renaming a container with the same name as its current name');
  checkName(engine, name, byName(engine, name) ? 'Error when allocating new name: ' : '');
  const oldName = `/${container.name}`;
  container.name = name;
  containerEvent(engine, container, 'rename', { oldName });
  return noContent;
}

function wait(call: Call) {
  const container = target(call);
  const condition = call.query.get('condition') || 'not-running';
  if (!['not-running', 'next-exit', 'removed'].includes(condition))
    throw invalid(`invalid condition: ${JSON.stringify(condition)}`);
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    async stream(write: (text: string) => void) {
      const ended = condition === 'not-running' && !container.state.running;
      if (!ended)
        await new Promise<void>((resolve) => {
          container.waiters.add(function over(event) {
            if (condition === 'removed' && event !== 'removed') return;
            if (condition === 'not-running' && container.state.restarting) return;
            container.waiters.delete(over);
            resolve();
          });
          call.signal.addEventListener('abort', () => resolve(), { once: true });
        });
      write(`${JSON.stringify({ StatusCode: container.state.exitCode })}\n`);
    },
  };
}

function logs(call: Call) {
  const { query, engine, signal } = call;
  const container = target(call);
  const driver = isBody(container.hostConfig.LogConfig) ? container.hostConfig.LogConfig.Type : '';
  const wanted = { stdout: flag(query, 'stdout'), stderr: flag(query, 'stderr') };
  if (!wanted.stdout && !wanted.stderr) throw invalid('Bad parameters: you must choose at least one stream');
  if (driver === 'none') throw failure('configured logging driver does not support reading');
  const now = engine.nanos();
  const tail = query.get('tail') ?? 'all';
  const options = {
    ...wanted,
    follow: flag(query, 'follow'),
    timestamps: flag(query, 'timestamps'),
    details: flag(query, 'details'),
    tail: /^\d+$/.test(tail) ? Number(tail) : undefined,
    since: parseTime(query.get('since'), now) || undefined,
    until: parseTime(query.get('until'), now) || undefined,
  };
  const kind = container.config.Tty === true ? 'raw' : 'multiplexed';
  return {
    status: 200,
    headers: { 'Content-Type': `application/vnd.docker.${kind}-stream` },
    stream: (write: (bytes: Uint8Array) => void) => sendLogs(container, options, write, signal),
  };
}

function attachTo(call: Call) {
  const { query, engine } = call;
  const container = target(call);
  if (container.state.paused)
    throw conflict(`Container ${container.id} is paused. Unpause the container before attach`);
  if (container.state.restarting)
    throw conflict(`Container ${container.id} is restarting, wait until the container is running`);
  const kind = container.config.Tty === true ? 'raw' : 'multiplexed';
  const options = {
    stdin: flag(query, 'stdin') && container.config.OpenStdin === true,
    stdout: flag(query, 'stdout'),
    stderr: flag(query, 'stderr'),
    logs: flag(query, 'logs'),
    stream: flag(query, 'stream'),
    detachKeys: query.get('detachKeys') ?? '',
  };
  return {
    contentType: `application/vnd.docker.${kind}-stream`,
    hijack(connection: Parameters<typeof attach>[1]) {
      containerEvent(engine, container, 'attach');
      attach(container, connection, options);
    },
  };
}

function stats(call: Call) {
  const container = target(call);
  const options = {
    stream: flag(call.query, 'stream', true),
    oneShot: flag(call.query, 'one-shot'),
    signal: call.signal,
  };
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    stream: (write: (text: string) => void) => sendStats(call.engine, container, options, write),
  };
}

function prune({ engine, query }: Call) {
  const filters = parseFilters(query.get('filters'), ['label', 'label!', 'until']);
  const until = parseTime(filters.get('until')?.[0] ?? null, engine.nanos());
  const labels = (container: Container) => container.config.Labels as Record<string, string>;
  const doomed = [...engine.containers.values()].filter(
    (container) =>
      ['created', 'exited', 'dead'].includes(statusOf(container)) &&
      (until === undefined || container.created < until) &&
      matchesLabels(labels(container), filters.get('label')) &&
      !(filters.get('label!') ?? []).some((label) => matchesLabels(labels(container), [label])),
  );
  const SpaceReclaimed = doomed.reduce((sum, container) => sum + containerSizes(engine, container).rw, 0);
  for (const container of doomed.reverse()) removeContainer(engine, container);
  engine.events.emit({
    type: 'container',
    action: 'prune',
    id: '',
    attributes: { reclaimed: String(SpaceReclaimed) },
  });
  return reply(200, {
    ContainersDeleted: doomed.length > 0 ? doomed.map(({ id }) => id) : null,
    SpaceReclaimed,
  });
}

const kinds = { modified: 0, added: 1, deleted: 2 };

function path({ query }: Call): string {
  const value = query.get('path') ?? '';
  if (value === '') throw invalid("missing 'path' query parameter");
  return value;
}

function kill(call: Call, container: Container): void {
  try {
    killContainer(call.engine, container, call.query.get('signal') || 'SIGKILL');
  } catch (error) {
    if (error instanceof Error && /is not running$/.test(error.message))
      throw conflict(`cannot kill container: ${call.params.id}: ${error.message}`);
    throw error;
  }
}

/** /containers */
export const containerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/containers/json',
    handle({ engine, query }) {
      const filters = parseFilters(query.get('filters'), containerFilters);
      const options = {
        all: flag(query, 'all'),
        limit: integer(query, 'limit') ?? 0,
        size: flag(query, 'size'),
      };
      return reply(200, listContainers(engine, filters, options));
    },
  },
  { method: 'POST', path: '/containers/create', handle: create },
  { method: 'POST', path: '/containers/prune', handle: prune },
  {
    method: 'GET',
    path: '/containers/{id}/json',
    handle: (call) => reply(200, inspectJson(call.engine, target(call), { size: flag(call.query, 'size') })),
  },
  { method: 'POST', path: '/containers/{id}/start', handle: start },
  { method: 'POST', path: '/containers/{id}/stop', handle: stop },
  {
    method: 'POST',
    path: '/containers/{id}/kill',
    handle(call) {
      let container: Container;
      try {
        container = target(call);
      } catch (error) {
        if (error instanceof Error)
          error.message = `cannot kill container: ${call.params.id}: ${error.message}`;
        throw error;
      }
      kill(call, container);
      return noContent;
    },
  },
  action('restart', (call, container) => restartContainer(call.engine, container, stopOptions(call))),
  action('pause', ({ engine }, container) => pauseContainer(engine, container)),
  action('unpause', ({ engine }, container) => unpauseContainer(engine, container)),
  { method: 'POST', path: '/containers/{id}/rename', handle: rename },
  { method: 'POST', path: '/containers/{id}/wait', handle: wait },
  {
    method: 'POST',
    path: '/containers/{id}/update',
    async handle(call) {
      const container = target(call);
      updateContainer(call.engine, container, await call.json());
      return reply(200, { Warnings: null });
    },
  },
  {
    method: 'POST',
    path: '/containers/{id}/resize',
    handle(call) {
      const container = target(call);
      const [columns, rows] = [integer(call.query, 'w') ?? 80, integer(call.query, 'h') ?? 24];
      if (!container.runtime) throw conflict(`container ${container.id} is not running`);
      container.runtime.terminal?.resize(columns, rows);
      return emptyOk;
    },
  },
  { method: 'GET', path: '/containers/{id}/logs', handle: logs },
  { method: 'POST', path: '/containers/{id}/attach', handle: attachTo },
  { method: 'GET', path: '/containers/{id}/stats', handle: stats },
  {
    method: 'GET',
    path: '/containers/{id}/top',
    handle(call) {
      const container = target(call);
      const json = topJson(call.engine, container, call.query.get('ps_args') ?? '-ef');
      containerEvent(call.engine, container, 'top');
      return reply(200, json);
    },
  },
  {
    method: 'GET',
    path: '/containers/{id}/changes',
    handle: (call) =>
      reply(
        200,
        changes(target(call).tree).map(({ path, kind }) => ({ Path: path, Kind: kinds[kind] })),
      ),
  },
  {
    method: 'GET',
    path: '/containers/{id}/export',
    handle(call) {
      const container = target(call);
      containerEvent(call.engine, container, 'export');
      const bytes = packTar(nodeEntries(treeRoot(container.tree), ''));
      return { status: 200, bytes, headers: { 'Content-Type': 'application/octet-stream' } };
    },
  },
  {
    method: 'HEAD',
    path: '/containers/{id}/archive',
    handle: (call) => ({
      status: 200,
      headers: { 'X-Docker-Container-Path-Stat': pathStat(call.engine, target(call), path(call)) },
    }),
  },
  {
    method: 'GET',
    path: '/containers/{id}/archive',
    handle(call) {
      const container = target(call);
      const headers = {
        'Content-Type': 'application/x-tar',
        'X-Docker-Container-Path-Stat': pathStat(call.engine, container, path(call)),
      };
      const bytes = getArchive(call.engine, container, path(call));
      containerEvent(call.engine, container, 'archive-path');
      return { status: 200, bytes, headers };
    },
  },
  {
    method: 'PUT',
    path: '/containers/{id}/archive',
    async handle(call) {
      const container = target(call);
      const at = path(call);
      pathStat(call.engine, container, at);
      const options = { noOverwriteDirNonDir: flag(call.query, 'noOverwriteDirNonDir') };
      putArchive(call.engine, container, at, await call.body(), options);
      containerEvent(call.engine, container, 'extract-to-dir');
      return emptyOk;
    },
  },
  {
    method: 'DELETE',
    path: '/containers/{id}',
    async handle(call) {
      const container = target(call);
      await removeAndWait(call.engine, container, {
        force: flag(call.query, 'force'),
        volumes: flag(call.query, 'v'),
      });
      return noContent;
    },
  },
];
