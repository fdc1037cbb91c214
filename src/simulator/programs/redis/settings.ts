import { Failure } from '../lib/failure.js';
import { decode } from '../lib/text.js';
import type { ProcessContext } from '../../host/contract.js';
import { splitWords } from './resp.js';

/** The settings of a server by their lower-case names, as CONFIG GET shows them. */
export type Settings = Map<string, string>;

const defaults: Record<string, string> = {
  port: '6379', bind: '* -::*', dir: '', dbfilename: 'dump.rdb', appendonly: 'no', appendfilename: 'appendonly.aof', appenddirname: 'appendonlydir', appendfsync: 'everysec', save: '3600 1 300 100 60 10000', maxmemory: '0', 'maxmemory-policy': 'noeviction', requirepass: '', databases: '16', timeout: '0', 'tcp-keepalive': '300', loglevel: 'notice', logfile: '', daemonize: 'no', 'protected-mode': 'yes', maxclients: '10000', 'tcp-backlog': '511', 'notify-keyspace-events': '', 'slowlog-log-slower-than': '10000', 'replica-read-only': 'yes', hz: '10',
}; // prettier-ignore

/** Bytes of "100mb", "1k" (1000), "1kb" (1024); undefined for anything else. */
export function readMemory(text: string): number | undefined {
  const match = /^(\d+)(b|k|kb|m|mb|g|gb)?$/i.exec(text);
  const units: Record<string, number> = { b: 1, k: 1000, kb: 1024, m: 1e6, mb: 1 << 20, g: 1e9, gb: 1 << 30 };
  return match ? Number(match[1]) * (units[(match[2] ?? 'b').toLowerCase()] ?? 1) : undefined;
}

/** Sets one; gives the words of an error. */
export function setSetting(settings: Settings, name: string, words: readonly string[]): string | undefined {
  const key = name.toLowerCase();
  if (!settings.has(key)) return 'Bad directive or wrong number of arguments';
  const value = words.join(' ');
  if (key === 'maxmemory') {
    const bytes = readMemory(value);
    if (bytes === undefined) return 'argument must be a memory value';
    settings.set(key, String(bytes));
    return undefined;
  }
  if (['appendonly', 'protected-mode', 'daemonize'].includes(key) && value !== 'yes' && value !== 'no')
    return "argument must be 'yes' or 'no'";
  if (['port', 'databases', 'timeout'].includes(key) && !/^\d+$/.test(value))
    return `argument couldn't be parsed into an integer`;
  settings.set(key, value);
  return undefined;
}

/** The settings from a file and `--name value` options. Throws Failure for what is wrong. */
export function readSettings(context: ProcessContext, args: readonly string[]): Settings {
  const settings: Settings = new Map(Object.entries(defaults));
  settings.set('dir', context.cwd());
  const words = [...args];
  const file = words[0] !== undefined && !words[0].startsWith('-') ? words.shift() : undefined;
  const lines: { text: string; words: string[]; line: number }[] = [];
  if (file !== undefined) {
    let text: string;
    try {
      text = decode(context.fs.readFile(file));
    } catch {
      throw new Failure(`Fatal error, can't open config file '${file}': No such file or directory`);
    }
    for (const [index, raw] of text.split('\n').entries()) {
      const line = raw.trim();
      if (line !== '' && !line.startsWith('#'))
        lines.push({ text: line, words: splitWords(line) ?? [], line: index + 1 });
    }
  }
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const values: string[] = [];
    while (words.length && !words[0]?.startsWith('--')) values.push(words.shift() ?? '');
    const name = word.replace(/^--/, '');
    lines.push({
      text: `${name} ${values.map((value) => `"${value}"`).join(' ')}`,
      words: [name, ...values],
      line: lines.length + 2,
    });
  }
  const ignored =
    /^(?:client-output-buffer-limit|rename-command|user|include|loadmodule|replicaof|slaveof|lua-.*|latency-.*|list-.*|hash-.*|set-.*|zset-.*|activerehashing|stop-writes-on-bgsave-error|rdb.*|aof-.*|no-appendfsync-on-rewrite|auto-aof.*|always-show-logo|dynamic-hz|supervised|pidfile|jemalloc-bg-thread|repl-.*|replica-.*|stream-.*|io-threads.*|lazyfree-.*|enable-.*|proc-title.*|set-proc-title|oom-score-adj.*|disable-thp)$/;
  for (const {
    text,
    words: [name = '', ...values],
    line,
  } of lines) {
    if (!settings.has(name.toLowerCase()) && ignored.test(name.toLowerCase())) continue;
    const wrong = values.length === 0 ? 'wrong number of arguments' : setSetting(settings, name, values);
    if (wrong === undefined) continue;
    throw new Failure(
      `\n*** FATAL CONFIG FILE ERROR (Redis ${redisVersion(context)}) ***\nReading the configuration file, at line ${line}\n>>> '${text}'\n${wrong}`,
    );
  }
  return settings;
}

/** The version of the installed redis: images say it in REDIS_VERSION. */
export function redisVersion(context: ProcessContext): string {
  return context.env['REDIS_VERSION'] ?? '7.4.7';
}
