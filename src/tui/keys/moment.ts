import type { Possible } from '../../course/player/selectors.js';

/** What is true now, as far as it decides which intents make sense. */
export interface Moment {
  /** The environment is being prepared, or the doctor is examining. */
  preparing: boolean;
  /** The step on screen asks for something to be done (it has a solution). */
  task: boolean;
  solutionSeen: boolean;
  hint: Possible;
  back: Possible;
  next: Possible;
  /** A shell is open. */
  terminal: boolean;
}

/** The reason of an impossibility. */
export function why(possible: Possible): string | undefined {
  return possible.can ? undefined : possible.why;
}
