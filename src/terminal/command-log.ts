import type { CommandRecord, Unsubscribe } from '../environments/contract.js';
import { createListeners } from './listeners.js';
import type { Mark } from './marks.js';
import { createOutputTail, type OutputTail } from './plain-text.js';

/** Turns marks and output into records of commands. */
export interface CommandLog {
  onCommand(listener: (record: CommandRecord) => void): Unsubscribe;
  mark(mark: Mark): void;
  output(text: string): void;
  /** The shell ended: the running command (`exit`, `exec ...`) ended with it. */
  end(exitCode: number): void;
}

/** Makes an empty log. `now` gives milliseconds since the epoch. */
export function createCommandLog(now: () => number): CommandLog {
  const listeners = createListeners<CommandRecord>();
  let running: { line: string; startedAt: number; output: OutputTail } | undefined;

  const finish = (exitCode: number) => {
    if (!running) return;
    const { line, startedAt, output } = running;
    running = undefined;
    listeners.emit({ line, exitCode, output: output.text(), startedAt, finishedAt: now() });
  };

  return {
    onCommand: (listener) => listeners.add(listener),
    mark(mark) {
      if (mark.type === 'prompt') finish(mark.exitCode);
      if (mark.type !== 'command') return;
      // Several commands pasted at once run without a prompt between them.
      finish(mark.previousExitCode);
      running = { line: mark.line, startedAt: now(), output: createOutputTail() };
      listeners.emit({ line: running.line, output: '', startedAt: running.startedAt });
    },
    output: (text) => running?.output.push(text),
    end: finish,
  };
}
