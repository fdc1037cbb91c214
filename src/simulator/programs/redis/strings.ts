import {
  command,
  CommandError,
  readFloat,
  readInteger,
  readRange,
  syntaxError,
  type Call,
  type Command,
} from './command.js';
import { array, bulk, integer, nil, ok, type Reply } from './resp.js';

function setKey({ database, args, now }: Call): Reply {
  const [key = '', text = '', ...options] = args;
  let expires: number | undefined;
  let only: 'NX' | 'XX' | undefined;
  let keep = false;
  let gives = false;
  for (let at = 0; at < options.length; at++) {
    const option = (options[at] ?? '').toUpperCase();
    const time = () => {
      const value = readInteger(options[++at]);
      if (value <= 0) throw new CommandError("ERR invalid expire time in 'set' command");
      return value;
    };
    if (option === 'EX') expires = now + time() * 1000;
    else if (option === 'PX') expires = now + time();
    else if (option === 'EXAT') expires = time() * 1000;
    else if (option === 'PXAT') expires = time();
    else if (option === 'NX' || option === 'XX') only = option;
    else if (option === 'KEEPTTL') keep = true;
    else if (option === 'GET') gives = true;
    else syntaxError();
  }
  const old = database.get(key);
  const before = gives ? bulk(database.read(key, 'string')?.text) : undefined;
  if ((only === 'NX' && old) || (only === 'XX' && !old)) return before ?? nil;
  database.set(key, { kind: 'string', text }, keep ? old?.expires : expires);
  return before ?? ok;
}

function change(call: Call, by: number): Reply {
  const [key = ''] = call.args;
  const old = call.database.read(key, 'string');
  const next = readInteger(old?.text ?? '0') + by;
  if (!Number.isSafeInteger(next)) throw new CommandError('ERR increment or decrement would overflow');
  call.database.set(key, { kind: 'string', text: String(next) }, call.database.get(key)?.expires);
  return integer(next);
}

function expiring(scale: number, name: string) {
  return ({ database, args: [key = '', time, text = ''], now }: Call): Reply => {
    const value = readInteger(time);
    if (value <= 0) throw new CommandError(`ERR invalid expire time in '${name}' command`);
    database.set(key, { kind: 'string', text }, now + value * scale);
    return ok;
  };
}

/** Commands on strings and counters. */
export const stringCommands: Record<string, Command> = {
  SET: command(-3, true, setKey),
  GET: command(2, false, ({ database, args: [key = ''] }) => bulk(database.read(key, 'string')?.text)),
  SETNX: command(3, true, ({ database, args: [key = '', text = ''] }) => {
    if (database.get(key)) return integer(0);
    database.set(key, { kind: 'string', text });
    return integer(1);
  }),
  SETEX: command(4, true, expiring(1000, 'setex')),
  PSETEX: command(4, true, expiring(1, 'psetex')),
  GETSET: command(3, true, ({ database, args: [key = '', text = ''] }) => {
    const old = bulk(database.read(key, 'string')?.text);
    database.set(key, { kind: 'string', text });
    return old;
  }),
  GETDEL: command(2, true, ({ database, args: [key = ''] }) => {
    const old = bulk(database.read(key, 'string')?.text);
    database.delete(key);
    return old;
  }),
  MGET: command(-2, false, ({ database, args }) =>
    array(
      args.map((key) => {
        const value = database.get(key)?.value;
        return value?.kind === 'string' ? value.text : undefined;
      }),
    ),
  ),
  MSET: command(-3, true, ({ database, args }) => {
    if (args.length % 2) throw new CommandError("ERR wrong number of arguments for 'mset' command");
    for (let at = 0; at < args.length; at += 2)
      database.set(args[at] ?? '', { kind: 'string', text: args[at + 1] ?? '' });
    return ok;
  }),
  APPEND: command(3, true, ({ database, args: [key = '', more = ''] }) => {
    const text = (database.read(key, 'string')?.text ?? '') + more;
    database.set(key, { kind: 'string', text }, database.get(key)?.expires);
    return integer(Buffer.byteLength(text));
  }),
  STRLEN: command(2, false, ({ database, args: [key = ''] }) =>
    integer(Buffer.byteLength(database.read(key, 'string')?.text ?? '')),
  ),
  GETRANGE: command(4, false, ({ database, args: [key = '', from, to] }) => {
    const text = database.read(key, 'string')?.text ?? '';
    return bulk(text.slice(...readRange(readInteger(from), readInteger(to), text.length)));
  }),
  INCR: command(2, true, (call) => change(call, 1)),
  DECR: command(2, true, (call) => change(call, -1)),
  INCRBY: command(3, true, (call) => change(call, readInteger(call.args[1]))),
  DECRBY: command(3, true, (call) => change(call, -readInteger(call.args[1]))),
  INCRBYFLOAT: command(3, true, ({ database, args: [key = '', by] }) => {
    const text = String(
      Number((readFloat(database.read(key, 'string')?.text ?? '0') + readFloat(by)).toPrecision(17)),
    );
    database.set(key, { kind: 'string', text }, database.get(key)?.expires);
    return bulk(text);
  }),
};
