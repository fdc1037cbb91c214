import type { CommandRecord } from '../../environments/contract.js';
import type { Json } from '../../json.js';
import type { PlayerState, StepState } from './state.js';

/** What is kept of one step between two visits. */
export interface SavedStep {
  solved: boolean;
  hintsShown: number;
  solutionSeen: boolean;
  chosen: number[];
  elapsedMs: number;
  /** Work on a step that is not solved yet, so that what was typed before a crash still counts. */
  work?: SavedWork;
}

/** Unfinished work on a step. */
export interface SavedWork {
  /** Set by the progress store: of two programs' works the newer one counts. */
  savedAt?: number;
  answers: Record<number, string>;
  remembered: Record<string, Json>;
  commands: CommandRecord[];
}

/** What is kept of a lesson being played. Steps go by their id: lessons change between versions. */
export interface SavedRun {
  /** Id of the step being worked on; undefined when the lesson was done. */
  at?: string;
  steps: Record<string, SavedStep>;
}

/** Limits of what is kept of a step's commands, so that the progress file stays small. */
const keptCommands = 20;
const keptOutput = 4096;

/** What to keep of a state. Steps that nothing happened in are left out. */
export function toSaved(state: PlayerState): SavedRun {
  const steps = state.steps.filter((step) => step.status !== 'ahead' || step.hintsShown > 0);
  return {
    at: state.lesson.steps[state.current]?.id,
    steps: Object.fromEntries(steps.map((step) => [step.id, savedStep(step)])),
  };
}

function savedStep(step: StepState): SavedStep {
  const solved = step.status === 'solved';
  const { hintsShown, solutionSeen, chosen, elapsedMs, answers, remembered } = step;
  const saved = { solved, hintsShown, solutionSeen, chosen, elapsedMs };
  if (solved) return saved;
  const commands = step.commands
    .slice(-keptCommands)
    .map((command) => ({ ...command, output: command.output.slice(-keptOutput) }));
  return { ...saved, work: { answers, remembered, commands } };
}
