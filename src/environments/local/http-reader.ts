import { request as overHttp, type IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';
import type { HttpAnswer } from '../contract.js';

/** Milliseconds that a server has for its whole answer. */
const patience = 2000;
/** Most that is read of a body. */
const limit = 1 << 20;

/** True for names of this machine: lessons ask nobody else. */
function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d+){3}$/.test(host)
  );
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

/** Node gives several errors when a name has several addresses. */
function codeOf(error: NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] }): string {
  return error.code ?? error.errors?.[0]?.code ?? '';
}

function inWords(error: NodeJS.ErrnoException, { host }: URL): string {
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
      return `Nothing listens on ${host} (connection refused).`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${host} closed the connection without an answer.`;
    case 'ABORT_ERR':
      return `${host} gave no answer within ${patience / 1000} seconds.`;
    case 'ENOTFOUND':
      return `There is no host named ${host}.`;
    default:
      return `${host} gave no HTTP answer: ${error.message || codeOf(error)}.`;
  }
}

async function readBody(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit).toString('utf8');
}

/** GETs a URL of this machine. Redirects are not followed; certificates are not checked, on loopback nobody has one. */
export async function readHttp(address: string): Promise<HttpAnswer> {
  if (!URL.canParse(address)) return { ok: false, says: `"${address}" is not a URL.` };
  const url = new URL(address);
  const send = { 'http:': overHttp, 'https:': overHttps }[url.protocol];
  if (!send) return { ok: false, says: `"${address}" is not an HTTP URL.` };
  if (!isLoopback(url.hostname)) {
    return { ok: false, says: `${url.host} is not this machine; only localhost is asked.` };
  }
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const signal = AbortSignal.timeout(patience);
      const options = {
        agent: false,
        signal,
        rejectUnauthorized: false,
        headers: { 'user-agent': 'kube-tutor' },
      };
      send(url, options, resolve).on('error', reject).end();
    });
    const body = await readBody(answer);
    return { ok: true, status: answer.statusCode ?? 0, headers: flat(answer.headers), body };
  } catch (error) {
    return { ok: false, says: inWords(error as NodeJS.ErrnoException, url) };
  }
}
