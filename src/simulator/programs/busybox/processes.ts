import { SysError, type ProcessContext, type ProcessInfo } from '../../host/contract.js';
import { userName } from '../lib/accounts.js';
import { strerror } from '../lib/errors.js';
import { write } from '../lib/io.js';
import { getopt, UsageError } from '../lib/options.js';
import { findSignal, signalNumbers } from '../lib/signals.js';
import { complain, type Applet } from './applet.js';

const commandOf = (process: ProcessInfo) => process.argv.join(' ');
const nameOf = (process: ProcessInfo) =>
  (process.argv[0] ?? '').replace(/^-/, '').split(/[ :]/)[0]?.split('/').at(-1) ?? '';

function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const columns: Record<
  string,
  { title: string; width: number; show: (process: ProcessInfo, context: ProcessContext) => string }
> = {
  pid: { title: 'PID', width: 5, show: (process) => String(process.pid).padStart(5) },
  ppid: { title: 'PPID', width: 5, show: (process) => String(process.ppid).padStart(5) },
  user: {
    title: 'USER',
    width: 8,
    show: (process, context) => userName(context.fs, process.user).slice(0, 8),
  },
  group: {
    title: 'GROUP',
    width: 8,
    show: (process, context) => userName(context.fs, process.user).slice(0, 8),
  },
  time: { title: 'TIME', width: 5, show: (process) => clockTime(process.cpu).padStart(5) },
  etime: {
    title: 'ELAPSED',
    width: 7,
    show: (process, context) => clockTime(context.clock.now() - process.startedAt).padStart(7),
  },
  vsz: { title: 'VSZ', width: 4, show: (process) => String(Math.round(process.memory / 1024)).padStart(4) },
  rss: { title: 'RSS', width: 4, show: (process) => String(Math.round(process.memory / 1024)).padStart(4) },
  stat: { title: 'STAT', width: 4, show: (process) => process.state },
  tty: { title: 'TT', width: 6, show: (process) => (process.tty ? '136,0' : '?') },
  comm: { title: 'COMMAND', width: 16, show: nameOf },
  args: { title: 'COMMAND', width: 256, show: commandOf },
};

/** `ps [-o COLUMN,...] [-T]`; -e, -f, aux and their like are taken and change nothing, as in busybox without its desktop options. */
export const ps: Applet = async (context, args) => {
  const at = args.findIndex((arg) => arg.startsWith('-o'));
  const given = at < 0 ? 'pid,user,args' : (args[at] === '-o' ? args[at + 1] : args[at]?.slice(2)) || '';
  const wanted = given.split(',').map((word) => word.split('=')[0] ?? '');
  const bad = wanted.find((word) => !columns[word]);
  if (bad !== undefined)
    return complain(
      context,
      `bad -o argument '${bad}', supported arguments: ${Object.keys(columns).join(',')}`,
    );
  const picked = wanted.map((word) => columns[word]).filter((column) => column !== undefined);
  const pad = (text: string, index: number) => {
    const column = picked[index];
    return column && index < picked.length - 1 ? text.padEnd(column.width) : text;
  };
  const row = (texts: string[]) => `${texts.map(pad).join(' ')}\n`;
  const rows = context
    .processes()
    .sort((a, b) => a.pid - b.pid)
    .map((process) => row(picked.map((column) => column.show(process, context))));
  await write(context.stdout, row(picked.map((column) => column.title)) + rows.join(''));
  return 0;
};

/** `kill [-l] [-SIGNAL] PID...` */
export const kill: Applet = async (context, args) => {
  const words = [...args];
  let name = 'TERM';
  if (words[0] === '-l') {
    for (const [signal, number] of Object.entries(signalNumbers))
      await write(context.stdout, `${String(number).padStart(2)}) ${signal.slice(3)}\n`);
    return 0;
  }
  if (words[0] === '-s') [, name = ''] = words.splice(0, 2);
  else if (/^-[A-Za-z0-9]+$/.test(words[0] ?? '')) name = (words.shift() ?? '').slice(1);
  const signal = findSignal(name);
  if (!signal && name !== '0') return complain(context, `bad signal name '${name}'`);
  if (words.length === 0) throw new UsageError('you need to specify whom to kill');
  let status = 0;
  for (const word of words) {
    if (!/^-?\d+$/.test(word)) status = await complain(context, `invalid number '${word}'`);
    else status = (await send(context, Number(word), signal)) || status;
  }
  return status;
};

async function send(
  context: ProcessContext,
  pid: number,
  signal: ReturnType<typeof findSignal>,
): Promise<number> {
  try {
    if (signal) context.kill(pid, signal);
    else if (!context.processes().some((process) => process.pid === pid)) throw new SysError('ESRCH');
    return 0;
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    return complain(context, `can't kill pid ${pid}: ${strerror(error.code)}`);
  }
}

/** `killall [-q] [-SIGNAL] NAME...` */
export const killall: Applet = async (context, args) => {
  const signalWord = args.find((arg) => /^-[A-Z0-9]/.test(arg))?.slice(1) ?? 'TERM';
  const signal = findSignal(signalWord);
  if (!signal) return complain(context, `bad signal name '${signalWord}'`);
  let status = 0;
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    const found = context
      .processes()
      .filter((process) => nameOf(process) === name && process.pid !== context.pid);
    if (found.length === 0) {
      status = 1;
      if (!args.includes('-q')) await complain(context, `${name}: no process killed`);
    }
    for (const process of found) await send(context, process.pid, signal);
  }
  return status;
};

/** `pidof [-s] NAME...` */
export const pidof: Applet = async (context, args) => {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const found = context
    .processes()
    .filter((process) => names.includes(nameOf(process)) && process.pid !== context.pid);
  const pids = found.map((process) => process.pid).sort((a, b) => b - a);
  if (pids.length)
    await write(context.stdout, `${(args.includes('-s') ? pids.slice(0, 1) : pids).join(' ')}\n`);
  return pids.length ? 0 : 1;
};

/** `pgrep` and `pkill [-flnovx] [-SIGNAL] [-P PARENT] PATTERN` */
export function pgrepAs(kills: boolean): Applet {
  return async (context, args) => {
    const signalWord = kills ? args.find((arg) => /^-(?:[A-Z]|\d)/.test(arg))?.slice(1) : undefined;
    const signal = findSignal(signalWord ?? 'TERM');
    if (!signal) return complain(context, `bad signal name '${signalWord}'`);
    const options = getopt(
      args.filter((arg) => arg.slice(1) !== signalWord),
      'flanovxeP:u:s:',
    );
    const [pattern] = options.operands;
    if (pattern === undefined && !options.has('P')) throw new UsageError('');
    const matcher = new RegExp(options.has('x') ? `^(?:${pattern})$` : (pattern ?? ''));
    const parent = options.value('P');
    let found = context.processes().filter((process) => {
      if (process.pid === context.pid || (parent !== undefined && process.ppid !== Number(parent)))
        return false;
      return matcher.test(options.has('f') ? commandOf(process) : nameOf(process)) !== options.has('v');
    });
    found.sort((a, b) => a.pid - b.pid);
    if (options.has('n')) found = found.slice(-1);
    if (options.has('o')) found = found.slice(0, 1);
    for (const process of found) {
      if (kills) await send(context, process.pid, signal);
      else
        await write(
          context.stdout,
          `${process.pid}${options.has('l') || options.has('a') ? ` ${options.has('a') ? commandOf(process) : nameOf(process)}` : ''}\n`,
        );
    }
    return found.length ? 0 : 1;
  };
}
