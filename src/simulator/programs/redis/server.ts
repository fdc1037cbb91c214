import { SysError, type Connection, type ProcessContext } from '../../host/contract.js';
import { CommandError, globPattern, type Command } from './command.js';
import { hashCommands, keyCommands, listCommands, setCommands, sortedSetCommands } from './collections.js';
import { appendCommand } from './persistence.js';
import {
  array,
  createReader,
  encodeReply,
  failure,
  ok,
  ProtocolError,
  readCommand,
  type Reply,
} from './resp.js';
import type { Settings } from './settings.js';
import { createDatabase, sizeOf, WrongType, type Database } from './store.js';
import { stringCommands } from './strings.js';
import { adminCommands } from './admin.js';

/** Commands on data, by name. */
export const dataCommands: Readonly<Record<string, Command>> = {
  ...stringCommands,
  ...listCommands,
  ...hashCommands,
  ...setCommands,
  ...sortedSetCommands,
  ...keyCommands,
};

/** One client. */
export interface Client {
  id: number;
  connection: Connection;
  database: number;
  authenticated: boolean;
  name: string;
  since: number;
  /** Commands after MULTI; undefined outside. */
  queue: string[][] | undefined;
  broken: boolean;
  channels: Set<string>;
  patterns: Set<string>;
  monitors: boolean;
  send(reply: Reply): void;
}

/** A running server. */
export interface Server {
  context: ProcessContext;
  settings: Settings;
  databases: Database[];
  clients: Set<Client>;
  startedAt: number;
  runId: string;
  lastSave: number;
  changes: number;
  commands: number;
  connections: number;
  hits: number;
  misses: number;
  expired: number;
  loading: boolean;
  log(words: string, mark?: string): void;
  save(background: boolean): void;
  shutdown(save: boolean | undefined): void;
}

/** Makes the state of a server. */
export function createServer(
  context: ProcessContext,
  settings: Settings,
  hooks: Pick<Server, 'log' | 'save' | 'shutdown'>,
): Server {
  const now = () => context.clock.now();
  return {
    context,
    settings,
    databases: Array.from({ length: Number(settings.get('databases')) }, () => createDatabase(now)),
    clients: new Set(),
    startedAt: now(),
    runId: Array.from({ length: 40 }, () => Math.floor(Math.random() * 16).toString(16)).join(''),
    lastSave: now(),
    changes: 0,
    commands: 0,
    connections: 0,
    hits: 0,
    misses: 0,
    expired: 0,
    loading: false,
    ...hooks,
  };
}

/** Bytes that all keys take. */
export function usedMemory(server: Server): number {
  return server.databases.reduce(
    (sum, database) => database.entries().reduce((part, [key, { value }]) => part + sizeOf(key, value), sum),
    1_000_000,
  );
}

/** Makes room below maxmemory as the policy tells; false when it can not. */
function makeRoom(server: Server): boolean {
  const limit = Number(server.settings.get('maxmemory'));
  if (limit === 0) return true;
  const policy = server.settings.get('maxmemory-policy') ?? 'noeviction';
  while (usedMemory(server) > limit) {
    if (policy === 'noeviction') return false;
    const victim = server.databases.flatMap((database) => database.entries().filter(([, entry]) => policy.startsWith('allkeys') || entry.expires !== undefined).map(([key]) => ({ database, key })))[0]; // prettier-ignore
    if (!victim) return false;
    victim.database.delete(victim.key);
  }
  return true;
}

const open = new Set(['AUTH', 'HELLO', 'QUIT', 'RESET']);
const reads = new Set(['GET', 'MGET', 'HGET', 'EXISTS']);

