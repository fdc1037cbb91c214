import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFailed, onTestFinished, vi } from 'vitest';
import { attach } from '../../src/terminal/attach.js';
import type { TerminalSession } from '../../src/terminal/contract.js';
import { createEmulator, type Emulator } from '../../src/terminal/emulator.js';
import { openLineSession } from '../../src/terminal/line-session.js';
import { openPtySession } from '../../src/terminal/pty-session.js';
import type { SessionOptions } from '../../src/terminal/shell-session.js';

// Real terminals on a loaded machine: none of these tests is about time.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kt-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a lesson's shell would be given: a bare environment and a home of its own. */
export function testOptions(change: { env?: Record<string, string>; home?: string } = {}): SessionOptions {
  const home = change.home ?? temporaryFolder();
  return {
    shell: {
      cwd: home,
      env: { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8', ...change.env },
    },
    size: { columns: 80, rows: 24 },
    historyFile: join(home, 'state', 'history'),
  };
}

/** Opens a session that ends with the test. */
export async function openSession(
  kind: TerminalSession['kind'],
  options: SessionOptions = testOptions(),
): Promise<TerminalSession> {
  const session = await (kind === 'pty' ? openPtySession(options) : openLineSession(options));
  onTestFinished(() => session.kill());
  return session;
}

/** Resolves when the condition holds, looked at now and after each event. */
export function when(subscribe: (look: () => void) => () => void, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      resolve();
      stop();
    };
    const stop = subscribe(look);
    look();
  });
}

/** A session with the screen that it is shown on. */
export interface Desk {
  session: TerminalSession;
  emulator: Emulator;
  /** Rows of the screen without attributes, blanks at the end cut. */
  rows(): string[];
  /** Resolves when the screen shows the text. */
  shows(text: string | RegExp): Promise<void>;
  /** Resolves when the screen shows it no more. */
  hides(text: string): Promise<void>;
}

/** Text of a row as the emulator gives it. */
export function bare(ansi: string): string {
  return ansi.replace(/\x1b\[[0-9;]*m/g, '');
}

/** Opens a shell with a screen, standing at its first prompt. */
export async function openDesk(options: SessionOptions = testOptions()): Promise<Desk> {
  const [session, emulator] = await Promise.all([openSession('pty', options), createEmulator(options.size)]);
  onTestFinished(() => emulator.dispose());
  attach(session, emulator);
  const rows = () =>
    Array.from({ length: emulator.size.rows }, (_, row) => bare(emulator.row(row).ansi).trimEnd());
  const has = (text: string | RegExp) =>
    typeof text === 'string' ? rows().join('\n').includes(text) : text.test(rows().join('\n'));
  const desk: Desk = {
    session,
    emulator,
    rows,
    shows: (text) =>
      when(
        (look) => emulator.onChange(look),
        () => has(text),
      ),
    hides: (text) =>
      when(
        (look) => emulator.onChange(look),
        () => !has(text),
      ),
  };
  onTestFailed(() => console.error(`The screen was:\n${rows().join('\n').trimEnd()}`));
  await atPrompt(session);
  await emulator.write('');
  return desk;
}

/** Resolves when the shell reads a command. */
export function atPrompt(session: TerminalSession): Promise<void> {
  return when(
    (look) => session.onPrompt(look),
    () => session.prompt() === 'command',
  );
}
