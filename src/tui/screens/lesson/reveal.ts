import type { PlayerState } from '../../../course/player/state.js';
import type { Section } from './sections.js';

/** The part of the lesson text that has just appeared and should come into sight; undefined when none has. */
export function newSection(before: PlayerState | undefined, after: PlayerState): Section['name'] | undefined {
  const old = before?.steps[before.viewing];
  const now = after.steps[after.viewing];
  if (!old || !now || before.viewing !== after.viewing) return undefined;
  if (after.notice && after.notice.says !== before.notice?.says) return 'notice';
  if (now.status === 'solved' && old.status !== 'solved') return 'debrief';
  if (now.hintsShown > old.hintsShown) return 'hints';
  if (now.solutionSeen && !old.solutionSeen) return 'solution';
  if (now.feedback && now.feedback.id !== old.feedback?.id) return 'feedback';
  return undefined;
}
