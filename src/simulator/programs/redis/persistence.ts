import { posix } from 'node:path';
import type { ProcessContext } from '../../host/contract.js';
import { concat, decode, encode } from '../lib/text.js';
import { encodeCommand } from './resp.js';
import type { Settings } from './settings.js';
import type { Database, Entry, Value } from './store.js';

/** A value as JSON can carry it. */
type Plain = { kind: Value['kind']; data: unknown; expires?: number };

function toPlain({ value, expires }: Entry): Plain {
  const data =
    value.kind === 'string'
      ? value.text
      : value.kind === 'list'
        ? value.items
        : value.kind === 'hash'
          ? [...value.fields]
          : value.kind === 'set'
            ? [...value.members]
            : [...value.scores];
  return { kind: value.kind, data, ...(expires === undefined ? {} : { expires }) };
}

function fromPlain({ kind, data }: Plain): Value {
  switch (kind) {
    case 'string':
      return { kind, text: data as string };
    case 'list':
      return { kind, items: data as string[] };
    case 'hash':
      return { kind, fields: new Map(data as [string, string][]) };
    case 'set':
      return { kind, members: new Set(data as string[]) };
    case 'zset':
      return { kind, scores: new Map(data as [string, number][]) };
  }
}

const magic = 'REDIS0012';

/** Where the snapshot is kept. */
export function dumpPath(settings: Settings): string {
  return posix.join(settings.get('dir') ?? '/', settings.get('dbfilename') ?? 'dump.rdb');
}

/**
 * Writes all databases to the snapshot file. The file starts as a real one does, but its body is this program's own:
 * JSON of the databases. No other redis can read it.
 */
export function saveSnapshot(
  context: ProcessContext,
  settings: Settings,
  databases: readonly Database[],
): void {
  const content = databases.map((database) =>
    database.entries().map(([key, entry]) => [key, toPlain(entry)]),
  );
  const path = dumpPath(settings);
  const temporary = posix.join(posix.dirname(path), `temp-${context.pid}.rdb`);
  context.fs.writeFile(temporary, encode(magic + JSON.stringify(content)), 0o644);
  context.fs.rename(temporary, path);
}

/** Reads the snapshot file; gives the number of keys, undefined when there is no file. Throws for a damaged one. */
export function loadSnapshot(
  context: ProcessContext,
  settings: Settings,
  databases: readonly Database[],
): number | undefined {
  const path = dumpPath(settings);
  if (!context.fs.exists(path)) return undefined;
  const text = decode(context.fs.readFile(path));
  if (!text.startsWith(magic)) throw new Error('Wrong signature trying to load DB from file');
  const content = JSON.parse(text.slice(magic.length)) as [string, Plain][][];
  let count = 0;
  for (const [index, entries] of content.entries())
    for (const [key, plain] of entries) {
      databases[index]?.set(key, fromPlain(plain), plain.expires);
      count++;
    }
  return count;
}

/** The files of the append-only log, named as redis 7 names them. */
export function appendPaths(settings: Settings): {
  folder: string;
  base: string;
  increment: string;
  manifest: string;
} {
  const folder = posix.join(settings.get('dir') ?? '/', settings.get('appenddirname') ?? 'appendonlydir');
  const name = settings.get('appendfilename') ?? 'appendonly.aof';
  return {
    folder,
    base: posix.join(folder, `${name}.1.base.rdb`),
    increment: posix.join(folder, `${name}.1.incr.aof`),
    manifest: posix.join(folder, `${name}.manifest`),
  };
}

/** Makes the files of an empty append-only log when they are not there; true when they were made. */
export function prepareAppendLog(context: ProcessContext, settings: Settings): boolean {
  const { folder, base, increment, manifest } = appendPaths(settings);
  const { fs } = context;
  if (fs.exists(manifest)) return false;
  if (!fs.exists(folder)) fs.mkdir(folder, 0o755);
  const name = (path: string) => posix.basename(path);
  fs.writeFile(base, encode(`${magic}[]`));
  fs.writeFile(increment, new Uint8Array());
  fs.writeFile(manifest, encode(`file ${name(base)} seq 1 type b\nfile ${name(increment)} seq 1 type i\n`));
  return true;
}

/** Adds a command to the append-only log. */
export function appendCommand(
  context: ProcessContext,
  settings: Settings,
  index: number,
  words: readonly string[],
): void {
  const { increment } = appendPaths(settings);
  context.fs.appendFile(increment, concat([encodeCommand(['SELECT', String(index)]), encodeCommand(words)]));
}
