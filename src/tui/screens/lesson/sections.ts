import type { Check } from '../../../checks/schema.js';
import { isTask } from '../../../course/lesson.js';
import type { PlayerState, StepState } from '../../../course/player/state.js';
import type { TaskStep } from '../../../course/schema.js';
import { card, cardEdge } from '../../components/card.js';
import { factSpans } from '../../markdown/inline.js';
import { codeRows, renderMarkdown } from '../../markdown/render.js';
import { type Line, span } from '../../text/line.js';
import { wrap } from '../../text/wrap.js';
import type { Glyphs } from '../../theme/glyphs.js';
import { type CheckItem, checklistRows } from './checklist.js';

/** A part of the lesson text. Its name says where to scroll when it appears. */
export interface Section {
  name:
    | 'title'
    | 'notice'
    | 'prose'
    | 'task'
    | 'checklist'
    | 'feedback'
    | 'hints'
    | 'solution'
    | 'solved'
    | 'debrief';
  rows: Line[];
}

/** What the sections of a step are made from. */
export interface StepInput {
  player: PlayerState;
  describeCheck(check: Check): string;
  cells: number;
  glyphs: Glyphs;
}

/** The items of the checklist of the step on screen. */
export function checkItems(
  step: TaskStep,
  state: StepState,
  describeCheck: StepInput['describeCheck'],
): CheckItem[] {
  return step.checks.map((check, index) => ({
    says: check.says ?? describeCheck(check),
    result: state.status === 'solved' ? { status: 'pass', evidence: [] } : state.results[index],
  }));
}

/** The parts of a task step from top to bottom. */
export function taskSections(input: StepInput): Section[] {
  const { player, cells, glyphs } = input;
  const step = player.lesson.steps[player.viewing];
  const state = player.steps[player.viewing];
  if (!step || !state || !isTask(step)) return [];
  const solved = state.status === 'solved';
  const sections: (Section | undefined)[] = [
    noticeSection(input),
    { name: 'title', rows: wrap([span(step.title, 'title')], cells) },
    { name: 'prose', rows: renderMarkdown(step.prose, cells, glyphs) },
    taskSection(step, solved, input),
    { name: 'checklist', rows: checklistRows(checkItems(step, state, input.describeCheck), cells, glyphs) },
    !solved && state.feedback ? feedbackSection(state.feedback.text, input) : undefined,
    ...(solved ? [] : hintSections(step, state.hintsShown, input)),
    state.solutionSeen ? solutionSection(step, solved, input) : undefined,
    solved ? solvedSection(state, input) : undefined,
    solved ? { name: 'debrief', rows: debriefRows(step, input) } : undefined,
  ];
  return sections.filter((section) => section !== undefined);
}

/** The engine is gone, or saving failed: what happened and what to do. */
export function noticeSection({ player, cells, glyphs }: Pick<StepInput, 'player' | 'cells' | 'glyphs'>) {
  const { notice, phase } = player;
  if (!notice) return undefined;
  const title = span(phase === 'waiting' ? 'The lesson waits' : 'Please note', 'warn');
  const rows = [
    ...wrap(factSpans(notice.says), cells - cardEdge),
    ...(notice.next ? wrap([span(notice.next, 'code')], cells - cardEdge) : []),
  ];
  return { name: 'notice', rows: card([title], rows, glyphs, 'warn') } satisfies Section;
}

function taskSection(step: TaskStep, solved: boolean, { cells, glyphs }: StepInput): Section {
  const rows = renderMarkdown(step.task, cells - cardEdge, glyphs, solved ? undefined : 'strong');
  return {
    name: 'task',
    rows: card([span('Your task', solved ? 'muted' : 'accent')], rows, glyphs, solved ? 'ok' : 'accent'),
  };
}

function feedbackSection(text: string, { cells, glyphs }: StepInput): Section {
  const rows = renderMarkdown(text, cells - cardEdge, glyphs);
  return { name: 'feedback', rows: card([span('Look again', 'warn')], rows, glyphs, 'warn') };
}

/** A section for each hint: the newest one is what is scrolled to. */
function hintSections(step: TaskStep, shown: number, { cells, glyphs }: StepInput): Section[] {
  return step.hints.slice(0, shown).map((hint, index) => ({
    name: 'hints',
    rows: [
      [span(`Hint ${index + 1} of ${step.hints.length}`, 'accent')],
      ...renderMarkdown(hint, cells, glyphs),
    ],
  }));
}

function solutionSection(step: TaskStep, solved: boolean, { cells }: StepInput): Section {
  const rows: Line[] = [
    [span('Solution', 'accent')],
    ...codeRows(step.solution.trimEnd().split('\n'), cells, ' \\'),
    ...(solved ? [] : wrap([span('Type it in the terminal: the fingers learn too.', 'muted')], cells)),
  ];
  return { name: 'solution', rows };
}

function solvedSection(state: StepState, { player, cells, glyphs }: StepInput): Section {
  const last = player.viewing === player.steps.length - 1;
  const how = state.solutionSeen
    ? 'Solved with help'
    : state.hintsShown > 0
      ? 'Solved with a hint'
      : 'Solved on your own';
  const next: Line = [span('F8', 'key'), span(last ? ' finishes the lesson' : ' goes on', 'muted')];
  const rows = [...wrap([span(`${glyphs.spark} ${how}`, 'ok'), span('  '), ...next], cells)];
  return { name: 'solved', rows };
}

function debriefRows(step: TaskStep, { cells, glyphs }: StepInput): Line[] {
  return [[span('What happened inside', 'accent')], ...renderMarkdown(step.debrief, cells, glyphs)];
}
