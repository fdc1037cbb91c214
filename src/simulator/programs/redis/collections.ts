import {
  command,
  CommandError,
  globPattern,
  readFloat,
  readInteger,
  readRange,
  syntaxError,
  type Call,
  type Command,
} from './command.js';
import { array, bulk, integer, nil, ok, type Reply } from './resp.js';
import type { Value } from './store.js';

/** The value to change, made when it is not there. */
function own<K extends Value['kind']>(
  call: Call,
  empty: Extract<Value, { kind: K }>,
): Extract<Value, { kind: K }> {
  const [key = ''] = call.args;
  const found = call.database.read<K>(key, empty.kind);
  if (found) return found;
  call.database.set(key, empty);
  return empty;
}

function dropEmpty(call: Call, size: number): void {
  if (size === 0) call.database.delete(call.args[0] ?? '');
}

const listOf = (call: Call) => call.database.read(call.args[0] ?? '', 'list')?.items ?? [];
const hashOf = (call: Call) =>
  call.database.read(call.args[0] ?? '', 'hash')?.fields ?? new Map<string, string>();
const setOf = (call: Call, key = call.args[0] ?? '') =>
  call.database.read(key, 'set')?.members ?? new Set<string>();
const scoresOf = (call: Call) =>
  call.database.read(call.args[0] ?? '', 'zset')?.scores ?? new Map<string, number>();

function push(call: Call, atEnd: boolean): Reply {
  const { items } = own(call, { kind: 'list', items: [] });
  for (const item of call.args.slice(1)) if (atEnd) items.push(item); else items.unshift(item); // prettier-ignore
  return integer(items.length);
}

function pop(call: Call, atEnd: boolean): Reply {
  const items = listOf(call);
  const take = () => (atEnd ? items.pop() : items.shift());
  const [, count] = call.args;
  if (count === undefined) {
    const item = take();
    dropEmpty(call, items.length);
    return bulk(item);
  }
  if (items.length === 0) return nil;
  const taken = Array.from({ length: Math.min(readInteger(count), items.length) }, take);
  dropEmpty(call, items.length);
  return array(taken);
}

/** Commands on lists. */
export const listCommands: Record<string, Command> = {
  RPUSH: command(-3, true, (call) => push(call, true)),
  LPUSH: command(-3, true, (call) => push(call, false)),
  RPOP: command(-2, true, (call) => pop(call, true)),
  LPOP: command(-2, true, (call) => pop(call, false)),
  LLEN: command(2, false, (call) => integer(listOf(call).length)),
  LRANGE: command(4, false, (call) => {
    const items = listOf(call);
    return array(
      items.slice(...readRange(readInteger(call.args[1]), readInteger(call.args[2]), items.length)),
    );
  }),
  LINDEX: command(3, false, (call) => bulk(listOf(call).at(readInteger(call.args[1])))),
  LSET: command(4, true, (call) => {
    const items = listOf(call);
    const index = readInteger(call.args[1]);
    const at = index < 0 ? items.length + index : index;
    if (items.length === 0) throw new CommandError('ERR no such key');
    if (at < 0 || at >= items.length) throw new CommandError('ERR index out of range');
    items[at] = call.args[2] ?? '';
    return ok;
  }),
  LREM: command(4, true, (call) => {
    const items = listOf(call);
    const count = readInteger(call.args[1]);
    const order = items.map((_, index) => index);
    if (count < 0) order.reverse();
    const hits = order
      .filter((index) => items[index] === call.args[2])
      .slice(0, count === 0 ? undefined : Math.abs(count));
    for (const index of hits.sort((a, b) => b - a)) items.splice(index, 1);
    dropEmpty(call, items.length);
    return integer(hits.length);
  }),
  LTRIM: command(4, true, (call) => {
    const items = listOf(call);
    const [from, to] = readRange(readInteger(call.args[1]), readInteger(call.args[2]), items.length);
    items.splice(0, items.length, ...items.slice(from, to));
    dropEmpty(call, items.length);
    return ok;
  }),
};

