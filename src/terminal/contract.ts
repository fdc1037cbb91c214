import type { CommandRecord, Unsubscribe } from '../environments/contract.js';

/** What the learner asked for with `tutor WORD` inside the shell. */
export type TutorRequest =
  | { word: 'hint' | 'solution' | 'check' | 'next' | 'back' | 'reset' | 'map' | 'quit' | 'help' }
  | { word: 'answer'; text: string };

/** Size in character cells. */
export interface Size {
  columns: number;
  rows: number;
}

/** What a shell that reads a line waits for. */
export type Prompt = 'command' | 'continuation';

/** A shell that someone types into: a PTY, or pipes where there is none. */
export interface TerminalSession {
  readonly kind: 'pty' | 'line';
  write(bytes: string): void;
  /** A listener that returns a promise slows the shell down when it falls behind. */
  onData(listener: (chunk: string) => void | Promise<void>): Unsubscribe;
  /** Called when a command line starts (no exit code yet) and again when it has finished. */
  onCommand(listener: (record: CommandRecord) => void): Unsubscribe;
  /** What the shell waits for: a command, more lines of one, or undefined while a command runs. */
  prompt(): Prompt | undefined;
  /** Called each time the shell has shown a prompt and reads a line. */
  onPrompt(listener: (prompt: Prompt) => void): Unsubscribe;
  /** `tutor ...` typed in the shell. The reply is printed by the shell command. */
  onRequest(listener: (request: TutorRequest) => string): Unsubscribe;
  /** Called when the shell has ended; soon, when it had ended before. */
  onExit(listener: (exitCode: number) => void): Unsubscribe;
  resize(size: Size): void;
  /** Ends the shell and every process it started. */
  kill(): Promise<void>;
}

/** Attributes of a run of equal cells, already as an SGR parameter string ("1;38;5;2"), "" for plain. */
export interface StyledRow {
  /** The row as text with SGR sequences, exactly `columns` cells wide, ending in a reset. */
  ansi: string;
}

/** A terminal emulator as the screen needs it. Rows are those of the view: scroll-back moves the view. */
export interface TerminalView {
  readonly size: Size;
  /** Row of the view, 0 at the top. */
  row(index: number): StyledRow;
  /** Cursor in the view, undefined when hidden or scrolled out of it. */
  cursor(): { column: number; row: number } | undefined;
  /** Lines the view stands above the live end; 0 when it follows the output. */
  scrollOffset(): number;
  /** Moves the view; negative goes back in history. Clamped. */
  scrollBy(lines: number): void;
  scrollToEnd(): void;
  /** Moves the view to the next match before (or after) the current one; false when there is none. */
  search(text: string, direction: 'back' | 'forward'): boolean;
  /** The application in the terminal asked for mouse reports, bracketed paste or application cursor keys. */
  modes(): { mouse: boolean; bracketedPaste: boolean; applicationCursor: boolean; alternateScreen: boolean };
  /** Called after the emulator's content changed. */
  onChange(listener: () => void): Unsubscribe;
}
