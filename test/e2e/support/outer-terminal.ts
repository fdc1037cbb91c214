import { spawn } from '@lydell/node-pty';
import { onTestFailed, onTestFinished } from 'vitest';
import { loadXterm } from '../../../src/terminal/load-xterm.js';

/** A program to run in an outer terminal, and the terminal's size. */
export interface OuterOptions {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  columns?: number;
  rows?: number;
}

/** What a terminal was asked to do, as far as a learner would notice it afterwards. */
export interface Modes {
  alternateScreen: boolean;
  cursor: boolean;
  mouse: string;
  bracketedPaste: boolean;
  applicationCursorKeys: boolean;
  wraparound: boolean;
}

/** The learner's terminal: a real PTY with a real emulator on it, and the hands of a learner. */
export interface OuterTerminal {
  readonly pid: number;
  /** Rows of the screen, blanks at the end cut. */
  rows(): string[];
  screen(): string;
  /** Everything the program wrote, as it wrote it. */
  raw(): string;
  modes(): Modes;
  /** Resolves when the screen shows the text; rejects when the program ends before. */
  waitForText(text: string | RegExp): Promise<void>;
  /** Resolves when the screen shows it no more. */
  waitForNoText(text: string | RegExp): Promise<void>;
  /** Resolves when the condition holds, looked at after each output. */
  waitFor(condition: () => boolean, what?: string): Promise<void>;
  /** Types text as keys; a newline is the Enter key. */
  type(text: string): void;
  press(key: keyof typeof keys): void;
  resize(columns: number, rows: number): void;
  /** Signals the program itself, not what it started. */
  kill(signal: NodeJS.Signals): void;
  /** The exit code, or 128 + the signal's number. */
  readonly exited: Promise<number>;
}

/** What xterm sends for the keys that the tests press. */
const keys = {
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  'ctrl+c': '\x03',
  'ctrl+t': '\x14',
  up: '\x1b[A',
  down: '\x1b[B',
  f1: '\x1bOP',
  f2: '\x1bOQ',
  f5: '\x1b[15~',
  f8: '\x1b[19~',
  f9: '\x1b[20~',
  f10: '\x1b[21~',
} as const;

/** Starts a program in a terminal that ends with the test. When the test fails, the screen is printed. */
export async function openOuterTerminal(options: OuterOptions): Promise<OuterTerminal> {
  const { file, args, cwd, env, columns = 80, rows = 24 } = options;
  const { Terminal, GraphemesAddon } = await loadXterm();
  const emulator = new Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    logLevel: 'off',
    scrollback: 1000,
  });
  emulator.loadAddon(new GraphemesAddon());
  const cursor = watchCursor(emulator);
  const pty = spawn(file, args, { name: 'xterm-256color', cols: columns, rows, cwd, env });
  const looks = new Set<() => void>();
  const look = () => [...looks].forEach((each) => each());
  let raw = '';
  let ended: number | undefined;
  pty.onData((data) => {
    raw += data;
    emulator.write(data, look);
  });
  // A terminal answers questions: where is the cursor, what is the background.
  emulator.onData((answer) => ended === undefined && pty.write(answer));
  const exited = new Promise<number>((resolve) =>
    pty.onExit(({ exitCode, signal }) => {
      ended = signal ? 128 + signal : exitCode;
      emulator.write('', () => {
        look();
        resolve(ended ?? 0);
      });
    }),
  );
  const screenRows = () =>
    Array.from({ length: emulator.rows }, (_, row) => {
      const { active } = emulator.buffer;
      return (
        active
          .getLine(active.baseY + row)
          ?.translateToString(true)
          .trimEnd() ?? ''
      );
    });
  const screen = () => screenRows().join('\n').trimEnd();
  const shows = (text: string | RegExp) =>
    typeof text === 'string' ? screen().includes(text) : text.test(screen());
  const waitFor = (condition: () => boolean, what = 'what was waited for') =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        const holds = condition();
        if (!holds && ended === undefined) return;
        looks.delete(check);
        if (holds) resolve();
        else reject(new Error(`The program ended (${ended}) before ${what} came.\n${screen()}`));
      };
      looks.add(check);
      check();
    });

  onTestFailed(() => console.error(`The outer terminal showed:\n${screen()}`));
  onTestFinished(async () => {
    if (ended === undefined) pty.kill('SIGKILL');
    await exited;
    emulator.dispose();
  });
  return {
    pid: pty.pid,
    rows: screenRows,
    screen,
    raw: () => raw,
    modes: () => ({
      alternateScreen: emulator.buffer.active.type === 'alternate',
      cursor: cursor.shown(),
      mouse: emulator.modes.mouseTrackingMode,
      bracketedPaste: emulator.modes.bracketedPasteMode,
      applicationCursorKeys: emulator.modes.applicationCursorKeysMode,
      wraparound: emulator.modes.wraparoundMode,
    }),
    waitForText: (text) => waitFor(() => shows(text), String(text)),
    waitForNoText: (text) => waitFor(() => !shows(text), `the end of ${String(text)}`),
    waitFor,
    type: (text) => pty.write(text.replaceAll('\n', '\r')),
    press: (key) => pty.write(keys[key]),
    resize(nextColumns, nextRows) {
      emulator.resize(nextColumns, nextRows);
      pty.resize(nextColumns, nextRows);
    },
    kill: (signal) => pty.kill(signal),
    exited,
  };
}

/** xterm-headless keeps to itself whether the cursor is shown: we listen for DECTCEM. */
function watchCursor(emulator: InstanceType<Awaited<ReturnType<typeof loadXterm>>['Terminal']>) {
  let shown = true;
  const listen = (final: 'h' | 'l', value: boolean) =>
    emulator.parser.registerCsiHandler({ prefix: '?', final }, (params) => {
      if (params.includes(25)) shown = value;
      return false;
    });
  listen('h', true);
  listen('l', false);
  return { shown: () => shown };
}
