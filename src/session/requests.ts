import type { PlayerState } from '../course/player/state.js';
import { isQuiz, isTask } from '../course/lesson.js';
import type { TutorRequest } from '../terminal/contract.js';
import type { Intent, UiRequest } from './contract.js';

/** What a `tutor WORD` leads to. */
export interface Reaction {
  intent?: Intent;
  ui?: UiRequest;
}

/** Turns what was typed in the shell into an intent, or hands it on to whoever shows the lesson. */
export function reactionTo(request: TutorRequest): Reaction {
  switch (request.word) {
    case 'answer':
      return { intent: { type: 'answer', text: request.text } };
    case 'hint':
    case 'check':
    case 'next':
    case 'back':
    case 'reset':
      return { intent: { type: request.word } };
    case 'solution':
    case 'map':
    case 'quit':
    case 'help':
      return { ui: request.word };
  }
}

/**
 * What the shell prints under `tutor WORD`, from the state after it took effect. In `full` style whoever shows the lesson
 * prints it below; here only what can not be seen there is said.
 */
export function replyTo(request: TutorRequest, before: PlayerState, after: PlayerState): string {
  const step = after.lesson.steps[after.current];
  const state = after.steps[after.current];
  switch (request.word) {
    case 'hint': {
      if (!step || !isTask(step)) return 'There is no hint for this one: any answer is explained.';
      const shown = state?.hintsShown ?? 0;
      if (shown === (before.steps[before.current]?.hintsShown ?? 0))
        return 'That was the last hint. `tutor solution` shows a way.';
      return `Hint ${shown} of ${step.hints.length}:\n${step.hints[shown - 1] ?? ''}`.trimEnd();
    }
    case 'answer': {
      if (before.steps[before.current]?.chosen !== after.steps[before.current]?.chosen) return '';
      if (step && isQuiz(step))
        return `Answer with the number of an option, 1 to ${step.quiz.options.length}.`;
      const asks = step && isTask(step) && step.checks.some((check) => check.kind === 'answer');
      return asks || before.current !== after.current
        ? `Your answer: ${request.text}`
        : 'This step asks for no answer.';
    }
    case 'next':
      return before.viewing === after.viewing && before.phase === after.phase
        ? 'This step is not done yet. `tutor check` says what is missing.'
        : '';
    case 'back':
      return before.viewing === after.viewing ? 'This is the first step.' : '';
    case 'reset':
      return 'Bringing the lesson back to its start ...';
    case 'check':
    case 'solution':
    case 'map':
    case 'quit':
    case 'help':
      return '';
  }
}
