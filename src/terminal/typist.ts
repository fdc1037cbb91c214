import type { CommandRecord } from '../environments/contract.js';
import type { TerminalSession } from './contract.js';

/** How a script is typed. */
export interface TypeOptions {
  /** Called for each command that finished. */
  onCommand?: (record: CommandRecord) => void;
  /** Stops waiting; what runs is left running. */
  signal?: AbortSignal;
  /** The last command is not waited for: it stays running, for the caller to look at and to `interrupt`. */
  stays?: boolean;
}

/**
 * Types a bash script into a session as a person would: one line at each prompt, continuation prompts included.
 * Resolves with the records of its commands, oldest first; with `stays` the last one has no exit code. Rejects with the
 * signal's reason, or when the shell ends before the last line was typed.
 */
export async function typeScript(
  session: TerminalSession,
  script: string,
  { onCommand, signal, stays = false }: TypeOptions = {},
): Promise<CommandRecord[]> {
  const lines = script.replace(/\s+$/, '').split('\n');
  const records: CommandRecord[] = [];
  const events = follow(session, signal);
  const stopRecords = session.onCommand((record) => {
    if (record.exitCode === undefined) return events.started(record);
    records.push(record);
    onCommand?.(record);
  });
  try {
    await events.prompted();
    for (const [index, line] of lines.entries()) {
      const last = index === lines.length - 1;
      const next = last && stays ? events.nextStart() : events.nextPrompt(last);
      session.write(`${session.kind === 'pty' ? keys(line) : line}\r`);
      const running = await next;
      if (running) records.push(running);
    }
    return records;
  } finally {
    stopRecords();
    events.stop();
  }
}

/** A tab would ask for completion: Ctrl-V makes it a character. */
function keys(line: string): string {
  return line.replaceAll('\t', '\x16\t');
}

/** Waits for what the shell does next. */
function follow(session: TerminalSession, signal: AbortSignal | undefined) {
  type Wait = {
    for: 'prompt' | 'start';
    mayEnd: boolean;
    resolve: (running?: CommandRecord) => void;
    reject: (reason: unknown) => void;
  };
  let wait: Wait | undefined;
  const settle = (act: (waiting: Wait) => void) => {
    const waiting = wait;
    wait = undefined;
    if (waiting) act(waiting);
  };
  const next = (what: Wait['for'], mayEnd: boolean) =>
    new Promise<CommandRecord | undefined>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      wait = { for: what, mayEnd, resolve, reject };
    });
  const abort = () => settle((waiting) => waiting.reject(signal?.reason));
  signal?.addEventListener('abort', abort, { once: true });
  const stops = [
    session.onPrompt(() => wait?.for === 'prompt' && settle((waiting) => waiting.resolve())),
    session.onExit(() =>
      settle((waiting) => {
        if (waiting.mayEnd) waiting.resolve();
        else waiting.reject(new Error('The shell ended before the whole script was typed.'));
      }),
    ),
    () => signal?.removeEventListener('abort', abort),
  ];
  return {
    prompted: () => (session.prompt() ? Promise.resolve(undefined) : next('prompt', false)),
    nextPrompt: (mayEnd: boolean) => next('prompt', mayEnd),
    nextStart: () => next('start', false),
    started: (record: CommandRecord) => wait?.for === 'start' && settle((waiting) => waiting.resolve(record)),
    stop: () => stops.forEach((stop) => stop()),
  };
}
