import { header } from '../http/message.js';
import { decode } from '../lib/text.js';
import { verifyPassword } from '../lib/passwords.js';
import { statusAnswer, type Answer } from './answer.js';
import { findAll, setting } from './config.js';
import { interpolate, type Exchange } from './exchange.js';
import type { LogError } from './files.js';

function ipNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function within(address: string, range: string): boolean {
  if (range === 'all') return true;
  const [network = '', prefix = '32'] = range.split('/');
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(ipNumber(address) / size) === Math.floor(ipNumber(network) / size);
}

/** allow, deny and auth_basic; undefined when the request may go on. */
export function checkAccess(exchange: Exchange, logError: LogError): Answer | undefined {
  const { scope } = exchange.location ?? exchange.server;
  const rules = scope.directives.some((each) => each.name === 'allow' || each.name === 'deny')
    ? scope.directives.filter((each) => each.name === 'allow' || each.name === 'deny')
    : [...findAll(scope.parent, 'allow'), ...findAll(scope.parent, 'deny')];
  const address = exchange.request.connection.remote.address;
  const rule = rules.find((each) => within(address, each.args[0] ?? 'all'));
  if (rule?.name === 'deny') {
    logError(exchange, 'error', 'access forbidden by rule');
    return statusAnswer(exchange, 403);
  }
  const realm = interpolate(exchange, setting(scope, 'auth_basic') ?? 'off');
  if (realm === 'off') return undefined;
  const denied = () => statusAnswer(exchange, 401, [['WWW-Authenticate', `Basic realm="${realm}"`]]);
  const given = /^Basic (.+)$/i.exec(header(exchange.request.headers, 'authorization') ?? '');
  if (!given) return denied();
  const [user = '', password = ''] = Buffer.from(given[1] ?? '', 'base64')
    .toString()
    .split(/:(.*)/s);
  const file = interpolate(exchange, setting(scope, 'auth_basic_user_file') ?? '');
  const path = file.startsWith('/') ? file : `/etc/nginx/${file}`;
  if (!exchange.context.fs.exists(path)) return statusAnswer(exchange, 403);
  const line = decode(exchange.context.fs.readFile(path))
    .split('\n')
    .find((each) => each.startsWith(`${user}:`));
  if (line === undefined) {
    logError(exchange, 'error', `user "${user}" was not found in "${path}"`);
    return denied();
  }
  if (verifyPassword(line.split(':')[1] ?? '', password)) return undefined;
  logError(exchange, 'error', `user "${user}": password mismatch`);
  return denied();
}
