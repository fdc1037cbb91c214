import type { CheckResult } from '../../checks/contract.js';
import type { CommandRecord } from '../../environments/contract.js';
import type { Json } from '../../json.js';
import type { Lesson } from '../lesson.js';

/** How a step stands. A step is `solved` once and stays so, whatever the learner does to the world later. */
export type StepStatus = 'ahead' | 'active' | 'solved';

/** What a learner did with one step. */
export interface StepState {
  id: string;
  status: StepStatus;
  /** Hints unfolded so far; hints of the step are shown from the first to this many. */
  hintsShown: number;
  /** The solution was looked at before the step was solved: it does not count as solved unaided. */
  solutionSeen: boolean;
  /** Newest result of each check, by its index; undefined before the first look. */
  results: (CheckResult | undefined)[];
  /** Feedback of the author that applies now. */
  feedback?: { id: string; text: string };
  /** Commands typed since the step began. */
  commands: CommandRecord[];
  answers: Record<number, string>;
  remembered: Record<string, Json>;
  /** For quiz steps: options chosen so far, in order; the step is solved when a correct one was chosen. */
  chosen: number[];
  /** Milliseconds the step was active. */
  elapsedMs: number;
}

/** The whole state of a lesson being played. Plain data: what the screen draws and the progress file keeps. */
export interface PlayerState {
  lesson: Lesson;
  /** `preparing`: the environment makes the world; `playing`; `waiting`: an API is gone, the lesson goes on by itself; `done`. */
  phase: 'preparing' | 'playing' | 'waiting' | 'failed' | 'done';
  /** Why the phase is waiting or failed, and what to do. */
  notice?: { says: string; next?: string };
  /** The step on screen. Going back to look at an older step does not make it active again. */
  viewing: number;
  /** The step being worked on; equals steps.length when all are solved. */
  current: number;
  steps: StepState[];
}

/** What can happen to a lesson. Times are milliseconds since the epoch, from the clock of the session. */
export type PlayerEvent =
  | { type: 'prepared' }
  | { type: 'prepare-failed'; says: string; next?: string }
  | { type: 'health'; up: boolean; says?: string; next?: string }
  | { type: 'command'; record: CommandRecord }
  | {
      type: 'checked';
      step: number;
      results: (CheckResult | undefined)[];
      feedback?: { id: string; text: string };
    }
  | { type: 'remembered'; step: number; values: Record<string, Json> }
  | { type: 'tick'; elapsedMs: number }
  | { type: 'hint' }
  | { type: 'solution' }
  | { type: 'answer'; text: string }
  | { type: 'choose'; option: number }
  | { type: 'next' }
  | { type: 'back' }
  | { type: 'view'; step: number }
  | { type: 'reset' };
