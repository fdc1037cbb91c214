import { isQuiz, isTask } from '../course/lesson.js';
import type { PlayerState } from '../course/player/state.js';
import type { Step } from '../course/schema.js';
import { checklist } from '../session/check-report.js';
import { plainText } from './plain-text.js';

/** How the announcer words what only the checks and the course know. */
export interface Wording {
  /** The checklist line of a check that has none of its own. */
  titleOf(step: number, check: number): string;
  /** The options of a quiz in the order they are shown, as indices. */
  optionOrder(step: number): number[];
}

/** The step on screen, as a person would read it out. */
function announceStep(state: PlayerState, wording: Wording): string[] {
  const step = state.lesson.steps[state.viewing];
  if (!step) return [];
  const head = [
    '',
    `Step ${state.viewing + 1} of ${state.lesson.steps.length}: ${step.title}`,
    '',
    ...plainText(step.prose),
  ];
  if (isQuiz(step)) {
    const options = wording
      .optionOrder(state.viewing)
      .map((option, at) => `  ${at + 1}. ${step.quiz.options[option]?.text ?? ''}`);
    return [...head, '', ...plainText(step.quiz.question), ...options, '', 'Type: tutor answer NUMBER'];
  }
  const asks = step.checks.flatMap((check) =>
    check.kind === 'answer' ? [`Question: ${check.ask}`, 'Type: tutor answer TEXT'] : [],
  );
  return [...head, '', ...withLabel('Your task: ', plainText(step.task)), ...asks];
}

/**
 * What is new between two states, in words; empty when there is nothing to say. Hints are not news: the shell prints
 * them as the reply to `tutor hint`.
 */
export function announceChange(before: PlayerState, after: PlayerState, wording: Wording): string[] {
  const lines: string[] = [];
  if (after.notice?.says && after.notice.says !== before.notice?.says) {
    lines.push(`Attention: ${after.notice.says}`, ...(after.notice.next ? [after.notice.next] : []));
  }
  if (before.phase === 'waiting' && after.phase === 'playing') lines.push('The lesson goes on.');
  for (const [index, step] of after.lesson.steps.entries())
    lines.push(...stepNews(before, after, index, step));
  const began = before.phase !== 'playing' && before.phase !== 'waiting' && after.phase === 'playing';
  if (after.phase !== 'done' && after.phase !== 'failed' && (began || before.viewing !== after.viewing)) {
    lines.push(...announceStep(after, wording));
  }
  if (after.phase === 'done' && before.phase !== 'done') lines.push(...announceDone(after));
  return lines;
}

function stepNews(before: PlayerState, after: PlayerState, index: number, step: Step): string[] {
  const old = before.steps[index];
  const now = after.steps[index];
  if (!old || !now) return [];
  const lines: string[] = [];
  if (isTask(step)) {
    if (now.feedback && now.feedback.id !== old.feedback?.id)
      lines.push(...withLabel('Note: ', plainText(now.feedback.text)));
  }
  if (isQuiz(step)) {
    for (const option of now.chosen.slice(old.chosen.length)) {
      const chosen = step.quiz.options[option];
      if (chosen) lines.push(...withLabel(chosen.correct ? '' : 'Not this one. ', plainText(chosen.explain)));
    }
  }
  if (now.status === 'solved' && old.status !== 'solved') {
    lines.push('', `Done: ${step.title}`);
    if (isTask(step)) lines.push(...plainText(step.debrief));
    if (isQuiz(step) && step.quiz.nuance) lines.push(...plainText(step.quiz.nuance));
    lines.push('', 'Type: tutor next');
  }
  return lines;
}

/** The checklist with what is missing, for `tutor check`. */
export function announceChecks(state: PlayerState, wording: Wording): string[] {
  const marks = {
    pass: 'Done',
    fail: 'Not yet',
    waiting: 'Takes a moment',
    unknown: 'Not looked at',
  } as const;
  return checklist(state, (step, check) => wording.titleOf(step, check)).flatMap(
    ({ says, status, evidence }) => [
      `${marks[status]}: ${plainText(says).join(' ')}`,
      ...evidence.flatMap((item) => [`  ${item.says}`, ...(item.next ? [`  Look with: ${item.next}`] : [])]),
    ],
  );
}

/** All steps with how they stand. */
export function announceMap(state: PlayerState): string[] {
  const marks = { solved: 'done', active: 'you are here', ahead: 'to come' } as const;
  return state.lesson.steps.map(
    ({ title }, index) => `${index + 1}. ${title}: ${marks[state.steps[index]?.status ?? 'ahead']}`,
  );
}

/** A way to solve the step in work. */
export function announceSolution(state: PlayerState): string[] {
  const step = state.lesson.steps[state.current];
  return step && isTask(step)
    ? [
        'One way to do it:',
        ...step.solution
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`),
      ]
    : [];
}

function announceDone(state: PlayerState): string[] {
  return [
    '',
    `Lesson done: ${state.lesson.title}`,
    'You can now:',
    ...state.lesson.learned.map((line) => `- ${line}`),
    '',
    'Type: tutor quit',
  ];
}

function withLabel(label: string, lines: string[]): string[] {
  return lines.map((line, index) => (index === 0 ? label + line : line));
}
