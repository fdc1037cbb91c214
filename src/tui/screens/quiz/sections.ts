import { isQuiz } from '../../../course/lesson.js';
import type { OptionView } from '../../../course/player/selectors.js';
import type { PlayerState } from '../../../course/player/state.js';
import { card, cardEdge } from '../../components/card.js';
import { inlineSpans } from '../../markdown/inline.js';
import { renderMarkdown } from '../../markdown/render.js';
import { type Line, lineWidth, prefixed, span } from '../../text/line.js';
import { wrap } from '../../text/wrap.js';
import type { Glyphs } from '../../theme/glyphs.js';
import { type Section, noticeSection } from '../lesson/sections.js';

/** What a question is drawn from. */
interface QuizInput {
  player: PlayerState;
  /** Options by their place on screen. */
  options: readonly OptionView[];
  /** The option with the pointer, by its place on screen. */
  option: number;
  cells: number;
  glyphs: Glyphs;
}

/** A question with its options; the ones chosen so far show their explanation. */
export function quizSections(input: QuizInput): Section[] {
  const { player, cells, glyphs } = input;
  const step = player.lesson.steps[player.viewing];
  const state = player.steps[player.viewing];
  if (!step || !state || !isQuiz(step)) return [];
  const solved = state.status === 'solved';
  const last = player.viewing === player.steps.length - 1;
  const sections: (Section | undefined)[] = [
    noticeSection(input),
    { name: 'title', rows: wrap([span(step.title, 'title')], cells) },
    step.prose.trim() === '' ? undefined : { name: 'prose', rows: renderMarkdown(step.prose, cells, glyphs) },
    {
      name: 'task',
      rows: card(
        [span('Question', 'accent')],
        renderMarkdown(step.quiz.question, cells - cardEdge, glyphs, 'strong'),
        glyphs,
        solved ? 'ok' : 'accent',
      ),
    },
    {
      name: 'checklist',
      rows: input.options.flatMap((option, place) => optionRows(input, option, place, solved)),
    },
    solved && step.quiz.nuance
      ? {
          name: 'debrief',
          rows: card(
            [span('More to it', 'accent')],
            renderMarkdown(step.quiz.nuance, cells - cardEdge, glyphs),
            glyphs,
            'accent',
          ),
        }
      : undefined,
    solved
      ? {
          name: 'solved',
          rows: [
            [
              span(`${glyphs.spark} Right`, 'ok'),
              span('  Enter', 'key'),
              span(last ? ' finishes the lesson' : ' goes on', 'muted'),
            ],
          ],
        }
      : undefined,
  ];
  return sections.filter((section) => section !== undefined);
}

function optionRows(input: QuizInput, option: OptionView, place: number, solved: boolean): Line[] {
  const { cells, glyphs } = input;
  const { chosen, correct, explain } = option;
  const pointed = place === input.option && !solved;
  const told = correct === undefined ? undefined : correct ? 'ok' : chosen ? 'bad' : 'muted';
  const mark =
    told === undefined ? span(' ') : span(correct ? glyphs.done : chosen ? glyphs.failed : ' ', told);
  const lead: Line = [
    pointed ? span(`${glyphs.pointer} `, 'accent') : span('  '),
    mark,
    span(` ${place + 1}  `, told ? 'muted' : 'key'),
  ];
  const text = inlineSpans(option.text, pointed ? 'strong' : told === 'muted' ? 'muted' : undefined);
  const margin: Line = [span(' '.repeat(lineWidth(lead)))];
  const room = cells - lineWidth(lead);
  const why = explain
    ? prefixed(wrap(inlineSpans(explain, correct ? 'ok' : chosen ? 'warn' : 'muted'), room), margin)
    : [];
  return [...prefixed(wrap(text, room), lead), ...why, []];
}
