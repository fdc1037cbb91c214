import type { ProcessContext, Source } from '../../host/contract.js';
import { SysError } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';
import { lines, output, type Output } from '../lib/io.js';
import { getopt, UsageError } from '../lib/options.js';
import { decode, encode } from '../lib/text.js';
import { complain, open, type Applet } from './applet.js';
import { parseSed, type Address, type SedCommand } from './sed-script.js';

interface Input {
  text: string;
  ended: boolean;
}

/** One run over one stream of lines. */
interface State {
  commands: readonly SedCommand[];
  quiet: boolean;
  hold: string;
  line: number;
  active: Set<SedCommand>;
  rangeEnds: Map<SedCommand, number>;
  files: Map<string, string>;
}

/** `sed [-i[SUFFIX]] [-nrE] [-f FILE]... [-e COMMANDS]... [FILE]...` */
export const sed: Applet = async (context, args) => {
  const options = getopt(args, 'i::nrEse:f:z', {
    'expression=': 'e',
    quiet: 'n',
    silent: 'n',
    'in-place=?': 'i',
    'regexp-extended': 'E',
    'file=': 'f',
  });
  const operands = [...options.operands];
  const parts = options.given.flatMap(({ name, value }) =>
    name === 'e' ? [value] : name === 'f' ? [decode(context.fs.readFile(value)).replace(/\n$/, '')] : [],
  );
  if (parts.length === 0) {
    const first = operands.shift();
    if (first === undefined) throw new UsageError('');
    parts.push(first);
  }
  const commands = parseSed(parts.join('\n'), options.has('E') || options.has('r'));
  const quiet = options.has('n') || parts[0]?.startsWith('#n\n') === true;
  const fresh = (): State => ({
    commands,
    quiet,
    hold: '',
    line: 0,
    active: new Set(),
    rangeEnds: new Map(),
    files: new Map(),
  });
  if (!options.has('i')) {
    const out = output(context.stdout, 1);
    let failed = false;
    const code = await run(
      fresh(),
      inputs(context, operands, () => (failed = true)),
      out,
    );
    return code ?? (failed ? 1 : 0);
  }
  let status = 0;
  for (const path of operands) {
    let text = '';
    const collect: Output = {
      print: (piece) => ((text += piece), Promise.resolve()),
      flush: () => Promise.resolve(),
    };
    try {
      const source = context.openRead(path);
      status = (await run(fresh(), lines(source), collect)) ?? status;
      source.close();
      const suffix = options.value('i') ?? '';
      const { mode } = context.fs.stat(path);
      if (suffix !== '') context.fs.rename(path, path + suffix);
      context.fs.writeFile(path, encode(text), mode);
    } catch (error) {
      if (!(error instanceof SysError) || context.killed.aborted) throw error;
      status = await complain(context, `${path}: ${strerror(error.code)}`);
    }
  }
  return status;
};

async function* inputs(
  context: ProcessContext,
  paths: readonly string[],
  failed: () => void,
): AsyncGenerator<Input> {
  for (const path of paths.length ? paths : ['-']) {
    let source: Source;
    try {
      source = open(context, path);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      failed();
      await complain(context, `${path}: ${strerror(error.code)}`);
      continue;
    }
    yield* lines(source);
    if (path !== '-') source.close();
  }
}

/** Runs the commands over all lines; gives the code of q and Q, undefined without. */
async function run(state: State, input: AsyncIterable<Input>, out: Output): Promise<number | undefined> {
  const iterator = input[Symbol.asyncIterator]();
  let next = await iterator.next();
  let lastEnded = true;
  const isLast = () => next.done === true;
  const advance = async (): Promise<string | undefined> => {
    if (next.done) return undefined;
    const { text, ended } = next.value;
    lastEnded = ended;
    state.line++;
    next = await iterator.next();
    return text;
  };
  const print = (text: string) => out.print(`${text}${lastEnded || !isLast() ? '\n' : ''}`);
  for (let space = await advance(); space !== undefined; space = await advance()) {
    const result = await cycle(state, space, { out, print, isLast, advance });
    if (result.quit !== undefined) return result.quit;
  }
  return undefined;
}

interface Cycle {
  out: Output;
  print(text: string): Promise<void>;
  isLast(): boolean;
  advance(): Promise<string | undefined>;
}

