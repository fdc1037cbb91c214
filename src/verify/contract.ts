import type { CheckResult } from '../checks/contract.js';
import type { Lesson } from '../course/lesson.js';
import type { LessonSession } from '../session/contract.js';
import type { TerminalSession } from '../terminal/contract.js';

/** The states that every step must prove: its checks fail before, pass after each way, and name each mistake. */
export type Proof =
  | { state: 'before' }
  | { state: 'solution' }
  | { state: 'alternative'; about: string }
  | { state: 'wrong'; about: string; feedback: string };

/** What came of one proof. */
export interface Verdict {
  lesson: string;
  step: string;
  proof: Proof;
  ok: boolean;
  /** Why it is not ok, with what the checks said last and what was printed. */
  why?: string;
  results?: (CheckResult | undefined)[];
  transcript?: string;
  tookMs: number;
}

/** What verify needs of the rest of the program. */
export interface VerifyParts {
  /** Opens a session at the very start of the lesson, in a world brought back to the lesson's start. */
  open(lesson: Lesson): Promise<LessonSession>;
  /** Removes what the lesson left in the world. */
  clean(lesson: Lesson): Promise<void>;
  /** Types a script as a learner would; with `stays` the last command is left running. */
  type(
    terminal: TerminalSession,
    script: string,
    options: { stays: boolean; signal: AbortSignal },
  ): Promise<unknown>;
  /** Presses Ctrl-C until the shell is at its prompt again. */
  interrupt(terminal: TerminalSession): Promise<unknown>;
  now(): number;
}
