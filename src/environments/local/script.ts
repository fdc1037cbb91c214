import { spawn } from 'node:child_process';
import { TutorError } from '../../errors.js';
import type { ScriptResult, ShellSpec } from '../contract.js';

/** Most that is kept of a script's output: its end. */
const limit = 1 << 20;
/** Milliseconds after bash has ended for output that is under way; a program in the background may hold the pipe. */
const drain = 200;

/** Ends a process and those it started. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/**
 * Runs a bash script. Resolves to its exit code (128 + 9 when killed) and both streams as they came. An aborted signal
 * kills it and rejects with the signal's reason. Throws TutorError environment-unsupported where there is no bash.
 */
export function runScript(
  script: string,
  { cwd, env }: ShellSpec,
  signal?: AbortSignal,
): Promise<ScriptResult> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const child = spawn('bash', ['-c', script], {
      ...{ cwd, env, detached: true },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const keep = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      while (chunks[0] && size - chunks[0].length >= limit) size -= chunks.shift()?.length ?? 0;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const abort = () => killGroup(child.pid);
    signal?.addEventListener('abort', abort, { once: true });
    const finish = (exitCode: number) => {
      signal?.removeEventListener('abort', abort);
      child.stdout.destroy();
      child.stderr.destroy();
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve({ exitCode, output: Buffer.concat(chunks).subarray(-limit).toString('utf8') });
    };
    child.on('error', (cause) =>
      reject(
        new TutorError('environment-unsupported', `bash can not be started: ${cause.message}`, {
          where: cwd,
          next: 'Install bash; lessons are told in it.',
          cause,
        }),
      ),
    );
    child.on('exit', (code) => {
      const exitCode = code ?? 137;
      const late = setTimeout(() => finish(exitCode), drain);
      child.on('close', () => {
        clearTimeout(late);
        finish(exitCode);
      });
    });
  });
}
