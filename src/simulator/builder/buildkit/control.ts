import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { UpgradeHandler } from '../../docker/http.js';
import { tagImage } from '../../docker/images/commit.js';
import type { Engine } from '../../docker/state.js';
import type { ImageDocument } from '../../images/document.js';
import { parseReference, ReferenceError, tagged, type Reference } from '../../images/reference.js';
import { addImage, tagKey } from '../../images/store.js';
import {
  GrpcError,
  serveGrpc,
  sessionClient,
  statusCodes,
  type IncomingCall,
  type SessionClient,
} from './grpc.js';
import { createProgress, type Progress } from './progress.js';
import { decode, entries, message } from './protobuf.js';
import { solve } from './solve.js';
import type { BuildCache } from './types.js';

/** A promise and the ways to settle it. */
interface Later<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

function later<T>(): Later<T> {
  const made = {} as Later<T>;
  made.promise = new Promise<T>((resolve, reject) => Object.assign(made, { resolve, reject }));
  // Who waits may come later, or never.
  made.promise.catch(() => undefined);
  return made;
}

/** A build of a client, by the reference that the client chose. */
interface Build {
  progress: Progress;
  session: Later<string>;
  /** Settled when the client has its result from the front end and says that it is done. */
  returned: Later<void>;
  result?: ImageDocument;
  failure?: GrpcError;
}

interface BuildKit {
  engine: Engine;
  cache: BuildCache;
  builds: Map<string, Build>;
  sessions: Map<string, Later<SessionClient>>;
}

function buildOf(kit: BuildKit, ref: string): Build {
  const known = kit.builds.get(ref);
  if (known) return known;
  const made = {
    progress: createProgress(kit.engine.nanos),
    session: later<string>(),
    returned: later<void>(),
  };
  kit.builds.set(ref, made);
  return made;
}

function sessionOf(kit: BuildKit, id: string): Later<SessionClient> {
  const known = kit.sessions.get(id) ?? later<SessionClient>();
  kit.sessions.set(id, known);
  return known;
}

const capabilities = [
  'solve.base',
  'solve.inlinereturn',
  'importcaches',
  'proto.refarray',
  'reference.output',
  'frontend.caps',
  'return',
  'returnmap',
  'gateway.evaluate.solve',
  'gateway.warnings',
];

const worker = (engine: Engine) => message({ 1: engine.id, 3: message({ 1: 'amd64', 2: 'linux' }) });

const control = '/moby.buildkit.v1.Control/';
const bridge = '/moby.buildkit.v1.frontend.LLBBridge/';

async function answer(kit: BuildKit, call: IncomingCall): Promise<void> {
  const request = decode(call.request);
  const buildId = String(call.headers['buildkit-controlapi-buildid'] ?? '');
  switch (call.method) {
    case `${control}ListWorkers`:
      return call.send(message({ 1: worker(kit.engine) }));
    case `${control}Info`:
      return call.send(message({ 1: message({ 1: 'github.com/moby/buildkit', 2: 'v0.25.1' }) }));
    case `${control}DiskUsage`:
      return call.send(message({}));
    case `${control}Prune`:
      kit.cache.clear();
      return kit.engine.images.layers.pins.clear();
    case `${control}Status`:
      return buildOf(kit, request.text(1)).progress.listen(call.send);
    case `${control}Solve`:
      return solveCall(kit, call);
    case `${bridge}Ping`: {
      const caps = capabilities.map((id) => message({ 1: id, 2: true }));
      return call.send(message({ 1: caps, 2: caps, 3: worker(kit.engine) }));
    }
    case `${bridge}Solve`:
      return bridgeSolve(kit, buildOf(kit, buildId), call);
    case `${bridge}Return`:
      buildOf(kit, buildId).returned.resolve();
      return call.send(message({}));
    default:
      throw new GrpcError(statusCodes.unimplemented, `unknown method ${call.method}`);
  }
}

