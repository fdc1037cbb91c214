import { posix } from 'node:path';
import type { ProcessContext, Stat } from '../../host/contract.js';
import { accounts, groups } from '../lib/accounts.js';
import { Failure } from '../lib/failure.js';
import { changeMode } from '../lib/modes.js';
import { output, type Output } from '../lib/io.js';
import { matchesPattern } from '../shell/pattern.js';
import { complainOf, type Applet } from './applet.js';

interface Item {
  path: string;
  name: string;
  stat: Stat;
  depth: number;
}

type Test = (item: Item) => Promise<boolean>;

interface Walk {
  minDepth: number;
  maxDepth: number;
  depthFirst: boolean;
  oneFileSystem: boolean;
  /** Set by -prune for the item under way. */
  pruned: boolean;
  acts: boolean;
  finish: (() => Promise<void>)[];
}

const typeLetters: Record<string, Stat['type']> = {
  f: 'file',
  d: 'directory',
  l: 'symlink',
  p: 'fifo',
  s: 'socket',
  c: 'device',
};

/** `find [-HL] [PATH]... [-maxdepth N] [EXPRESSION]` */
export const find: Applet = async (context, args) => {
  const words = args.filter((arg) => arg !== '-H' && arg !== '-L' && arg !== '-follow');
  const follow = args.includes('-L') || args.includes('-follow');
  const start = words.findIndex((word) => /^[-(!]/.test(word));
  const paths = start < 0 ? words : words.slice(0, start);
  const out = output(context.stdout);
  const walk: Walk = {
    minDepth: 0,
    maxDepth: Infinity,
    depthFirst: false,
    oneFileSystem: false,
    pruned: false,
    acts: false,
    finish: [],
  };
  const test = parse(context, start < 0 ? [] : words.slice(start), walk, out);
  let status = 0;
  const visit = async (path: string, name: string, depth: number): Promise<void> => {
    let stat: Stat;
    try {
      stat = follow && context.fs.exists(path) ? context.fs.stat(path) : context.fs.lstat(path);
    } catch (error) {
      status = await complainOf(context, path, error);
      return;
    }
    const item: Item = { path, name, stat, depth };
    const check = async () => {
      walk.pruned = false;
      if (depth >= walk.minDepth && (await test(item)) && !walk.acts) await out.print(`${path}\n`);
    };
    if (!walk.depthFirst) await check();
    if (stat.type === 'directory' && depth < walk.maxDepth && !(walk.pruned && !walk.depthFirst)) {
      let names: string[] = [];
      try {
        names = context.fs.readdir(path);
      } catch (error) {
        status = await complainOf(context, path, error);
      }
      for (const each of names)
        await visit(path.endsWith('/') ? path + each : `${path}/${each}`, each, depth + 1);
    }
    if (walk.depthFirst) await check();
  };
  for (const path of paths.length ? paths : ['.']) await visit(path, posix.basename(path), 0);
  await out.flush();
  for (const finish of walk.finish) await finish();
  return status;
};

function compareNumber(text: string): (value: number) => boolean {
  const number = Number(text.replace(/^[-+]/, '').replace(/[a-zA-Z]$/, ''));
  if (text.startsWith('+')) return (value) => value > number;
  return text.startsWith('-') ? (value) => value < number : (value) => value === number;
}

function parse(context: ProcessContext, words: string[], walk: Walk, out: Output): Test {
  let at = 0;
  const value = () => {
    const word = words[++at];
    if (word === undefined) throw new Failure(`${words[at - 1]} requires an argument`);
    return word;
  };
  const or = (): Test => {
    let left = and();
    while (words[at] === '-o' || words[at] === '-or') {
      at++;
      const [first, second] = [left, and()];
      left = async (item) => (await first(item)) || (await second(item));
    }
    return left;
  };
  const and = (): Test => {
    let left = not();
    for (;;) {
      if (words[at] === '-a' || words[at] === '-and') at++;
      if (at >= words.length || words[at] === ')' || words[at] === '-o' || words[at] === '-or') return left;
      const [first, second] = [left, not()];
      left = async (item) => (await first(item)) && (await second(item));
    }
  };
  const not = (): Test => {
    if (words[at] !== '!' && words[at] !== '-not') return primary();
    at++;
    const inner = not();
    return async (item) => !(await inner(item));
  };
  const plain =
    (check: (item: Item) => boolean): Test =>
    (item) =>
      Promise.resolve(check(item));
  const primary = (): Test => {
    const test = single();
    at++;
    return test;
  };
  const single = (): Test => {
    const word = words[at] ?? '';
    switch (word) {
      case '(': {
        at++;
        const inner = or();
        if (words[at] !== ')') throw new Failure("unmatched '('");
        return inner;
      }
      case '-name':
      case '-iname': {
        const pattern = value();
        if (word === '-name') return plain(({ name }) => matchesPattern(pattern, name));
        return plain(({ name }) => matchesPattern(pattern.toLowerCase(), name.toLowerCase()));
      }
      case '-path':
      case '-wholename': {
        const pattern = value();
        return plain(({ path }) => matchesPattern(pattern, path));
      }
      case '-regex': {
        const regex = new RegExp(`^(?:${value()})$`);
        return plain(({ path }) => regex.test(path));
      }
      case '-type': {
        const types = value()
          .split(',')
          .map((letter) => typeLetters[letter]);
        return plain(({ stat }) => types.includes(stat.type));
      }
      case '-perm': {
        const text = value();
        const mode = changeMode(text.replace(/^[-/+]/, ''), 0, false, 0) ?? 0;
        if (text.startsWith('-')) return plain(({ stat }) => (stat.mode & mode) === mode);
        if (/^[/+]/.test(text)) return plain(({ stat }) => (stat.mode & mode) !== 0);
        return plain(({ stat }) => stat.mode === mode);
      }
      case '-size': {
        const text = value();
        const unit = { c: 1, k: 1024, M: 1 << 20, G: 1 << 30, b: 512 }[text.at(-1) ?? ''] ?? 512;
        const compare = compareNumber(text);
        return plain(({ stat }) => compare(Math.ceil(stat.size / unit)));
      }
      case '-mtime':
      case '-mmin': {
        const compare = compareNumber(value());
        const unit = word === '-mmin' ? 60_000 : 86400_000;
        return plain(({ stat }) => compare(Math.floor((context.clock.now() - stat.mtime) / unit)));
      }
      case '-newer': {
        const { mtime } = context.fs.stat(value());
        return plain(({ stat }) => stat.mtime > mtime);
      }
      case '-user': {
        const name = value();
        const uid = accounts(context.fs).find((each) => each.name === name)?.uid ?? Number(name);
        if (Number.isNaN(uid)) throw new Failure(`unknown user ${name}`);
        return plain(({ stat }) => stat.uid === uid);
      }
      case '-group': {
        const name = value();
        const gid = groups(context.fs).find((each) => each.name === name)?.gid ?? Number(name);
        if (Number.isNaN(gid)) throw new Failure(`unknown group ${name}`);
        return plain(({ stat }) => stat.gid === gid);
      }
      case '-empty':
        return plain(({ stat, path }) =>
          stat.type === 'directory'
            ? context.fs.readdir(path).length === 0
            : stat.type === 'file' && stat.size === 0,
        );
      case '-links': {
        const compare = compareNumber(value());
        return plain(({ stat }) => compare(stat.links));
      }
      case '-inum': {
        const compare = compareNumber(value());
        return plain(({ stat }) => compare(stat.inode));
      }
      case '-maxdepth':
        walk.maxDepth = Number(value());
        return plain(() => true);
      case '-mindepth':
        walk.minDepth = Number(value());
        return plain(() => true);
      case '-depth':
        walk.depthFirst = true;
        return plain(() => true);
      case '-xdev':
        walk.oneFileSystem = true;
        return plain(() => true);
      case '-prune':
        return plain(() => (walk.pruned = true));
      case '-true':
        return plain(() => true);
      case '-quit':
      case '-print':
      case '-print0':
        walk.acts = true;
        return async ({ path }) => {
          await out.print(`${path}${word === '-print0' ? '\0' : '\n'}`);
          return true;
        };
      case '-delete':
        walk.acts = true;
        walk.depthFirst = true;
        return async ({ path, stat }) => {
          try {
            if (stat.type === 'directory') context.fs.rmdir(path);
            else context.fs.unlink(path);
            return true;
          } catch (error) {
            await complainOf(context, path, error);
            return false;
          }
        };
      case '-exec':
      case '-ok':
        return execTest();
      default:
        throw new Failure(`unrecognized: ${word}`);
    }
  };
  const execTest = (): Test => {
    walk.acts = true;
    const argv: string[] = [];
    for (at++; words[at] !== ';' && !(words[at] === '+' && argv.at(-1) === '{}'); at++) {
      if (at >= words.length) throw new Failure("-exec CMD must end by ';'");
      argv.push(words[at] ?? '');
    }
    if (words[at] === ';') {
      return async ({ path }) => {
        await out.flush();
        return (
          (await runCommand(
            context,
            argv.map((arg) => arg.replaceAll('{}', path)),
          )) === 0
        );
      };
    }
    const collected: string[] = [];
    walk.finish.push(async () => {
      if (collected.length) await runCommand(context, [...argv.slice(0, -1), ...collected]);
    });
    return ({ path }) => Promise.resolve(collected.push(path) > 0);
  };
  if (words.length === 0) return plain(() => true);
  const test = or();
  if (at < words.length) throw new Failure(`unrecognized: ${words[at]}`);
  return test;
}

async function runCommand(context: ProcessContext, argv: string[]): Promise<number> {
  try {
    return (await context.spawn({ argv }).exited).code;
  } catch (error) {
    return complainOf(context, argv[0] ?? '', error);
  }
}
