import { SysError } from '../../host/contract.js';
import { sleep } from '../../clock.js';
import { strerror } from '../lib/errors.js';
import { write } from '../lib/io.js';
import { getopt, UsageError } from '../lib/options.js';
import { complain, type Applet } from './applet.js';

/** `ping [-c COUNT] [-i SECONDS] [-W SECONDS] [-w SECONDS] [-s SIZE] [-q] HOST` */
export const ping: Applet = async (context, args) => {
  const options = getopt(args, '46qAnc:i:W:w:s:t:I:');
  const [host] = options.operands;
  if (host === undefined) throw new UsageError('');
  let address: string | undefined;
  try {
    [address] = await context.net.lookup(host);
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
  }
  if (address === undefined) return complain(context, `bad address '${host}'`);
  const size = Number(options.value('s') ?? 56);
  const count = Number(options.value('c') ?? Infinity);
  const wait = Number(options.value('W') ?? 10) * 1000;
  const deadline = context.clock.now() + Number(options.value('w') ?? Infinity) * 1000;
  const times: number[] = [];
  let sent = 0;
  let stop = () => {};
  const interrupted = new Promise<'stop'>((resolve) => (stop = () => resolve('stop')));
  let stopped = false;
  context.onSignal('SIGINT', () => {
    stopped = true;
    stop();
  });
  await write(context.stdout, `PING ${host} (${address}): ${size} data bytes\n`);
  while (sent < count && !stopped && context.clock.now() < deadline) {
    const sequence = sent++;
    const result = await Promise.race([once(context, address, wait), interrupted]);
    if (result === 'stop') break;
    if (result instanceof SysError) {
      if (result.code === 'ENETUNREACH') return complain(context, `sendto: ${strerror(result.code)}`);
    } else if (result !== undefined) {
      times.push(result);
      if (!options.has('q'))
        await write(
          context.stdout,
          `${size + 8} bytes from ${address}: seq=${sequence} ttl=64 time=${result.toFixed(3)} ms\n`,
        );
    }
    if (sent < count)
      await Promise.race([context.sleep(Number(options.value('i') ?? 1) * 1000), interrupted]);
  }
  const loss = sent === 0 ? 0 : Math.round(((sent - times.length) * 100) / sent);
  await write(
    context.stdout,
    `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${times.length} packets received, ${loss}% packet loss\n`,
  );
  if (times.length === 0) return 1;
  const average = times.reduce((sum, time) => sum + time, 0) / times.length;
  const round = [Math.min(...times), average, Math.max(...times)].map((time) => time.toFixed(3)).join('/');
  await write(context.stdout, `round-trip min/avg/max = ${round} ms\n`);
  return 0;
};

/** One echo: milliseconds, the error, or undefined when no answer came in time. */
async function once(
  context: Parameters<Applet>[0],
  address: string,
  wait: number,
): Promise<number | SysError | undefined> {
  const stop = new AbortController();
  const late = sleep(context.clock, wait, stop.signal).then(
    () => undefined,
    () => undefined,
  );
  try {
    const answer = context.net.ping(address).catch(async (error: unknown) => {
      if (!(error instanceof SysError) || context.killed.aborted) throw error;
      // Without an answer the program waits its time out, whatever the network says.
      if (error.code === 'ENETUNREACH') return error;
      await late;
      return undefined;
    });
    return await Promise.race([answer, late]);
  } finally {
    stop.abort();
  }
}
