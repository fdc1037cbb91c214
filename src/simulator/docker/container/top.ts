import type { Process } from '../../host/process/process.js';
import { conflict, failure } from '../errors.js';
import type { Container, Engine } from '../state.js';

/** Names that the host's ps gives to users: ids that the host does not know stay numbers. */
const hostUsers: Record<number, string> = { 0: 'root', 1: 'daemon', 65534: 'nobody' };

interface Column {
  title: string;
  value(process: Process, engine: Engine): string;
}

const two = (value: number) => String(value).padStart(2, '0');
const clockTime = (ms: number) => {
  const all = Math.floor(ms / 1000);
  return `${two(Math.floor(all / 3600))}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
};
const started = (process: Process) => {
  const date = new Date(process.startedAt);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
};
const user = (process: Process) => hostUsers[process.credentials.uid] ?? String(process.credentials.uid);
const parentPid = (process: Process) => String(process.parent?.hostPid ?? 2000);
const terminal = (process: Process) => (process.tty ? 'pts/0' : '?');
const command = (process: Process) => process.argv.join(' ');
const comm = (process: Process) => (process.argv[0] ?? '').replace(/:.*/, '').split('/').pop() ?? '';
const percent = (process: Process, engine: Engine) =>
  ((process.cpu / Math.max(1, engine.clock.now() - process.startedAt)) * 100).toFixed(1);

const columns: Record<string, Column> = {
  pid: { title: 'PID', value: (process) => String(process.hostPid) },
  ppid: { title: 'PPID', value: parentPid },
  user: { title: 'USER', value: user },
  uid: { title: 'UID', value: (process) => String(process.credentials.uid) },
  comm: { title: 'COMMAND', value: comm },
  cmd: { title: 'CMD', value: command },
  args: { title: 'COMMAND', value: command },
  command: { title: 'COMMAND', value: command },
  time: { title: 'TIME', value: (process) => clockTime(process.cpu) },
  etime: {
    title: 'ELAPSED',
    value: (process, engine) => clockTime(engine.clock.now() - process.startedAt).replace(/^00:/, ''),
  },
  stat: { title: 'STAT', value: (process) => (process.stopped ? 'T' : process.busy ? 'R' : 'S') },
  stime: { title: 'STIME', value: started },
  tty: { title: 'TT', value: terminal },
  rss: { title: 'RSS', value: (process) => String(Math.floor(process.memory / 1024)) },
  '%cpu': { title: '%CPU', value: percent },
  pcpu: { title: '%CPU', value: percent },
};

const full: readonly Column[] = [
  { title: 'UID', value: user },
  columns.pid as Column,
  columns.ppid as Column,
  { title: 'C', value: (process, engine) => String(Math.floor(Number(percent(process, engine)))) },
  columns.stime as Column,
  { title: 'TTY', value: terminal },
  columns.time as Column,
  columns.cmd as Column,
];

const aux: readonly Column[] = [
  columns.user as Column,
  columns.pid as Column,
  columns['%cpu'] as Column,
  { title: '%MEM', value: () => '0.0' },
  { title: 'VSZ', value: (process) => String(Math.floor(process.memory / 1024)) },
  columns.rss as Column,
  { title: 'TTY', value: terminal },
  columns.stat as Column,
  { title: 'START', value: started },
  columns.time as Column,
  columns.args as Column,
];

function chosen(args: string): readonly Column[] {
  const words = args.split(/\s+/).filter(Boolean);
  const at = words.findIndex((word) => /^-?o/.test(word) && word !== '-of');
  if (at < 0) return /^-?[a-z]*u/.test(words[0] ?? '') && !words.includes('-ef') ? aux : full;
  const text = words[at]?.replace(/^-?o/, '') || words[at + 1] || '';
  return text.split(',').map((name) => {
    const column = columns[name];
    if (!column) throw failure(`ps: error: unknown user-defined format specifier "${name}"`);
    return column;
  });
}

/** Processes of a container as the host's ps shows them (`docker top`). Throws when it rests or ps refuses. */
export function topJson(
  engine: Engine,
  container: Container,
  args: string,
): { Processes: string[][]; Titles: string[] } {
  if (!container.runtime) throw conflict(`container ${container.id} is not running`);
  const shown = chosen(args);
  return {
    Processes: [...container.runtime.isolation.pids.processes.values()].map((process) =>
      shown.map((column) => column.value(process, engine)),
    ),
    Titles: shown.map((column) => column.title),
  };
}
