import { posix } from 'node:path';
import { SysError, type ProcessContext, type Signal } from '../../host/contract.js';
import { errnoNumber, strerror } from '../lib/errors.js';
import { write } from '../lib/io.js';
import { decode } from '../lib/text.js';
import { loadConfig, setting, type Config } from './config.js';
import { nginxVersion } from './exchange.js';
import { openLogs } from './logs.js';
import { pidFile, prepare, runMaster } from './master.js';
import { ConfigError, type Directive } from './syntax.js';
import { createBalancer } from './upstream.js';

interface CommandLine {
  config: string;
  globals: string;
  test: boolean;
  dump: boolean;
  quiet: boolean;
  version: 'v' | 'V' | undefined;
  signal: string | undefined;
  help: boolean;
}

function readCommandLine(args: readonly string[]): CommandLine {
  const found: CommandLine = {
    config: '/etc/nginx/nginx.conf',
    globals: '',
    test: false,
    dump: false,
    quiet: false,
    version: undefined,
    signal: undefined,
    help: false,
  };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-')) throw new ConfigError(`invalid option: "${arg}"`);
    for (let place = 1; place < arg.length; place++) {
      const letter = arg[place] ?? '';
      const rest = arg.slice(place + 1);
      const value = () => {
        const given = rest !== '' ? rest : args[++at];
        place = arg.length;
        if (given === undefined)
          throw new ConfigError(
            `option "-${letter}" requires ${letter === 'c' ? 'file name' : letter === 'p' ? 'directory name' : 'parameter'}`,
          );
        return given;
      };
      if (letter === 'v' || letter === 'V') found.version = letter;
      else if (letter === 't') found.test = true;
      else if (letter === 'T') found.test = found.dump = true;
      else if (letter === 'q') found.quiet = true;
      else if (letter === 'h' || letter === '?') found.help = true;
      else if (letter === 'c') found.config = value();
      else if (letter === 'g') found.globals = value();
      else if (letter === 's') found.signal = value();
      else if (letter === 'p' || letter === 'e') value();
      else throw new ConfigError(`invalid option: "${letter}"`);
    }
  }
  return found;
}

const signals: Record<string, Signal> = {
  stop: 'SIGTERM',
  quit: 'SIGQUIT',
  reload: 'SIGHUP',
  reopen: 'SIGUSR1',
};

function stamp(context: ProcessContext): string {
  return new Date(context.clock.now()).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

/** nginx: `nginx [-g DIRECTIVES] [-c FILE] [-t|-T|-v|-V|-s SIGNAL]`. */
export async function nginxProgram(context: ProcessContext): Promise<number> {
  const complain = async (words: string, level = 'emerg') => {
    await write(context.stderr, `nginx: [${level}] ${words}\n`);
    return 1;
  };
  let line: CommandLine | undefined;
  try {
    line = readCommandLine(context.argv.slice(1));
    if (line.version || line.help) return await showVersion(context, line);
    if (line.signal !== undefined && !signals[line.signal])
      return await complain(`invalid option: "-s ${line.signal}"`);
    const { config: given, globals } = line;
    const file = given.startsWith('/') ? given : posix.join('/etc/nginx', given);
    const load = () => loadConfig(context.fs, file, globals);
    const config = load();
    if (line.signal !== undefined) return await sendSignal(context, config, line.signal, complain);
    if (line.test) return await testConfig(context, config, line);
    return await run(context, config, load);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    await complain(error.message);
    const early = !line?.test && line?.signal === undefined && line !== undefined;
    if (early && /^(?:host not found|bind)/.test(error.message)) await write(context.stderr, '');
    if (line?.test) await write(context.stderr, `nginx: configuration file ${line.config} test failed\n`);
    return 1;
  }
}

async function showVersion(context: ProcessContext, line: CommandLine): Promise<number> {
  await write(context.stderr, `nginx version: nginx/${nginxVersion(context)}\n`);
  if (line.version === 'V') await write(context.stderr, 'configure arguments: --prefix=/etc/nginx --sbin-path=/usr/sbin/nginx --conf-path=/etc/nginx/nginx.conf --error-log-path=/var/log/nginx/error.log --http-log-path=/var/log/nginx/access.log --pid-path=/run/nginx.pid --user=nginx --group=nginx --with-http_stub_status_module\n'); // prettier-ignore
  if (line.help) await write(context.stderr, 'Usage: nginx [-?hvVtTq] [-s signal] [-p prefix]\n             [-e filename] [-c filename] [-g directives]\n'); // prettier-ignore
  return 0;
}

async function testConfig(context: ProcessContext, config: Config, line: CommandLine): Promise<number> {
  openLogs(context, config);
  await createBalancer(context, config);
  if (!line.quiet) {
    await write(context.stderr, `nginx: the configuration file ${config.file} syntax is ok\n`);
    await write(context.stderr, `nginx: configuration file ${config.file} test is successful\n`);
  }
  if (!line.dump) return 0;
  const seen = new Set<string>([config.file]);
  const collect = (directives: readonly Directive[]) => {
    for (const directive of directives) {
      if (directive.file !== 'command line') seen.add(directive.file);
      collect(directive.block ?? []);
    }
  };
  collect(config.main.directives);
  for (const file of seen)
    await write(context.stdout, `# configuration file ${file}:\n${decode(context.fs.readFile(file))}\n`);
  return 0;
}

async function sendSignal(
  context: ProcessContext,
  config: Config,
  name: string,
  complain: (words: string, level?: string) => Promise<number>,
): Promise<number> {
  const file = pidFile(config);
  await write(
    context.stderr,
    `${stamp(context)} [notice] ${context.pid}#${context.pid}: signal process started\n`,
  );
  const fail = (words: string) => complain(words, 'error');
  let text: string;
  try {
    text = decode(context.fs.readFile(file)).trim();
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return fail(`open() "${file}" failed (${errnoNumber(error.code)}: ${strerror(error.code)})`);
  }
  if (!/^\d+$/.test(text)) return fail(`invalid PID number "${text}" in "${file}"`);
  try {
    context.kill(Number(text), signals[name] ?? 'SIGTERM');
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    return complain(
      `kill(${text}, ${signals[name]}) failed (${error.code === 'ESRCH' ? 3 : 1}: ${strerror(error.code)})`,
      'alert',
    );
  }
  return 0;
}

async function run(context: ProcessContext, config: Config, load: () => Config): Promise<number> {
  // Names are resolved and ports taken before anything is said, so that errors reach the terminal.
  const title = `nginx: master process ${[context.argv[0], ...context.argv.slice(1)].join(' ')}`;
  const master = async (own: ProcessContext) => {
    try {
      return await runMaster(own, await prepare(own, config), () => Promise.resolve().then(load));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      openLogs(own, config).error('emerg', error.message);
      await write(own.stderr, `nginx: [emerg] ${error.message}\n`);
      return 1;
    }
  };
  if (setting(config.main, 'daemon') === 'off') return context.exec({ argv: [title], program: master });
  context.spawn({ argv: [title], program: master, newGroup: true });
  return 0;
}
