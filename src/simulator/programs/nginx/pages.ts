import { encode } from '../lib/text.js';
import type { Exchange } from './exchange.js';
import { nginxVersion } from './exchange.js';
import { setting } from './config.js';

const titles: Readonly<Record<number, string>> = {
  301: '301 Moved Permanently', 302: '302 Found', 303: '303 See Other', 307: '307 Temporary Redirect', 308: '308 Permanent Redirect', 400: '400 Bad Request', 401: '401 Authorization Required', 402: '402 Payment Required', 403: '403 Forbidden', 404: '404 Not Found', 405: '405 Not Allowed', 406: '406 Not Acceptable', 408: '408 Request Time-out', 409: '409 Conflict', 410: '410 Gone', 411: '411 Length Required', 412: '412 Precondition Failed', 413: '413 Request Entity Too Large', 414: '414 Request-URI Too Large', 415: '415 Unsupported Media Type', 416: '416 Requested Range Not Satisfiable', 421: '421 Misdirected Request', 429: '429 Too Many Requests', 500: '500 Internal Server Error', 501: '501 Not Implemented', 502: '502 Bad Gateway', 503: '503 Service Temporarily Unavailable', 504: '504 Gateway Time-out', 507: '507 Insufficient Storage',
}; // prettier-ignore

/** What the Server field and the foot of error pages say. */
export function serverToken(exchange: Exchange): string {
  const off = setting((exchange.location ?? exchange.server).scope, 'server_tokens') === 'off';
  return off ? 'nginx' : `nginx/${nginxVersion(exchange.context)}`;
}

/** The page that nginx itself shows for a status. */
export function statusPage(status: number, token: string): Uint8Array | undefined {
  const title = titles[status];
  if (title === undefined) return undefined;
  return encode(
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${token}</center>\r\n</body>\r\n</html>\r\n`,
  );
}
