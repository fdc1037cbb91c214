import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { engineClient } from '../docker/client.js';
import { findEngine } from '../docker/find.js';
import type { CommandOutcome, DoctorContext, TerminalFacts } from './probe.js';

/** Milliseconds that a program has to tell its version. */
const patience = 10_000;

function run(program: string, argv: readonly string[]): Promise<CommandOutcome | undefined> {
  return new Promise((resolve) => {
    execFile(program, argv, { timeout: patience }, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') return resolve(undefined);
      const exitCode = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
      resolve({ exitCode, stdout: stdout.trim(), stderr: stderr.trim() });
    });
  });
}

async function freeDisk(path: string): Promise<number | undefined> {
  const stat = await statfs(path).catch(() => undefined);
  return stat && stat.bavail * stat.bsize;
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => resolve(false)).on('error', () => resolve(true));
    socket.on('connect', () => socket.destroy());
  });
}

function terminalFacts(output: NodeJS.WriteStream): TerminalFacts {
  const { isTTY: isTty = false, columns = 80, rows = 24 } = output;
  return { isTty, columns, rows, colourDepth: isTty ? output.getColorDepth() : 1 };
}

/** The doctor's view of this very machine. `pty` comes from the terminal, `images` from the lessons. */
export function doctorContext(given: Pick<DoctorContext, 'pty' | 'images'>): DoctorContext {
  const machine = { env: process.env, home: homedir(), platform: process.platform };
  const find = async () => {
    const { endpoint, source } = await findEngine(machine, (one) => engineClient(one).ping());
    return { client: engineClient(endpoint), source };
  };
  let found: ReturnType<typeof find> | undefined;
  return {
    ...machine,
    ...given,
    nodeVersion: process.versions.node,
    terminal: terminalFacts(process.stdout),
    run,
    engine: () => (found ??= find()),
    freeDisk,
    isPortFree,
  };
}
