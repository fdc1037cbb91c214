import { request, type IncomingMessage } from 'node:http';
import { isJsonObject, type Json } from '../../json.js';
import { connect } from './connect.js';
import type { Endpoint } from './endpoint.js';
import { connectionFailure, refusal } from './failure.js';

/** The newest version of the Docker Engine API that this client was written for. */
const newestApi = '1.51';

/** Milliseconds that the engine has for an ordinary answer. */
const patience = 15_000;

/** A request to the engine. Query values that are undefined are left out. */
export interface EngineRequest {
  method?: 'GET' | 'POST' | 'DELETE' | 'HEAD';
  query?: Record<string, string | number | boolean | undefined>;
  body?: Json;
  signal?: AbortSignal | undefined;
}

/** What the engine answered. `message` is its own word for what went wrong, "" when nothing did. */
export interface EngineAnswer {
  status: number;
  body: Json;
  message: string;
}

/** A client of one Docker Engine. Every call may throw TutorError engine-missing, -stopped or -forbidden. */
export interface EngineClient {
  readonly endpoint: Endpoint;
  /** Asks for sign of life and settles the API version anew. Returns the version that is spoken. */
  ping(): Promise<string>;
  /** Reads the whole answer. Does not throw for a status: callers know which ones they expect. */
  ask(path: string, options?: EngineRequest): Promise<EngineAnswer>;
  /** Like `ask`, for callers that expect success: throws TutorError engine-stopped or -disk-full. `what`: "list images". */
  expect(what: string, path: string, options?: EngineRequest): Promise<Json>;
  /** Resolves at the headers; the body is the stream. No time limit: events and logs may be silent. */
  open(path: string, options?: EngineRequest): Promise<IncomingMessage>;
}

function lower(a: string, b: string): string {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA < majorB || (majorA === majorB && minorA < minorB) ? a : b;
}

function queryString(query: EngineRequest['query']): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {}))
    if (value !== undefined) given.set(key, String(value));
  return given.size ? `?${given.toString()}` : '';
}

async function readAll(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): Json {
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The engine's own words in an answer with an error status. */
export function engineMessage(body: Json): string {
  if (isJsonObject(body) && typeof body['message'] === 'string') return body['message'];
  return typeof body === 'string' ? body.trim() : '';
}

/** Makes a client. Nothing is connected before the first call. */
export function engineClient(endpoint: Endpoint): EngineClient {
  let version: Promise<string> | undefined;

  const send = (path: string, { method = 'GET', body, signal }: EngineRequest) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const outgoing = request({
        createConnection: () => connect(endpoint),
        method,
        path,
        signal,
        headers: {
          host: 'docker',
          ...(payload !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(payload),
          }),
        },
      });
      outgoing.on('error', (error) => reject(signal?.aborted ? error : connectionFailure(error, endpoint)));
      outgoing.on('response', resolve);
      outgoing.end(payload);
    });

  /** Runs with a limit of time besides the caller's own signal. */
  const patiently = async <T>(signal: AbortSignal | undefined, run: (signal: AbortSignal) => Promise<T>) => {
    const limit = AbortSignal.timeout(patience);
    try {
      return await run(signal ? AbortSignal.any([signal, limit]) : limit);
    } catch (error) {
      if (signal?.aborted) throw error;
      if (limit.aborted)
        throw connectionFailure(new Error(`no answer within ${patience / 1000} s`), endpoint);
      throw connectionFailure(error, endpoint);
    }
  };

  const ping = () => {
    const asked = patiently(undefined, async (signal) => {
      const response = await send('/_ping', { signal });
      const text = await readAll(response);
      if (response.statusCode !== 200) throw refusal(response.statusCode ?? 0, text.trim(), 'answer a ping');
      const theirs = response.headers['api-version'];
      return lower(typeof theirs === 'string' ? theirs : '1.24', newestApi);
    });
    version = asked;
    asked.catch(() => {
      if (version === asked) version = undefined;
    });
    return asked;
  };

  const open = async (path: string, options: EngineRequest = {}) =>
    send(`/v${await (version ?? ping())}${path}${queryString(options.query)}`, options);

  const ask = (path: string, options: EngineRequest = {}) =>
    patiently(options.signal, async (signal) => {
      const response = await open(path, { ...options, signal });
      const body = parsed(await readAll(response));
      const status = response.statusCode ?? 0;
      return { status, body, message: status < 400 ? '' : engineMessage(body) };
    });

  return {
    endpoint,
    ping,
    open,
    ask,
    async expect(what, path, options) {
      const { status, body, message } = await ask(path, options);
      if (status >= 400) throw refusal(status, message, what);
      return body;
    },
  };
}
