import { CommandError, globPattern, readInteger } from './command.js';
import { info } from './info.js';
import { array, bulk, failure, integer, nil, ok, type Reply } from './resp.js';
import { publish, type Client, type Server } from './server.js';
import { setSetting } from './settings.js';

/** What a command about the server or the connection may use. */
interface AdminCall {
  server: Server;
  client: Client;
  args: string[];
  execute: (server: Server, client: Client, words: string[]) => Reply | undefined;
}

/** A command about the server or the connection; undefined: it sent its own replies. */
interface AdminCommand {
  arity: number;
  run(call: AdminCall): Reply | undefined;
}

const command = (arity: number, run: (call: AdminCall) => Reply | undefined): AdminCommand => ({
  arity,
  run,
});

function authenticate({ server, client, args }: AdminCall): Reply {
  const password = server.settings.get('requirepass') ?? '';
  const [user, given] = args.length > 1 ? args : ['default', args[0]];
  if (password === '' && args.length < 2) {
    return failure(
      'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
    );
  }
  if (user !== 'default' || (password !== '' && given !== password))
    return failure('WRONGPASS invalid username-password pair or user is disabled.');
  client.authenticated = true;
  return ok;
}

function config({ server, args: [action = '', ...rest] }: AdminCall): Reply {
  switch (action.toUpperCase()) {
    case 'GET': {
      const matchers = rest.map((pattern) => globPattern(pattern.toLowerCase()));
      return array(
        [...server.settings].filter(([name]) => matchers.some((matcher) => matcher.test(name))).flat(),
      );
    }
    case 'SET':
      for (let at = 0; at < rest.length; at += 2) {
        const name = rest[at] ?? '';
        if (!server.settings.has(name.toLowerCase()))
          return failure(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`);
        const wrong = setSetting(server.settings, name, [rest[at + 1] ?? '']);
        if (wrong !== undefined)
          return failure(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${wrong}`);
      }
      return ok;
    case 'RESETSTAT':
      return ok;
    case 'REWRITE':
      return failure('ERR The server is running without a config file');
    default:
      return failure(`ERR unknown subcommand '${action}'. Try CONFIG HELP.`);
  }
}

function clientCommand({ server, client, args: [action = '', ...rest] }: AdminCall): Reply {
  switch (action.toUpperCase()) {
    case 'ID':
      return integer(client.id);
    case 'GETNAME':
      return bulk(client.name);
    case 'SETNAME':
      client.name = rest[0] ?? '';
      return ok;
    case 'SETINFO':
    case 'NO-EVICT':
    case 'NO-TOUCH':
      return ok;
    case 'LIST':
      return bulk([...server.clients].map((each) => `id=${each.id} addr=${each.connection.remote.address}:${each.connection.remote.port} laddr=${each.connection.local.address}:${each.connection.local.port} name=${each.name} age=${Math.floor((server.context.clock.now() - each.since) / 1000)} db=${each.database} sub=${each.channels.size} psub=${each.patterns.size}\n`).join('')); // prettier-ignore
    default:
      return failure(`ERR unknown subcommand '${action}'. Try CLIENT HELP.`);
  }
}

function runQueue({ server, client, execute }: AdminCall): Reply {
  const { queue, broken } = client;
  if (!queue) return failure('ERR EXEC without MULTI');
  client.queue = undefined;
  client.broken = false;
  if (broken) return failure('EXECABORT Transaction discarded because of previous errors.');
  return { kind: 'array', items: queue.map((words) => execute(server, client, words) ?? nil) };
}

function subscription(kind: 'channels' | 'patterns', on: boolean) {
  return ({ client, args }: AdminCall): undefined => {
    const word = `${kind === 'patterns' ? 'p' : ''}${on ? '' : 'un'}subscribe`;
    const names = args.length || on ? args : [...client[kind]];
    for (const name of names.length ? names : [undefined]) {
      if (name !== undefined && on) client[kind].add(name);
      else if (name !== undefined) client[kind].delete(name);
      const total = client.channels.size + client.patterns.size;
      client.send({ kind: 'array', items: [bulk(word), bulk(name), integer(total)] });
    }
    return undefined;
  };
}

