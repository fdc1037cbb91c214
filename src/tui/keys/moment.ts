/** What is true now, as far as it decides which intents make sense. */
export interface Moment {
  /** The environment is being prepared, or the doctor is examining. */
  preparing: boolean;
  /** The step on screen asks for something to be done (it has hints and a solution). */
  task: boolean;
  solved: boolean;
  solutionSeen: boolean;
  hintsLeft: number;
  firstStep: boolean;
  /** A shell is open. */
  terminal: boolean;
}
