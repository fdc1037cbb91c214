import type { CommandRecord } from '../../environments/contract.js';
import { isTask } from '../lesson.js';
import { advance, editStep } from './moves.js';
import type { PlayerState } from './state.js';

/** Commands kept of a step: more than anyone types in one, so that a loop in the shell can not fill the memory. */
const keptCommands = 200;

/**
 * A command line started or finished. The end of a command belongs to the step in which it was started, also when that
 * one was solved before the command came back (`docker run -d` is ticked by the engine's event). A new command after
 * the current step was solved is work on the next task. The tutor's own words (`tutor hint`) are no work at all.
 */
export function withCommand(state: PlayerState, record: CommandRecord): PlayerState {
  if (state.phase !== 'playing' && state.phase !== 'waiting') return state;
  if (/^\s*tutor(\s|$)/.test(record.line)) return state;
  const owner = state.steps.findIndex((step) => step.commands.some((command) => isSame(command, record)));
  if (owner >= 0) {
    return editStep(state, owner, (step) => ({
      ...step,
      commands: step.commands.map((command) => (isSame(command, record) ? record : command)),
    }));
  }
  const ready = movedAhead(state);
  return editStep(ready, ready.current, (step) => ({
    ...step,
    commands: [...step.commands, record].slice(-keptCommands),
  }));
}

function isSame(a: CommandRecord, b: CommandRecord): boolean {
  return a.startedAt === b.startedAt && a.line === b.line;
}

/** Moves on to the next task when the current step is solved; a quiz waits until the learner goes there. */
function movedAhead(state: PlayerState): PlayerState {
  if (state.phase !== 'playing' || state.steps[state.current]?.status !== 'solved') return state;
  const following = state.lesson.steps[state.current + 1];
  return following && isTask(following) ? advance(state) : state;
}
