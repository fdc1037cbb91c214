import { ApiError, invalid, notFound } from './errors.js';
import { parseBody, type Body } from './decode.js';
import type { Engine } from './state.js';

/** The API that this engine speaks, and the oldest that it still understands. */
export const apiVersion = '1.51';
export const oldestApiVersion = '1.24';
export const engineVersion = '28.5.2';

/** A connection that left HTTP behind: both sides speak bytes. */
export interface RawConnection {
  write(bytes: Uint8Array): void;
  /** Says that nothing more comes, and closes. */
  end(): void;
  onData(call: (bytes: Uint8Array) => void): void;
  /** The client sent its last byte. */
  onEnd(call: () => void): void;
  onClose(call: () => void): void;
}

/** A request without its transport. */
export interface ApiRequest {
  method: string;
  /** Without the version. */
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The whole body. Rejects when it is too large. */
  body: () => Promise<Uint8Array>;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

/** An answer without its transport. */
export type ApiReply =
  | { status: number; json?: unknown; bytes?: Uint8Array; headers?: Record<string, string> }
  | {
      status: number;
      headers?: Record<string, string>;
      /** Sends the body piece by piece; headers go out before the first. */
      stream(write: (bytes: Uint8Array | string) => void): Promise<void>;
    }
  | { hijack: (connection: RawConnection) => void; contentType: string };

/** What a route gets: the request, the engine, and the parts of the path. */
export interface Call extends ApiRequest {
  engine: Engine;
  params: Record<string, string>;
  /** The body as a JSON object. Rejects with the engine's 400. */
  json: () => Promise<Body>;
}

/** One route. `{name}` stands for a part of the path without slashes, `{name*}` for one with them. */
export interface Route {
  method: string;
  path: string;
  handle(call: Call): Promise<ApiReply> | ApiReply;
}

/** A reply of JSON. */
export const reply = (status: number, json?: unknown): ApiReply => ({ status, json });

/** A reply of JSON in which < > & are escaped, as Go's encoder does unless told otherwise. */
export function escapedReply(status: number, json: unknown): ApiReply {
  const text = JSON.stringify(json).replace(
    /[<>&]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const headers = { 'Content-Type': 'application/json' };
  return { status, bytes: new TextEncoder().encode(`${text}\n`), headers };
}

/** The empty replies of the engine. */
export const noContent: ApiReply = { status: 204 };
export const emptyOk: ApiReply = { status: 200, bytes: new Uint8Array() };

/** A value of the query as Go reads truth values: all but "", "0", "no", "false", "none" are true. */
export function flag(query: URLSearchParams, name: string, fallback = false): boolean {
  const value = query.get(name);
  if (value === null) return fallback;
  return !['', '0', 'no', 'false', 'none'].includes(value.toLowerCase().trim());
}

/** An integer of the query. Throws the engine's 400. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (!/^[+-]?\d+$/.test(value))
    throw invalid(`strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`);
  return Number(value);
}

function pattern(path: string): RegExp {
  const source = path
    .replace(/[.]/g, '\\.')
    .replace(/\{(\w+)\*\}/g, '(?<$1>.+)')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}$`);
}

/** Answers requests of an engine: finds the route, checks the version, turns errors into their JSON. */
export function createApi(
  engine: Engine,
  routes: readonly Route[],
): (request: ApiRequest) => Promise<ApiReply> {
  const table = routes.map((route) => ({
    ...route,
    handle: route.handle.bind(route),
    pattern: pattern(route.path),
  }));
  return async (request) => {
    try {
      const path = withoutVersion(request.path);
      for (const route of table) {
        if (route.method !== request.method) continue;
        const match = route.pattern.exec(path);
        if (!match) continue;
        const params = Object.fromEntries(
          Object.entries(match.groups ?? {}).map(([name, value]) => [name, decode(value)]),
        );
        const json = async () => parseBody(new TextDecoder().decode(await request.body()));
        return await route.handle({ ...request, path, engine, params, json });
      }
      throw notFound('page not found');
    } catch (error) {
      return errorReply(error);
    }
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutVersion(path: string): string {
  const [, version, rest] = /^\/v(\d+\.\d+)(\/.*)$/.exec(path) ?? [];
  if (version === undefined || rest === undefined) return path;
  const order = (text: string) => text.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
  if (order(version) > order(apiVersion))
    throw invalid(`client version ${version} is too new. Maximum supported API version is ${apiVersion}`);
  if (order(version) < order(oldestApiVersion))
    throw invalid(
      `client version ${version} is too old. Minimum supported API version is ${oldestApiVersion}, please upgrade your client to a newer version`,
    );
  return rest;
}

/** `{"message":...}` of an error; what is not the engine's own is a 500 with its message. */
export function errorReply(error: unknown): ApiReply {
  const message = error instanceof Error ? error.message : String(error);
  return { status: error instanceof ApiError ? error.status : 500, json: { message } };
}