async function cycle(state: State, start: string, io: Cycle): Promise<{ quit?: number }> {
  let space = start;
  let substituted = false;
  const appended: string[] = [];
  const endCycle = async (show: boolean) => {
    if (show && !state.quiet) await io.print(space);
    for (const text of appended.splice(0)) await io.out.print(text);
  };
  for (let at = 0; at < state.commands.length; at++) {
    const command = state.commands[at];
    if (!command || !selects(state, command, space, io.isLast())) {
      if (command?.name === '{') at = command.jump ?? at;
      continue;
    }
    switch (command.name) {
      case 's': {
        const changed = command.substitute?.(space);
        if (changed === undefined) break;
        space = changed;
        substituted = true;
        if (command.flags?.includes('p')) await io.print(space);
        break;
      }
      case 'y':
        space = [...space].map((char) => command.map?.get(char) ?? char).join('');
        break;
      case 'd':
        await endCycle(false);
        return {};
      case 'D':
        if (!space.includes('\n')) {
          await endCycle(false);
          return {};
        }
        space = space.slice(space.indexOf('\n') + 1);
        await endCycle(false);
        at = -1;
        break;
      case 'p':
        await io.print(space);
        break;
      case 'P':
        await io.out.print(`${space.split('\n')[0]}\n`);
        break;
      case 'l':
        await io.out.print(`${space.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n')}$\n`);
        break;
      case '=':
        await io.out.print(`${state.line}\n`);
        break;
      case 'a':
        appended.push(`${command.text}\n`);
        break;
      case 'i':
        await io.out.print(`${command.text}\n`);
        break;
      case 'c':
        if (!command.second || !state.active.has(command)) await io.out.print(`${command.text}\n`);
        await endCycle(false);
        return {};
      case 'n': {
        if (io.isLast()) {
          await endCycle(true);
          return { quit: 0 };
        }
        await endCycle(true);
        space = (await io.advance()) ?? '';
        break;
      }
      case 'N': {
        if (io.isLast()) {
          await endCycle(true);
          return { quit: 0 };
        }
        space += `\n${(await io.advance()) ?? ''}`;
        break;
      }
      case 'h':
        state.hold = space;
        break;
      case 'H':
        state.hold += `\n${space}`;
        break;
      case 'g':
        space = state.hold;
        break;
      case 'G':
        space += `\n${state.hold}`;
        break;
      case 'x':
        [space, state.hold] = [state.hold, space];
        break;
      case 'q':
        await endCycle(true);
        return { quit: command.code ?? 0 };
      case 'Q':
        return { quit: command.code ?? 0 };
      case 'b':
        at = command.jump ?? state.commands.length;
        break;
      case 't':
        if (substituted) at = command.jump ?? state.commands.length;
        substituted = false;
        break;
      case 'T':
        if (!substituted) at = command.jump ?? state.commands.length;
        substituted = false;
        break;
      default:
        break;
    }
  }
  await endCycle(true);
  return {};
}

function matches(state: State, address: Address, space: string, last: boolean): boolean {
  switch (address.kind) {
    case 'line':
      return state.line === address.line;
    case 'last':
      return last;
    case 'regex':
      return address.regex.test(space);
    case 'step':
      return address.step === 0
        ? state.line === address.first
        : state.line >= address.first && (state.line - address.first) % address.step === 0;
    case 'plus':
      return false;
  }
}

function selects(state: State, command: SedCommand, space: string, last: boolean): boolean {
  return inRange(state, command, space, last) !== command.negated;
}

function inRange(state: State, command: SedCommand, space: string, last: boolean): boolean {
  const { first, second } = command;
  if (!first) return true;
  if (!second) return matches(state, first, space, last);
  if (!state.active.has(command)) {
    const begins =
      first.kind === 'line' && first.line === 0 ? state.line === 1 : matches(state, first, space, last);
    if (!begins) return false;
    if (second.kind === 'line' && second.line <= state.line) return true;
    if (first.kind === 'line' && first.line === 0 && matches(state, second, space, last)) return true;
    state.active.add(command);
    if (second.kind === 'plus') state.rangeEnds.set(command, state.line + second.count);
    if (second.kind === 'plus' && second.count === 0) state.active.delete(command);
    return true;
  }
  const ends = second.kind === 'line' ? state.line >= second.line : second.kind === 'plus' ? state.line >= (state.rangeEnds.get(command) ?? 0) : matches(state, second, space, last); // prettier-ignore
  if (ends) state.active.delete(command);
  return second.kind !== 'line' || state.line <= second.line;
}