/** Commands on hashes. */
export const hashCommands: Record<string, Command> = {
  HSET: command(-4, true, (call) => {
    if (call.args.length % 2 === 0)
      throw new CommandError("ERR wrong number of arguments for 'hset' command");
    const { fields } = own(call, { kind: 'hash', fields: new Map() });
    const before = fields.size;
    for (let at = 1; at < call.args.length; at += 2) fields.set(call.args[at] ?? '', call.args[at + 1] ?? '');
    return integer(fields.size - before);
  }),
  HMSET: command(-4, true, (call) => {
    hashCommands['HSET']?.run(call);
    return ok;
  }),
  HGET: command(3, false, (call) => bulk(hashOf(call).get(call.args[1] ?? ''))),
  HMGET: command(-3, false, (call) => array(call.args.slice(1).map((field) => hashOf(call).get(field)))),
  HGETALL: command(2, false, (call) => array([...hashOf(call)].flat())),
  HKEYS: command(2, false, (call) => array([...hashOf(call).keys()])),
  HVALS: command(2, false, (call) => array([...hashOf(call).values()])),
  HLEN: command(2, false, (call) => integer(hashOf(call).size)),
  HEXISTS: command(3, false, (call) => integer(Number(hashOf(call).has(call.args[1] ?? '')))),
  HDEL: command(-3, true, (call) => {
    const fields = hashOf(call);
    const count = call.args.slice(1).filter((field) => fields.delete(field)).length;
    dropEmpty(call, fields.size);
    return integer(count);
  }),
  HINCRBY: command(4, true, (call) => {
    const { fields } = own(call, { kind: 'hash', fields: new Map() });
    const [, field = '', by] = call.args;
    const next = readInteger(fields.get(field) ?? '0') + readInteger(by);
    fields.set(field, String(next));
    return integer(next);
  }),
  HSETNX: command(4, true, (call) => {
    const { fields } = own(call, { kind: 'hash', fields: new Map() });
    const [, field = '', text = ''] = call.args;
    if (fields.has(field)) return integer(0);
    fields.set(field, text);
    return integer(1);
  }),
};

function combine(call: Call, keep: (member: string, others: Set<string>[]) => boolean): Reply {
  const [first = new Set<string>(), ...others] = call.args.map((key) => setOf(call, key));
  return array([...first].filter((member) => keep(member, others)));
}

/** Commands on sets. */
export const setCommands: Record<string, Command> = {
  SADD: command(-3, true, (call) => {
    const { members } = own(call, { kind: 'set', members: new Set() });
    const before = members.size;
    for (const member of call.args.slice(1)) members.add(member);
    return integer(members.size - before);
  }),
  SREM: command(-3, true, (call) => {
    const members = setOf(call);
    const count = call.args.slice(1).filter((member) => members.delete(member)).length;
    dropEmpty(call, members.size);
    return integer(count);
  }),
  SMEMBERS: command(2, false, (call) => array([...setOf(call)])),
  SISMEMBER: command(3, false, (call) => integer(Number(setOf(call).has(call.args[1] ?? '')))),
  SCARD: command(2, false, (call) => integer(setOf(call).size)),
  SPOP: command(-2, true, (call) => {
    const members = setOf(call);
    const [member] = members;
    if (member !== undefined) members.delete(member);
    dropEmpty(call, members.size);
    return bulk(member);
  }),
  SUNION: command(-2, false, (call) =>
    array([...new Set(call.args.flatMap((key) => [...setOf(call, key)]))]),
  ),
  SINTER: command(-2, false, (call) =>
    combine(call, (member, others) => others.every((other) => other.has(member))),
  ),
  SDIFF: command(-2, false, (call) =>
    combine(call, (member, others) => !others.some((other) => other.has(member))),
  ),
};

const sorted = (scores: Map<string, number>) =>
  [...scores].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
const shownScore = (score: number) =>
  score === Infinity ? 'inf' : score === -Infinity ? '-inf' : String(score);

function rangeOf(call: Call, reverse: boolean): Reply {
  const entries = sorted(scoresOf(call));
  if (reverse) entries.reverse();
  const [, from, to, option] = call.args;
  if (option !== undefined && option.toUpperCase() !== 'WITHSCORES') syntaxError();
  const picked = entries.slice(...readRange(readInteger(from), readInteger(to), entries.length));
  return array(
    picked.flatMap(([member, score]) => (option === undefined ? [member] : [member, shownScore(score)])),
  );
}

