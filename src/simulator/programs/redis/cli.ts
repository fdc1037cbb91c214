import { SysError, type Connection, type ProcessContext } from '../../host/contract.js';
import { connectTo } from '../http/client.js';
import { strerror } from '../lib/errors.js';
import { guarded } from '../lib/failure.js';
import { lines, readAll, write } from '../lib/io.js';
import { decode } from '../lib/text.js';
import { createTerminal } from '../lib/terminal.js';
import { formatRaw, formatReply } from './format.js';
import { createReader, encodeCommand, readReply, splitWords, type Reader, type Reply } from './resp.js';
import { redisVersion } from './settings.js';

interface Options {
  host: string;
  port: number;
  password: string | undefined;
  user: string | undefined;
  database: number;
  raw: boolean | undefined;
  repeat: number;
  interval: number;
  lastFromStdin: boolean;
  exitWithError: boolean;
  words: string[];
}

function readOptions(context: ProcessContext): Options | string {
  const args = context.argv.slice(1);
  const options: Options = { host: '127.0.0.1', port: 6379, password: context.env['REDISCLI_AUTH'], user: undefined, database: 0, raw: undefined, repeat: 1, interval: 0, lastFromStdin: false, exitWithError: false, words: [] }; // prettier-ignore
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const value = () => args[++at] ?? '';
    if (arg === '-h') options.host = value();
    else if (arg === '-p') options.port = Number(value());
    else if (arg === '-a' || arg === '--pass') options.password = value();
    else if (arg === '--user') options.user = value();
    else if (arg === '-n') options.database = Number(value());
    else if (arg === '-r') options.repeat = Number(value());
    else if (arg === '-i') options.interval = Number(value());
    else if (arg === '-u') {
      const url = new URL(value());
      options.host = url.hostname;
      options.port = Number(url.port || 6379);
      if (url.password !== '') options.password = decodeURIComponent(url.password);
    } else if (arg === '--raw') options.raw = true;
    else if (arg === '--no-raw') options.raw = false;
    else if (arg === '-x') options.lastFromStdin = true;
    else if (arg === '-e') options.exitWithError = true;
    else if (arg === '--no-auth-warning' || arg === '-2' || arg === '-3') continue;
    else if (arg === '--version' || arg === '-v') return `redis-cli ${redisVersion(context)}`;
    else if (arg.startsWith('-') && arg.length > 1)
      return `Unrecognized option or bad number of args for: '${arg}'`;
    else {
      options.words = args.slice(at);
      break;
    }
  }
  return options;
}

interface Session {
  connection: Connection;
  reader: Reader;
}

/** redis-cli: one command, commands from standard input, or a prompt on a terminal. */
export function redisCliProgram(context: ProcessContext): Promise<number> {
  return guarded(context, 'redis-cli', () => run(context));
}

async function run(context: ProcessContext): Promise<number> {
  const options = readOptions(context);
  if (typeof options === 'string') {
    const isError = options.startsWith('Unrecognized');
    await write(isError ? context.stderr : context.stdout, `${options}\n`);
    return isError ? 1 : 0;
  }
  if (
    options.password !== undefined &&
    !context.argv.includes('--no-auth-warning') &&
    context.env['REDISCLI_AUTH'] === undefined
  ) {
    await write(
      context.stderr,
      "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n",
    );
  }
  const interactive = options.words.length === 0 && context.isTty(0);
  let session = await open(context, options, !interactive);
  if (!session && !interactive) return 1;
  if (options.words.length) return session ? runOnce(context, options, session) : 1;
  if (!interactive) return session ? runLines(context, options, session) : 1;
  const terminal = createTerminal(context);
  for (;;) {
    const place = session
      ? `${options.host}:${options.port}${options.database ? `[${options.database}]` : ''}`
      : 'not connected';
    const line = await terminal.readLine(`${place}> `);
    if (line === undefined) return 0;
    const words = splitWords(line);
    if (!words) {
      await write(context.stdout, 'Invalid argument(s)\n');
      continue;
    }
    if (words.length === 0) continue;
    if (/^(?:quit|exit)$/i.test(words[0] ?? '')) return 0;
    if (/^clear$/i.test(words[0] ?? '')) {
      await write(context.stdout, '\x1b[H\x1b[2J');
      continue;
    }
    session ??= await open(context, options, true);
    if (session && !(await ask(context, options, session, words))) session = undefined;
  }
}