async function runFrontend(kit: BuildKit, build: Build, options: Map<string, string>, signal: AbortSignal) {
  const session = await build.session.promise;
  const client = await sessionOf(kit, session).promise;
  try {
    build.result = await solve(
      { engine: kit.engine, client, progress: build.progress, options, signal },
      kit.cache,
    );
  } catch (error) {
    build.failure =
      error instanceof GrpcError
        ? error
        : new GrpcError(statusCodes.unknown, error instanceof Error ? error.message : String(error));
    throw build.failure;
  }
}

/** The client drives the front end itself: one solve of it inside the build that is on its way. */
async function bridgeSolve(kit: BuildKit, build: Build, call: IncomingCall): Promise<void> {
  const request = decode(call.request);
  if (request.text(2) === '') return call.send(message({ 3: message({}) }));
  await runFrontend(kit, build, request.map(3), call.signal);
  call.send(message({ 3: message({ 3: message({ 1: 'result' }) }) }));
}

async function solveCall(kit: BuildKit, call: IncomingCall): Promise<void> {
  const request = decode(call.request);
  const ref = request.text(1);
  const build = buildOf(kit, ref);
  build.session.resolve(request.text(5));
  call.signal.addEventListener('abort', () => build.returned.resolve());
  try {
    if (request.text(6) === '') await build.returned.promise;
    else await runFrontend(kit, build, request.map(7), call.signal);
    if (build.failure) throw build.failure;
    const attrs = build.result ? exportImage(kit, build, build.result, exporterName(request)) : {};
    call.send(message({ 1: entries(attrs) }));
  } finally {
    build.progress.end();
    kit.builds.delete(ref);
  }
}

/** Names to give to the image: of the old fields, or of the first exporter of the list. */
function exporterName(request: ReturnType<typeof decode>): string {
  const exporter = request.bytes(13);
  const attrs = exporter ? decode(exporter).map(2) : request.map(4);
  return attrs.get('name') ?? '';
}

function exportImage({ engine }: BuildKit, { progress }: Build, document: ImageDocument, names: string) {
  const vertex = progress.vertex('exporting to image');
  vertex.status('exporting layers');
  const image = addImage(engine.images, JSON.stringify(document));
  vertex.status(`writing image ${image.id}`);
  for (const name of names.split(',').filter(Boolean)) {
    const reference = referenceOf(name);
    if (reference)
      tagImage(engine, image, `${reference.domain}/${reference.path}`, reference.tag ?? 'latest');
    vertex.status(`naming to ${reference ? tagKey(reference) : name}`);
  }
  vertex.done();
  return {
    'containerimage.config.digest': image.id,
    'containerimage.digest': image.id,
    ...(names ? { 'image.name': names } : {}),
  };
}

/** A name of an image. BuildKit tells of names that are none and leaves the image without them. */
function referenceOf(name: string): Reference | undefined {
  try {
    return tagged(parseReference(name));
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function upgraded(socket: Duplex, head: Buffer): void {
  socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
  if (head.length > 0) socket.unshift(head);
}

/** Serves BuildKit on upgraded connections: its control API on /grpc, sessions of clients on /session. */
export function buildkitUpgrade(engine: Engine): UpgradeHandler {
  const kit: BuildKit = { engine, cache: new Map(), builds: new Map(), sessions: new Map() };
  return (request: IncomingMessage, socket, head) => {
    const path = (request.url ?? '').replace(/^\/v\d+\.\d+/, '');
    if (request.headers.upgrade !== 'h2c' || !['/grpc', '/session'].includes(path)) return false;
    upgraded(socket, head);
    if (path === '/grpc') {
      serveGrpc(socket, (call) => answer(kit, call));
      return true;
    }
    const id = String(request.headers['x-docker-expose-session-uuid'] ?? '');
    sessionOf(kit, id).resolve(sessionClient(socket));
    socket.on('close', () => kit.sessions.delete(id));
    return true;
  };
}
