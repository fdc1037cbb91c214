import headless from '@xterm/headless';
import { spawn } from '@lydell/node-pty';

/** A terminal as the learner has one: a PTY with a program in it, and a screen. */
export interface Outer {
  readonly pid: number;
  type(keys: string): void;
  /** Resolves with the time (performance.now) when the screen shows it; rejects with the screen when it ends first. */
  shows(wanted: (rows: string[]) => boolean): Promise<number>;
  /** Resolves with the time when the program has written it, with or without a screen. */
  writes(text: string): Promise<number>;
  rows(): string[];
  /** Where the cursor is. */
  cursor(): { row: number; column: number };
  /** Resolves with the time when the program has ended. */
  ended: Promise<number>;
  kill(): void;
}

/** What to run, and how. */
export interface Command {
  file: string;
  args: string[];
  env: Record<string, string>;
  cwd?: string;
  columns?: number;
  rows?: number;
  /** False: what the program writes is read and dropped, as fast as it comes. */
  screen?: boolean;
}

/** Longest wait for something on a screen, in milliseconds: a benchmark must end on a broken program, too. */
const patience = 60_000;

/** Opens a terminal with a program in it. */
export function openOuter({
  file,
  args,
  env,
  cwd,
  columns = 120,
  rows = 40,
  screen: draws = true,
}: Command): Outer {
  const screen = new headless.Terminal({ cols: columns, rows, scrollback: 0, allowProposedApi: true });
  const pty = spawn(file, args, {
    name: 'xterm-256color',
    cols: columns,
    rows,
    env,
    cwd: cwd ?? process.cwd(),
  });
  const looks = new Set<() => void>();
  const look = () => [...looks].forEach((each) => each());
  let hasEnded = false;
  const readers = new Set<(chunk: string) => void>();
  pty.onData((chunk) => {
    for (const read of readers) read(chunk);
    if (draws) screen.write(chunk, look);
  });
  screen.onData((answer) => pty.write(answer));
  const ended = new Promise<number>((resolve) =>
    pty.onExit(() => {
      hasEnded = true;
      resolve(performance.now());
      screen.write('', look);
    }),
  );
  const shownRows = () => {
    const { active } = screen.buffer;
    return Array.from({ length: rows }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
  };
  return {
    pid: pty.pid,
    type: (keys) => pty.write(keys),
    rows: shownRows,
    writes: (text) =>
      new Promise((resolve) => {
        let tail = '';
        const read = (chunk: string) => {
          tail = (tail + chunk).slice(-chunk.length - text.length);
          if (!tail.includes(text)) return;
          readers.delete(read);
          resolve(performance.now());
        };
        readers.add(read);
      }),
    cursor: () => ({ row: screen.buffer.active.cursorY, column: screen.buffer.active.cursorX }),
    ended,
    kill: () => pty.kill('SIGKILL'),
    shows: (wanted) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer);
          looks.delete(check);
        };
        const fail = (why: string) => {
          stop();
          reject(new Error(`${why}. The screen was:\n${shownRows().join('\n').trimEnd()}`));
        };
        const timer = setTimeout(() => fail('This did not come on the screen in time'), patience);
        const check = () => {
          if (wanted(shownRows())) {
            stop();
            resolve(performance.now());
          } else if (hasEnded) fail('The program ended');
        };
        looks.add(check);
        check();
      }),
  };
}

/** Whether any row has the text. */
export function has(text: string): (rows: string[]) => boolean {
  return (rows) => rows.some((row) => row.includes(text));
}
