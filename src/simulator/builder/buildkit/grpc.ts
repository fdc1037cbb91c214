import {
  connect,
  performServerHandshake,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Duplex } from 'node:stream';
import { message } from './protobuf.js';

/** Numbers of gRPC statuses that are used here. */
export const statusCodes = { canceled: 1, unknown: 2, notFound: 5, unimplemented: 12 } as const;

/** A call that failed, as the client gets to see it. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError';
  constructor(
    readonly code: number,
    message: string,
    /** google.protobuf.Any messages, encoded. */
    readonly details: readonly Uint8Array[] = [],
  ) {
    super(message);
  }
}

/** A call that arrived. */
export interface IncomingCall {
  /** "/package.Service/Method" */
  method: string;
  headers: IncomingHttpHeaders;
  request: Uint8Array;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
  send(reply: Uint8Array): void;
}

function frame(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** Cuts a byte stream into messages. */
export function unframe(receive: (bytes: Uint8Array) => void): (chunk: Buffer) => void {
  let have: Buffer = Buffer.alloc(0);
  return (chunk) => {
    have = have.length === 0 ? chunk : Buffer.concat([have, chunk]);
    while (have.length >= 5) {
      const end = 5 + have.readUInt32BE(1);
      if (have.length < end) return;
      receive(have.subarray(5, end));
      have = have.subarray(end);
    }
  };
}

function trailers(error: Error | undefined): Record<string, string> {
  if (error === undefined) return { 'grpc-status': '0' };
  const text = error.message;
  const code = error instanceof GrpcError ? error.code : statusCodes.unknown;
  const details = error instanceof GrpcError ? error.details : [];
  const status = message({ 1: code, 2: text, 3: details });
  return {
    'grpc-status': String(code),
    'grpc-message': encodeURIComponent(text).replace(/%20/g, ' '),
    'grpc-status-details-bin': Buffer.from(status).toString('base64').replace(/=+$/, ''),
  };
}

/** Serves gRPC on a connection that has left HTTP/1.1; one request message per call. */
export function serveGrpc(socket: Duplex, handle: (call: IncomingCall) => Promise<void>): void {
  const session = performServerHandshake(socket);
  session.on('error', () => session.destroy());
  session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const gone = new AbortController();
    stream.on('close', () => gone.abort());
    stream.on('error', () => gone.abort());
    let failed: Error | undefined;
    stream.on('wantTrailers', () => stream.sendTrailers(trailers(failed)));
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    let begun = false;
    const begin = (request: Uint8Array) => {
      if (begun) return;
      begun = true;
      const send = (reply: Uint8Array) => {
        if (!stream.destroyed && !stream.writableEnded) stream.write(frame(reply));
      };
      handle({ method: headers[':path'] ?? '', headers, request, signal: gone.signal, send })
        .catch((error: unknown) => (failed = error instanceof Error ? error : new Error(String(error))))
        .finally(() => {
          if (!stream.destroyed) stream.end();
        });
    };
    stream.on('data', unframe(begin));
    stream.on('end', () => begin(new Uint8Array()));
  });
}

/** A stream of messages both ways to the client of a session. */
export interface Exchange {
  send(bytes: Uint8Array): void;
  end(): void;
}

/** The services that a client offers on its session. */
export interface SessionClient {
  /** Opens a call; `closed` gets the error of a call that failed. */
  open(
    method: string,
    headers: Record<string, string | string[]>,
    events: { message(bytes: Uint8Array): void; closed(error?: GrpcError): void },
  ): Exchange;
  close(): void;
}

/** Speaks gRPC as a client on a connection that has left HTTP/1.1. */
export function sessionClient(socket: Duplex): SessionClient {
  const session: ClientHttp2Session = connect('http://session', { createConnection: () => socket });
  session.on('error', () => session.destroy());
  return {
    open(method, headers, events) {
      const stream = session.request({
        ':method': 'POST',
        ':path': method,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      });
      let result: GrpcError | undefined;
      const read = (from: IncomingHttpHeaders) => {
        const code = Number(from['grpc-status'] ?? 0);
        if (code !== 0) result = new GrpcError(code, decodeURIComponent(String(from['grpc-message'] ?? '')));
      };
      stream.on('response', read);
      stream.on('trailers', read);
      stream.on('data', unframe(events.message));
      stream.on('error', (error: Error) => (result ??= new GrpcError(statusCodes.unknown, error.message)));
      stream.on('close', () => events.closed(result));
      return {
        send: (bytes) => void stream.write(frame(bytes)),
        end: () => void stream.end(),
      };
    },
    close: () => session.close(),
  };
}
