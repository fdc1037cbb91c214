import type { IPty } from '@lydell/node-pty';
import { findBash } from './bash.js';
import type { TerminalSession } from './contract.js';
import { loadPty } from './pty-available.js';
import { shellEnvironment } from './shell/environment.js';
import { openShellSession, type SessionOptions, type ShellProcess } from './shell-session.js';

/**
 * Opens bash in a pseudo-terminal, with a start-up file of ours and none of the learner's. Ask `ptyAvailable` first;
 * rejects when the PTY or the shell can not be started.
 */
export async function openPtySession(options: SessionOptions): Promise<TerminalSession> {
  const { spawn } = await loadPty();
  const { shell, size } = options;
  const bash = findBash(shell.env['PATH']);
  return openShellSession('pty', options, (folder) => {
    const pty = spawn(bash, ['--noprofile', '--rcfile', folder.rc, '-i'], {
      name: 'xterm-256color',
      cols: size.columns,
      rows: size.rows,
      cwd: shell.cwd,
      env: shellEnvironment(shell, { term: 'xterm-256color', channel: folder.path }),
    });
    return ptyProcess(pty);
  });
}

function ptyProcess(pty: IPty): ShellProcess {
  return {
    pid: pty.pid,
    write: (bytes) => pty.write(bytes),
    onData: (listener) => void pty.onData(listener),
    // A shell that a signal ended has the exit code that a shell would report for it.
    onExit: (listener) =>
      void pty.onExit(({ exitCode, signal }) => listener(signal ? 128 + signal : exitCode)),
    resize({ columns, rows }) {
      try {
        pty.resize(Math.max(1, columns), Math.max(1, rows));
      } catch {
        // The shell ended in this moment: its terminal has no size any more.
      }
    },
    pause: () => pty.pause(),
    resume: () => pty.resume(),
  };
}