async function open(
  context: ProcessContext,
  options: Options,
  complain: boolean,
): Promise<Session | undefined> {
  let connection: Connection;
  try {
    connection = await connectTo(context.net, options.host, options.port);
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    const why = error.code === 'ENOENT' ? 'Name or service not known' : strerror(error.code);
    if (complain || error.code)
      await write(context.stderr, `Could not connect to Redis at ${options.host}:${options.port}: ${why}\n`);
    return undefined;
  }
  const session = { connection, reader: createReader(connection) };
  if (options.password !== undefined) {
    const words =
      options.user === undefined ? ['AUTH', options.password] : ['AUTH', options.user, options.password];
    const reply = await send(session, words);
    if (reply?.kind === 'error') await write(context.stderr, `AUTH failed: ${reply.text}\n`);
  }
  if (options.database !== 0) await send(session, ['SELECT', String(options.database)]);
  return session;
}

async function send(session: Session, words: readonly string[]): Promise<Reply | undefined> {
  await session.connection.write(encodeCommand(words));
  return readReply(session.reader);
}

/** Sends a command and shows its reply; false when the server went away. */
async function ask(
  context: ProcessContext,
  options: Options,
  session: Session,
  words: string[],
): Promise<Reply | undefined> {
  const raw = options.raw ?? !context.isTty(1);
  const show = (reply: Reply) => {
    const plain = raw || /^(?:info|lolwut)$/i.test(words[0] ?? '') || /^client$/i.test(words[0] ?? '') && /^(?:list|info)$/i.test(words[1] ?? ''); // prettier-ignore
    return write(context.stdout, plain ? `${formatRaw(reply)}\n` : formatReply(reply));
  };
  let reply: Reply | undefined;
  try {
    reply = await send(session, words);
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
  }
  if (!reply) {
    if (!/^shutdown$/i.test(words[0] ?? ''))
      await write(context.stderr, 'Error: Server closed the connection\n');
    return undefined;
  }
  if (/^select$/i.test(words[0] ?? '') && reply.kind === 'status') options.database = Number(words[1]);
  await show(reply);
  if (/^(?:p?subscribe|monitor)$/i.test(words[0] ?? '') && reply.kind !== 'error') {
    for (let next = await readReply(session.reader); next; next = await readReply(session.reader))
      await show(next);
    return undefined;
  }
  return reply;
}

async function runOnce(context: ProcessContext, options: Options, session: Session): Promise<number> {
  const words = [...options.words];
  if (options.lastFromStdin) words.push(decode(await readAll(context.stdin)));
  for (let left = options.repeat; left !== 0; left--) {
    const reply = await ask(context, options, session, words);
    if (!reply) return /^(?:p?subscribe|monitor|shutdown)$/i.test(words[0] ?? '') ? 0 : 1;
    if (reply.kind === 'error' && options.exitWithError) return 1;
    if (left !== 1 && options.interval > 0) await context.sleep(options.interval * 1000);
  }
  session.connection.close();
  return 0;
}

async function runLines(context: ProcessContext, options: Options, session: Session): Promise<number> {
  for await (const { text } of lines(context.stdin)) {
    const words = splitWords(text);
    if (!words) await write(context.stdout, 'Invalid argument(s)\n');
    else if (words.length && /^quit$/i.test(words[0] ?? '')) break;
    else if (words.length && !(await ask(context, options, session, words))) return 1;
  }
  session.connection.close();
  return 0;
}