function select({ server, client, args }: AdminCall): Reply {
  const index = readInteger(args[0]);
  if (index < 0 || index >= server.databases.length) throw new CommandError('ERR DB index is out of range');
  client.database = index;
  return ok;
}

/** Commands about the server or the connection, by name. */
export const adminCommands: Readonly<Record<string, AdminCommand>> = {
  PING: command(-1, ({ client, args: [text] }) => {
    if (client.channels.size + client.patterns.size > 0) return array(['pong', text ?? '']);
    return text === undefined ? { kind: 'status', text: 'PONG' } : bulk(text);
  }),
  ECHO: command(2, ({ args: [text] }) => bulk(text)),
  AUTH: command(-2, authenticate),
  HELLO: command(-1, ({ server, args: [version] }) => {
    if (version !== undefined && version !== '2') return failure('NOPROTO unsupported protocol version');
    return array([
      'server',
      'redis',
      'version',
      server.context.env['REDIS_VERSION'] ?? '7.4.7',
      'proto',
      '2',
      'mode',
      'standalone',
      'role',
      'master',
    ]);
  }),
  SELECT: command(2, select),
  CONFIG: command(-2, config),
  CLIENT: command(-2, clientCommand),
  COMMAND: command(-1, ({ args: [action] }) =>
    action?.toUpperCase() === 'COUNT' ? integer(Object.keys(adminCommands).length) : array([]),
  ),
  INFO: command(-1, ({ server, args }) => bulk(info(server, args))),
  TIME: command(1, ({ server }) => {
    const now = server.context.clock.now();
    return array([String(Math.floor(now / 1000)), String((now % 1000) * 1000)]);
  }),
  FLUSHALL: command(-1, ({ server, client, execute }) => {
    const { database } = client;
    for (const index of server.databases.keys()) {
      client.database = index;
      execute(server, client, ['FLUSHDB']);
    }
    client.database = database;
    return ok;
  }),
  SAVE: command(1, ({ server }) => {
    server.save(false);
    return ok;
  }),
  BGSAVE: command(-1, ({ server }) => {
    server.save(true);
    return { kind: 'status', text: 'Background saving started' };
  }),
  LASTSAVE: command(1, ({ server }) => integer(Math.floor(server.lastSave / 1000))),
  SHUTDOWN: command(-1, ({ server, args: [how] }) => {
    server.shutdown(how === undefined ? undefined : how.toUpperCase() === 'SAVE');
    return undefined;
  }),
  MULTI: command(1, ({ client }) => {
    if (client.queue) return failure('ERR MULTI calls can not be nested');
    client.queue = [];
    return ok;
  }),
  EXEC: command(1, runQueue),
  DISCARD: command(1, ({ client }) => {
    if (!client.queue) return failure('ERR DISCARD without MULTI');
    client.queue = undefined;
    client.broken = false;
    return ok;
  }),
  PUBLISH: command(3, ({ server, args: [channel = '', message = ''] }) =>
    integer(publish(server, channel, message)),
  ),
  SUBSCRIBE: command(-2, subscription('channels', true)),
  UNSUBSCRIBE: command(-1, subscription('channels', false)),
  PSUBSCRIBE: command(-2, subscription('patterns', true)),
  PUNSUBSCRIBE: command(-1, subscription('patterns', false)),
  MONITOR: command(1, ({ client }) => {
    client.monitors = true;
    return ok;
  }),
  ROLE: command(1, () => ({ kind: 'array', items: [bulk('master'), integer(0), array([])] })),
  ACL: command(-2, ({ args: [action = ''] }) => {
    if (action.toUpperCase() === 'WHOAMI') return bulk('default');
    if (action.toUpperCase() === 'LIST')
      return array(['user default on nopass sanitize-payload ~* &* +@all']);
    return failure(`ERR unknown subcommand '${action}'. Try ACL HELP.`);
  }),
};
