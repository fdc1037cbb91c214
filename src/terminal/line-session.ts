import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { findBash } from './bash.js';
import type { TerminalSession } from './contract.js';
import { editLine, emptyLine } from './line-editor.js';
import { signalProcess } from './process-tree.js';
import { shellEnvironment } from './shell/environment.js';
import { quote } from './shell/rc.js';
import { openShellSession, type SessionOptions, type ShellProcess } from './shell-session.js';

/**
 * Opens bash on pipes, for where no PTY can be had: same marks, same records. What is written goes to the shell, or to
 * the command that runs and reads; Ctrl-C interrupts, Ctrl-D at a prompt leaves. Programs see no terminal: no line
 * editing, no full-screen programs, no job control. `echo`: what is typed appears in the output and can be
 * edited until Enter, as a terminal does it.
 */
export async function openLineSession(
  options: SessionOptions & { echo?: boolean },
): Promise<TerminalSession> {
  const { shell, echo = false } = options;
  const bash = findBash(shell.env['PATH']);
  return openShellSession('line', options, (folder) => {
    // One pipe for both streams keeps their order; a session of its own gives Ctrl-C a process group.
    const command = `exec ${quote(bash)} --noediting --noprofile --rcfile ${quote(folder.rc)} -i 2>&1`;
    // --norc here too: bash takes a socket as its input for a remote shell, and reads ~/.bashrc even with -c.
    const child = spawn(bash, ['--noprofile', '--norc', '-c', command], {
      cwd: shell.cwd,
      env: shellEnvironment(shell, { term: 'dumb', channel: folder.path }),
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    return pipeProcess(child, echo);
  });
}

function pipeProcess(child: ChildProcessByStdio<Writable, Readable, null>, echo: boolean): ShellProcess {
  const pid = child.pid ?? 0;
  let tell: (chunk: string) => void = () => {};
  const data = (chunk: string) => tell(chunk.replace(/\r?\n/g, '\r\n'));
  let line = emptyLine;
  /** Without a terminal driver in between, we are the one that echoes and lets a line be edited. */
  const edited = (bytes: string): string => {
    if (!echo) return bytes;
    const edit = editLine(line, bytes);
    line = edit.line;
    if (edit.echo !== '') tell(edit.echo);
    return edit.send;
  };
  child.stdin.on('error', () => {
    // The shell ended in this moment; onExit tells.
  });
  return {
    pid,
    write(bytes) {
      for (const part of edited(bytes).split(/([\x03\x04])/)) {
        if (part === '\x03') signalProcess(-pid, 'SIGINT');
        else if (part === '\x04') child.stdin.end();
        else if (part !== '') child.stdin.write(part.replaceAll('\r', '\n'));
      }
    },
    onData(listener) {
      tell = withoutStartNoise(listener);
      child.stdout.setEncoding('utf8').on('data', data);
    },
    onExit(listener) {
      // A background job may hold the pipe open after the shell has ended.
      child.on('exit', () => setTimeout(() => child.stdout.destroy(), 200).unref());
      child.on('close', (code, signal) => {
        listener(signal ? 128 + constants.signals[signal] : (code ?? 1));
      });
    },
    resize() {
      // Pipes have no size.
    },
    pause: () => void child.stdout.pause(),
    resume: () => void child.stdout.resume(),
  };
}

/** Bash complains that it has no terminal before it reads its start-up file: output begins with the first mark. */
function withoutStartNoise(listener: (chunk: string) => void): (chunk: string) => void {
  let held: string | undefined = '';
  return (chunk) => {
    if (held === undefined) return listener(chunk);
    held += chunk;
    const first = held.indexOf('\x1b]133;A;');
    if (first < 0) return;
    listener(held.slice(first));
    held = undefined;
  };
}
