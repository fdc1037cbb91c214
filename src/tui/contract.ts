import type { Check } from '../checks/schema.js';
import type { Finding, Unsubscribe } from '../environments/contract.js';
import type { LessonSession } from '../session/contract.js';
import type { Size, TerminalView } from '../terminal/contract.js';
import type { Emulator } from '../terminal/emulator.js';
import type { Look } from './theme/theme.js';

/** A lesson in the list of lessons. */
export interface CourseLesson {
  id: string;
  title: string;
  goal: string;
  minutes: number;
  /** Number of steps, how many are solved, and how many of these without looking at the solution. */
  steps: number;
  solved: number;
  unaided: number;
  /** Title of the step where the learner goes on; for lessons that were begun. */
  nextStep?: string;
  /** Milliseconds since the epoch; undefined when the lesson was never opened. */
  lastVisited?: number;
}

/** A track of the course with its lessons in order. */
export interface CourseTrack {
  id: string;
  title: string;
  summary: string;
  lessons: readonly CourseLesson[];
}

/** A rectangle of the screen in cells, counted from 0. */
export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where the terminal is drawn. `covered`: rectangles of the screen where a dialog lies over it. */
export interface PaneArea {
  rect: Rect;
  covered: readonly Rect[];
  /** The terminal has the keyboard: its cursor is shown. */
  cursor: boolean;
}

/** The screen: Ink's frames and the terminal's rows go in, bytes for the real terminal come out. */
export interface Display {
  /** What Ink renders into. */
  readonly stdout: NodeJS.WriteStream;
  size(): Size;
  onResize(listener: (size: Size) => void): Unsubscribe;
  /** Draws this terminal at this place from now on; undefined: no terminal is on screen. */
  showTerminal(view: TerminalView | undefined, area: PaneArea | undefined): void;
}

/** What the app reads keys from: process.stdin, or a stream in tests. */
export interface KeySource {
  on(event: 'data', listener: (chunk: string) => void): unknown;
  off(event: 'data', listener: (chunk: string) => void): unknown;
}

/** Everything that the app needs of the rest of the program. */
export interface TuiDeps {
  input: KeySource;
  display: Display;
  look: Look;
  /** The byte that begins a command in the terminal; Ctrl-T (0x14) when left out. */
  leader?: string;
  /** The lessons and how far the learner is; asked again whenever the list is shown. */
  course(): readonly CourseTrack[];
  /** Opens at once; preparing goes on inside the session. Throws TutorError when the lesson can not be opened. */
  openLesson(id: string): Promise<LessonSession>;
  doctor(): Promise<readonly Finding[]>;
  /** One calm line about the environment: resolves when it is known. */
  environment(): Promise<string>;
  createEmulator(size: Size): Promise<Emulator>;
  /** The words of a check on the checklist. */
  describeCheck(check: Check): string;
  now(): number;
  after(ms: number, call: () => void): () => void;
  /** Orders the options of questions; the same seed gives the same order. */
  seed: string;
  /** Lesson to open first; the list is shown when left out. */
  start?: string;
  /** One line to begin with, shown until the first key. */
  notice?: string;
}

/** Why the app ended. */
export type ExitReason = { reason: 'quit' } | { reason: 'error'; error: unknown };