/** Runs one command of a client. Undefined: it sent its own replies. */
export function execute(server: Server, client: Client, words: string[]): Reply | undefined {
  const [given = '', ...args] = words;
  const name = given.toUpperCase();
  const admin = Object.hasOwn(adminCommands, name) ? adminCommands[name] : undefined;
  const data = Object.hasOwn(dataCommands, name) ? dataCommands[name] : undefined;
  const refuse = (text: string) => {
    if (client.queue) client.broken = true;
    return failure(text);
  };
  if (!admin && !data)
    return refuse(
      `ERR unknown command '${given}', with args beginning with: ${args.map((arg) => `'${arg}' `).join('')}`,
    );
  const arity = admin?.arity ?? data?.arity ?? 0;
  if (arity > 0 ? words.length !== arity : words.length < -arity)
    return refuse(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
  if (!client.authenticated && !open.has(name)) return failure('NOAUTH Authentication required.');
  if (client.queue && !['EXEC', 'DISCARD', 'MULTI', 'WATCH', 'QUIT'].includes(name)) {
    client.queue.push(words);
    return { kind: 'status', text: 'QUEUED' };
  }
  if (
    client.channels.size + client.patterns.size > 0 &&
    !/^(?:P?(?:UN)?SUBSCRIBE|PING|QUIT|RESET)$/.test(name)
  ) {
    return failure(
      `ERR Can't execute '${name.toLowerCase()}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
    );
  }
  server.commands++;
  tellMonitors(server, client, words);
  try {
    if (admin) return admin.run({ server, client, args, execute });
    return data && runData(server, client, name, data, words);
  } catch (error) {
    if (error instanceof CommandError) return failure(error.message);
    if (error instanceof WrongType)
      return failure('WRONGTYPE Operation against a key holding the wrong kind of value');
    throw error;
  }
}

function runData(server: Server, client: Client, name: string, command: Command, words: string[]): Reply {
  const database = server.databases[client.database];
  if (!database) return failure('ERR DB index is out of range');
  if (
    command.writes &&
    !/^(?:DEL|UNLINK|FLUSHDB|EXPIRE|LPOP|RPOP)$/.test(name) &&
    !server.loading &&
    !makeRoom(server)
  ) {
    return failure("OOM command not allowed when used memory > 'maxmemory'.");
  }
  const now = server.context.clock.now();
  const reply = command.run({ database, args: words.slice(1), now });
  if (reads.has(name)) if (reply.kind === 'nil') server.misses++; else server.hits++; // prettier-ignore
  if (command.writes && !server.loading) {
    server.changes++;
    server.context.useMemory(usedMemory(server));
    if (server.settings.get('appendonly') === 'yes')
      appendCommand(server.context, server.settings, client.database, absolute(name, words, now));
  }
  return reply;
}

/** A command with relative times as one with absolute ones, so that it means the same when it is read again. */
function absolute(name: string, words: string[], now: number): string[] {
  const at = (index: number, scale: number) => String(now + Number(words[index]) * scale);
  if (name === 'EXPIRE' || name === 'PEXPIRE')
    return ['PEXPIREAT', words[1] ?? '', at(2, name === 'EXPIRE' ? 1000 : 1)];
  if (name === 'SETEX' || name === 'PSETEX')
    return ['SET', words[1] ?? '', words[3] ?? '', 'PXAT', at(2, name === 'SETEX' ? 1000 : 1)];
  if (name !== 'SET') return words;
  return words.map((word, index) => {
    const option = index > 2 ? word.toUpperCase() : '';
    if (option === 'EX' || option === 'PX') return 'PXAT';
    const before = index > 3 ? (words[index - 1] ?? '').toUpperCase() : '';
    return before === 'EX' || before === 'PX' ? at(index, before === 'EX' ? 1000 : 1) : word;
  });
}

function tellMonitors(server: Server, client: Client, words: string[]): void {
  const listening = [...server.clients].filter((each) => each.monitors && each !== client);
  if (listening.length === 0) return;
  const time = (server.context.clock.now() / 1000).toFixed(6);
  const { remote } = client.connection;
  const shown = words.map((word) => `"${word.replace(/["\\]/g, '\\$&')}"`).join(' ');
  for (const each of listening)
    each.send({
      kind: 'status',
      text: `${time} [${client.database} ${remote.address}:${remote.port}] ${shown}`,
    });
}

/** Sends a message to its subscribers; gives how many there were. */
export function publish(server: Server, channel: string, message: string): number {
  let count = 0;
  for (const client of server.clients) {
    if (client.channels.has(channel)) {
      client.send(array(['message', channel, message]));
      count++;
    }
    for (const pattern of client.patterns) {
      if (!globPattern(pattern).test(channel)) continue;
      client.send(array(['pmessage', pattern, channel, message]));
      count++;
    }
  }
  return count;
}

/** Talks to one client until it leaves. */
export async function serveClient(server: Server, connection: Connection): Promise<void> {
  let tail = Promise.resolve();
  const client: Client = {
    id: ++server.connections,
    connection,
    database: 0,
    authenticated: server.settings.get('requirepass') === '',
    name: '',
    since: server.context.clock.now(),
    queue: undefined,
    broken: false,
    channels: new Set(),
    patterns: new Set(),
    monitors: false,
    send(reply) {
      tail = tail.then(() => connection.write(encodeReply(reply))).catch(() => connection.close());
    },
  };
  server.clients.add(client);
  const reader = createReader(connection);
  try {
    for (;;) {
      const words = await readCommand(reader);
      if (!words) return;
      if (words.length === 0) continue;
      if (words[0]?.toUpperCase() === 'QUIT') {
        client.send(ok);
        return;
      }
      const reply = execute(server, client, words);
      if (reply) client.send(reply);
      await tail;
    }
  } catch (error) {
    if (error instanceof ProtocolError) client.send(failure(`ERR ${error.message}`));
    else if (!(error instanceof SysError)) throw error;
  } finally {
    await tail;
    server.clients.delete(client);
    connection.close();
  }
}
