import { realClock, type Clock } from '../../../src/simulator/clock.js';
import type { ApiReply, RawConnection } from '../../../src/simulator/docker/api.js';
import { closeEngine, createEngine, engineApi } from '../../../src/simulator/docker/engine.js';
import type { Engine } from '../../../src/simulator/docker/state.js';
import { treeRoot, type Tree } from '../../../src/simulator/host/fs/tree.js';
import { testCommands, testPrograms } from './programs.js';

/** An engine without a socket, and ways to talk to it. */
export interface TestEngine {
  engine: Engine;
  call(method: string, path: string, body?: unknown): Promise<{ status: number; json: never; text: string }>;
  /** Creates and starts a container of busybox with test commands; tells its id. */
  run(argv: string[], options?: object): Promise<string>;
  /** Waits for the end of a container and tells its exit code. */
  wait(id: string): Promise<number>;
  logs(id: string): string;
  close(): void;
}

const never = new AbortController().signal;

async function bodyOf(reply: ApiReply): Promise<{ status: number; text: string }> {
  if ('hijack' in reply) {
    let text = '';
    await new Promise<void>((resolve) => {
      const connection: RawConnection = {
        write: (bytes) => (text += new TextDecoder().decode(bytes)),
        end: resolve,
        onData: () => undefined,
        onEnd: (ended) => ended(),
        onClose: () => undefined,
      };
      reply.hijack(connection);
    });
    return { status: 101, text };
  }
  if ('stream' in reply) {
    let text = '';
    await reply.stream(
      (piece) => (text += typeof piece === 'string' ? piece : new TextDecoder('latin1').decode(piece)),
    );
    return { status: reply.status, text };
  }
  const text =
    reply.json === undefined
      ? new TextDecoder().decode(reply.bytes ?? new Uint8Array())
      : JSON.stringify(reply.json);
  return { status: reply.status, text };
}

/** Makes an engine for tests. Ports really listen only when asked to. */
export function testEngine(
  options: { clock?: Clock; listen?: boolean; bindRoots?: string[] } = {},
): TestEngine {
  const engine = createEngine({
    clock: options.clock ?? realClock,
    programs: testPrograms,
    localImages: ['busybox:1.36', 'nginx:1.27-alpine'],
    listen: options.listen ?? false,
    bindRoots: options.bindRoots,
  });
  const api = engineApi(engine);
  const call: TestEngine['call'] = async (method, path, body) => {
    const [bare = '', query = ''] = path.split('?');
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const reply = await api({
      method,
      path: `/v1.51${bare}`,
      query: new URLSearchParams(query),
      headers: {},
      body: () => Promise.resolve(new TextEncoder().encode(text)),
      signal: never,
    });
    const answer = await bodyOf(reply);
    return { ...answer, json: safeJson(answer.text) as never };
  };
  return {
    engine,
    call,
    async run(argv, more = {}) {
      const created = await call('POST', '/containers/create', { Image: 'busybox:1.36', Cmd: argv, ...more });
      const { Id: id } = created.json as { Id: string };
      const container = engine.containers.get(id);
      if (!container) throw new Error(created.text);
      linkCommands(container.tree, engine.clock.now());
      const started = await call('POST', `/containers/${id}/start`);
      if (started.status !== 204) throw new Error(started.text);
      return id;
    },
    async wait(id) {
      const { json } = await call('POST', `/containers/${id}/wait`);
      return (json as { StatusCode: number }).StatusCode;
    },
    logs: (id) =>
      (engine.containers.get(id)?.streams.log ?? [])
        .map(({ bytes }) => new TextDecoder().decode(bytes))
        .join(''),
    close: () => closeEngine(engine),
  };
}

function linkCommands(tree: Tree, mtime: number): void {
  const bin = treeRoot(tree).lookup('bin');
  for (const name of testCommands)
    if (!bin?.lookup(name))
      bin?.create(name, { type: 'symlink', mode: 0o777, uid: 0, gid: 0, mtime, target: 'busybox' });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
