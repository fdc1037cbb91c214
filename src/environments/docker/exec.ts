import { setTimeout as wait } from 'node:timers/promises';
import { isJsonObject, type Json } from '../../json.js';
import { engineMessage, type EngineClient } from './client.js';
import { frameDecoder } from './frames.js';
import { pathOf } from './objects.js';

/** Outcome of a program that ran in a container. */
export interface ExecResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Milliseconds that a program has. */
const patience = 10_000;
/** Bytes kept of each stream. */
const limit = 1 << 20;

/** Exit codes of programs that did not run, as shells give them. */
const notRun = 126;
const timedOut = 124;

async function exitCodeOf(client: EngineClient, id: string): Promise<number> {
  // The streams may end a moment before the engine has the exit code.
  for (let attempt = 0; attempt < 40; attempt++) {
    const { body } = await client.ask(`/exec/${id}/json`);
    if (isJsonObject(body) && body['Running'] === false && typeof body['ExitCode'] === 'number') {
      return body['ExitCode'];
    }
    await wait(25);
  }
  return timedOut;
}

/**
 * Runs a program in a container, as `docker exec` does. A container that is not there or does not run is no error but an
 * outcome: exit code 126 and the engine's words on stderr. `onStart` gets the exec's id before anything runs.
 */
export async function execIn(
  client: EngineClient,
  container: string,
  argv: readonly string[],
  onStart: (id: string) => void,
): Promise<ExecResult> {
  const made = await client.ask(`/containers/${pathOf(container)}/exec`, {
    method: 'POST',
    body: { AttachStdout: true, AttachStderr: true, Cmd: [...argv] },
  });
  const id = isJsonObject(made.body) ? made.body['Id'] : undefined;
  if (made.status >= 400 || typeof id !== 'string') {
    return { exitCode: notRun, stdout: '', stderr: made.message };
  }
  onStart(id);
  const signal = AbortSignal.timeout(patience);
  const kept = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const size = { stdout: 0, stderr: 0 };
  const text = () => ({
    stdout: Buffer.concat(kept.stdout).toString('utf8'),
    stderr: Buffer.concat(kept.stderr).toString('utf8'),
  });
  const decode = frameDecoder((channel, bytes) => {
    if (size[channel] < limit) kept[channel].push(Buffer.from(bytes.subarray(0, limit - size[channel])));
    size[channel] += bytes.length;
  });
  try {
    const body: Json = { Detach: false, Tty: false };
    const stream = await client.open(`/exec/${id}/start`, { method: 'POST', body, signal });
    const refused: Buffer[] = [];
    for await (const chunk of stream) {
      if ((stream.statusCode ?? 0) >= 400) refused.push(chunk as Buffer);
      else decode(chunk as Buffer);
    }
    if (refused.length) return { exitCode: notRun, stdout: '', stderr: words(Buffer.concat(refused)) };
  } catch (error) {
    if (!signal.aborted) throw error;
    const { stdout, stderr } = text();
    return { exitCode: timedOut, stdout, stderr: `${stderr}not done after ${patience / 1000} s\n` };
  }
  return { exitCode: await exitCodeOf(client, id), ...text() };
}

function words(answer: Buffer): string {
  const text = answer.toString('utf8');
  try {
    return engineMessage(JSON.parse(text) as Json);
  } catch {
    return text;
  }
}
