import type { Fields, UserInfo } from '../../contract.js';

/** A request, taken apart, without a socket. */
export interface ApiRequest {
  method: string;
  /** Path without query, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  user: UserInfo;
}

/** An answer: whole, or a stream of lines that ends when the client or the server closes it. */
export interface ApiResponse {
  status: number;
  headers?: Record<string, string>;
  /** Objects are sent as JSON. */
  body?: Fields | string | Buffer;
  /** Starts sending; returns what ends it. */
  stream?: (out: { write(line: string): void; end(): void }) => () => void;
  /** Texts of Warning headers. */
  warnings?: readonly string[];
}