function bound(text = ''): { value: number; open: boolean } {
  return { value: readFloat(text.replace(/^\(/, '')), open: text.startsWith('(') };
}

/** Commands on sorted sets. */
export const sortedSetCommands: Record<string, Command> = {
  ZADD: command(-4, true, (call) => {
    const pairs = call.args.slice(1);
    if (pairs.length % 2) syntaxError();
    const numbers = pairs.filter((_, index) => index % 2 === 0).map(readFloat);
    const { scores } = own(call, { kind: 'zset', scores: new Map() });
    const before = scores.size;
    for (const [index, score] of numbers.entries()) scores.set(pairs[index * 2 + 1] ?? '', score);
    return integer(scores.size - before);
  }),
  ZINCRBY: command(4, true, (call) => {
    const { scores } = own(call, { kind: 'zset', scores: new Map() });
    const [, by, member = ''] = call.args;
    const next = (scores.get(member) ?? 0) + readFloat(by);
    scores.set(member, next);
    return bulk(shownScore(next));
  }),
  ZREM: command(-3, true, (call) => {
    const scores = scoresOf(call);
    const count = call.args.slice(1).filter((member) => scores.delete(member)).length;
    dropEmpty(call, scores.size);
    return integer(count);
  }),
  ZSCORE: command(3, false, (call) => {
    const score = scoresOf(call).get(call.args[1] ?? '');
    return score === undefined ? nil : bulk(shownScore(score));
  }),
  ZCARD: command(2, false, (call) => integer(scoresOf(call).size)),
  ZRANK: command(3, false, (call) => {
    const at = sorted(scoresOf(call)).findIndex(([member]) => member === call.args[1]);
    return at < 0 ? nil : integer(at);
  }),
  ZRANGE: command(-4, false, (call) => rangeOf(call, false)),
  ZREVRANGE: command(-4, false, (call) => rangeOf(call, true)),
  ZRANGEBYSCORE: command(-4, false, (call) => {
    const [low, high] = [bound(call.args[1]), bound(call.args[2])];
    const inside = sorted(scoresOf(call)).filter(([, score]) => (low.open ? score > low.value : score >= low.value) && (high.open ? score < high.value : score <= high.value)); // prettier-ignore
    const withScores = call.args[3]?.toUpperCase() === 'WITHSCORES';
    return array(inside.flatMap(([member, score]) => (withScores ? [member, shownScore(score)] : [member])));
  }),
};

function scan(cursor: string, options: string[], all: string[]): string[] {
  if (cursor !== '0') return [];
  const at = options.findIndex((option) => option.toUpperCase() === 'MATCH');
  const matcher = at < 0 ? undefined : globPattern(options[at + 1] ?? '*');
  return matcher ? all.filter((key) => matcher.test(key)) : all;
}

function timeLeft({ database, args: [key = ''], now }: Call, scale: number): Reply {
  const entry = database.get(key);
  if (!entry) return integer(-2);
  return integer(entry.expires === undefined ? -1 : Math.round((entry.expires - now) / scale));
}

function expire(call: Call, at: (time: number) => number): Reply {
  const [key = '', time] = call.args;
  const entry = call.database.get(key);
  const until = at(readInteger(time));
  if (!entry) return integer(0);
  if (until <= call.now) call.database.delete(key);
  else entry.expires = until;
  return integer(1);
}

const typeNames: Record<Value['kind'], string> = {
  string: 'string',
  list: 'list',
  hash: 'hash',
  set: 'set',
  zset: 'zset',
};

/** Commands on keys of any kind. */
export const keyCommands: Record<string, Command> = {
  DEL: command(-2, true, ({ database, args }) => integer(args.filter((key) => database.delete(key)).length)),
  UNLINK: command(-2, true, ({ database, args }) =>
    integer(args.filter((key) => database.delete(key)).length),
  ),
  EXISTS: command(-2, false, ({ database, args }) => integer(args.filter((key) => database.get(key)).length)),
  TYPE: command(2, false, ({ database, args: [key = ''] }) => {
    const kind = database.get(key)?.value.kind;
    return { kind: 'status', text: kind ? typeNames[kind] : 'none' };
  }),
  KEYS: command(2, false, ({ database, args: [pattern = '*'] }) =>
    array(database.keys().filter((key) => globPattern(pattern).test(key))),
  ),
  SCAN: command(-2, false, ({ database, args: [cursor = '0', ...options] }) => ({
    kind: 'array',
    items: [bulk('0'), array(scan(cursor, options, database.keys()))],
  })),
  HSCAN: command(-3, false, (call) => ({
    kind: 'array',
    items: [
      bulk('0'),
      array(
        scan(call.args[1] ?? '0', call.args.slice(2), [...hashOf(call).keys()]).flatMap((field) => [
          field,
          hashOf(call).get(field),
        ]),
      ),
    ],
  })),
  SSCAN: command(-3, false, (call) => ({
    kind: 'array',
    items: [bulk('0'), array(scan(call.args[1] ?? '0', call.args.slice(2), [...setOf(call)]))],
  })),
  RANDOMKEY: command(1, false, ({ database }) =>
    bulk(database.keys()[Math.floor(Math.random() * database.keys().length)]),
  ),
  RENAME: command(3, true, ({ database, args: [from = '', to = ''] }) => {
    const entry = database.get(from);
    if (!entry) throw new CommandError('ERR no such key');
    database.delete(from);
    database.set(to, entry.value, entry.expires);
    return ok;
  }),
  EXPIRE: command(-3, true, (call) => expire(call, (time) => call.now + time * 1000)),
  PEXPIRE: command(-3, true, (call) => expire(call, (time) => call.now + time)),
  EXPIREAT: command(-3, true, (call) => expire(call, (time) => time * 1000)),
  PEXPIREAT: command(-3, true, (call) => expire(call, (time) => time)),
  TTL: command(2, false, (call) => timeLeft(call, 1000)),
  PTTL: command(2, false, (call) => timeLeft(call, 1)),
  PERSIST: command(2, true, ({ database, args: [key = ''] }) => {
    const entry = database.get(key);
    if (entry?.expires === undefined) return integer(0);
    delete entry.expires;
    return integer(1);
  }),
  DBSIZE: command(1, false, ({ database }) => integer(database.keys().length)),
  FLUSHDB: command(-1, true, ({ database }) => {
    database.clear();
    return ok;
  }),
};
