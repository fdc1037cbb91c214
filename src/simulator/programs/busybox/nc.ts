import { SysError, type Connection, type ProcessContext } from '../../host/contract.js';
import { strerror } from '../lib/errors.js';
import { pump } from '../lib/io.js';
import { getopt, UsageError, type Options } from '../lib/options.js';
import { complain, type Applet } from './applet.js';

/** `nc [-lknzv] [-w SECONDS] [-p PORT] [-s ADDRESS] [HOST PORT] [-e PROGRAM ARGS...]` */
export const nc: Applet = async (context, args) => {
  const split = args.findIndex((arg) => /^-[a-z]*e$/.test(arg));
  const program = split < 0 ? undefined : args.slice(split + 1);
  const before =
    split < 0
      ? args
      : [...args.slice(0, split), (args[split] ?? '').replace(/e$/, '')].filter((arg) => arg !== '-');
  const options = getopt(before, 'lknzvuw:p:s:i:o:f:q:');
  const wait = options.value('w') === undefined ? undefined : Number(options.value('w')) * 1000;
  if (options.has('l')) return listen(context, options, program);
  const [host, portWord] = options.operands;
  const port = Number(portWord);
  if (host === undefined || !Number.isInteger(port)) throw new UsageError('');
  let address: string | undefined;
  try {
    [address] = await context.net.lookup(host);
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
  }
  if (address === undefined) return complain(context, `bad address '${host}'`);
  let connection: Connection;
  try {
    connection = await context.net.connect(address, port, wait === undefined ? {} : { timeoutMs: wait });
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    if (error.code === 'ETIMEDOUT') return complain(context, 'timed out');
    return complain(context, `can't connect to remote host (${address}): ${strerror(error.code)}`);
  }
  if (options.has('v')) await complain(context, `${host} (${address}:${port}) open`);
  if (options.has('z')) {
    connection.close();
    return 0;
  }
  return converse(context, connection, program, wait);
};

async function listen(
  context: ProcessContext,
  options: Options,
  program: string[] | undefined,
): Promise<number> {
  const port = Number(options.value('p') ?? options.operands.at(-1) ?? 0);
  let listener;
  try {
    listener = context.net.listen(port, options.value('s') ?? '0.0.0.0');
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return complain(context, `bind: ${strerror(error.code)}`);
  }
  let status = 0;
  do {
    const connection = await listener.accept();
    if (!connection) break;
    if (!options.has('k')) listener.close();
    status = await converse(context, connection, program, undefined);
  } while (options.has('k'));
  return status;
}

/** Copies both ways until the other side ends; a program takes the place of standard input and output. */
async function converse(
  context: ProcessContext,
  connection: Connection,
  program: string[] | undefined,
  wait: number | undefined,
): Promise<number> {
  if (program) {
    const child = context.spawn({
      argv: program,
      stdin: connection,
      stdout: connection,
      stderr: context.stderr,
    });
    const { code } = await child.exited;
    connection.close();
    return code;
  }
  const send = pump(context.stdin, connection).then(
    () => connection.end(),
    () => connection.end(),
  );
  const receive = pump(connection, context.stdout);
  if (wait === undefined) await receive;
  else await Promise.race([receive, send.then(() => context.sleep(wait))]);
  connection.close();
  return 0;
}
