import type {
  DockerChange,
  DockerKind,
  Health,
  HttpAnswer,
  Unsubscribe,
  World,
} from '../../src/environments/contract.js';
import { TutorError } from '../../src/errors.js';
import type { JsonObject } from '../../src/json.js';

/** What a fake world holds; tests may change it at any time. */
interface FakeState {
  container: JsonObject[];
  image: JsonObject[];
  network: JsonObject[];
  volume: JsonObject[];
  files: Record<string, string>;
  /** Answers by URL; others are refused. */
  http: Record<string, HttpAnswer>;
  /** Logs by container name. */
  logs: Record<string, string>;
  exec: (
    container: string,
    argv: readonly string[],
  ) => { exitCode: number; stdout?: string; stderr?: string };
  health: Health;
}

/** A world in memory: what checks read, with the listeners of the real one. */
interface FakeWorld extends World {
  state: FakeState;
  /** How often each question was asked: "inspect container web". */
  asked: string[];
  changeDocker(change: DockerChange): void;
  changeFile(path: string, text: string | undefined): void;
  changeHealth(health: Health): void;
}

/** Makes a world that holds the given objects, as `docker inspect` gives them, and files. */
export function fakeWorld(start: Partial<FakeState> = {}): FakeWorld {
  const state: FakeState = {
    container: [],
    image: [],
    network: [],
    volume: [],
    files: {},
    http: {},
    logs: {},
    exec: () => ({ exitCode: 0 }),
    health: { up: true },
    ...start,
  };
  const asked: string[] = [];
  const dockerChanges = listeners<DockerChange>();
  const fileChanges = listeners<string>();
  const healthChanges = listeners<Health>();

  function ask(question: string): void {
    asked.push(question);
    if (!state.health.up) {
      throw new TutorError('engine-stopped', state.health.says, { next: state.health.next ?? '' });
    }
  }

  return {
    state,
    asked,
    docker: {
      async inspect(kind, name) {
        ask(`inspect ${kind} ${name}`);
        return state[kind].find((object) => answersTo(kind, object, name));
      },
      async list(kind) {
        ask(`list ${kind}`);
        return state[kind];
      },
      async exec(container, argv) {
        ask(`exec ${container}`);
        return { stdout: '', stderr: '', ...state.exec(container, argv) };
      },
      async logs(container) {
        ask(`logs ${container}`);
        return state.logs[container] ?? '';
      },
      health: () => state.health,
      onHealth: healthChanges.on,
      onChange: dockerChanges.on,
    },
    files: {
      async read(path) {
        asked.push(`read ${path}`);
        return state.files[path];
      },
      onChange: fileChanges.on,
    },
    async http(url) {
      asked.push(`http ${url}`);
      return state.http[url] ?? { ok: false, says: 'connection refused' };
    },
    changeDocker: dockerChanges.emit,
    changeFile(path, text) {
      if (text === undefined) delete state.files[path];
      else state.files[path] = text;
      fileChanges.emit(path);
    },
    changeHealth(health) {
      state.health = health;
      healthChanges.emit(health);
    },
  };
}

/** The engine finds objects by name, by the beginning of their id, and images with any spelling of their name. */
function answersTo(kind: DockerKind, object: JsonObject, name: string): boolean {
  const id = typeof object.Id === 'string' ? object.Id.replace(/^sha256:/, '') : undefined;
  if (id?.startsWith(name.replace(/^sha256:/, ''))) return true;
  if (kind !== 'image') return object.Name === name || object.Name === `/${name}`;
  const short = name.replace(/^docker\.io\/(library\/)?/, '');
  const tagged = /:[^/]*$/.test(short) ? short : `${short}:latest`;
  return Array.isArray(object.RepoTags) && object.RepoTags.includes(tagged);
}

function listeners<T>() {
  const all = new Set<(value: T) => void>();
  const on = (listener: (value: T) => void): Unsubscribe => {
    all.add(listener);
    return () => all.delete(listener);
  };
  const emit = (value: T) => all.forEach((listener) => listener(value));
  return { on, emit };
}

/** A running container as the engine shows it, with the fields of `more` in place of the usual ones. */
export function container(name: string, more: JsonObject = {}): JsonObject {
  return {
    Id: idOf(name),
    Name: `/${name}`,
    RestartCount: 0,
    State: {
      Status: 'running',
      Running: true,
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      ExitCode: 0,
    },
    Config: { Image: 'nginx:1.27-alpine', Env: ['MODE=test'], Labels: {} },
    HostConfig: { PortBindings: {}, Binds: null, RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } },
    NetworkSettings: { Ports: {}, Networks: { bridge: { IPAddress: '172.17.0.2' } } },
    Mounts: [],
    ...more,
  };
}

/** A container that has ended. */
export function exited(name: string, exitCode: number, finishedAt = '2026-01-01T00:00:00Z'): JsonObject {
  const state = {
    Status: 'exited',
    Running: false,
    OOMKilled: false,
    ExitCode: exitCode,
    FinishedAt: finishedAt,
  };
  return container(name, { State: state });
}

/** An image with these tags. */
export function image(...tags: string[]): JsonObject {
  return { Id: `sha256:${idOf(tags.join())}`, RepoTags: tags, RepoDigests: [] };
}

/** 64 hex digits that depend on a name. */
export function idOf(name: string): string {
  let hash = 7;
  for (const char of name) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return hash.toString(16).padStart(8, '0').repeat(8);
}
