import { isQuiz } from '../../../course/lesson.js';
import type { PlayerState } from '../../../course/player/state.js';
import { card, cardEdge } from '../../components/card.js';
import { inlineSpans } from '../../markdown/inline.js';
import { renderMarkdown } from '../../markdown/render.js';
import { type Line, fit, prefixed, span } from '../../text/line.js';
import { wrap } from '../../text/wrap.js';
import type { Glyphs } from '../../theme/glyphs.js';
import { type Section, noticeSection } from '../lesson/sections.js';

/** What a question is drawn from. */
export interface QuizInput {
  player: PlayerState;
  /** Options by their place on screen. */
  order: readonly number[];
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
    { name: 'checklist', rows: input.order.flatMap((original, place) => optionRows(input, original, place)) },
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

function optionRows(input: QuizInput, original: number, place: number): Line[] {
  const { player, cells, glyphs } = input;
  const step = player.lesson.steps[player.viewing];
  const state = player.steps[player.viewing]!;
  const option = step && isQuiz(step) ? step.quiz.options[original] : undefined;
  if (!option) return [];
  const chosen = state.chosen.includes(original);
  const solved = state.status === 'solved';
  const pointed = place === input.option && !solved;
  const mark = !chosen ? span(' ') : option.correct ? span(glyphs.done, 'ok') : span(glyphs.failed, 'bad');
  const lead: Line = [
    pointed ? span(`${glyphs.pointer} `, 'accent') : span('  '),
    mark,
    span(` ${place + 1} `, chosen ? 'muted' : 'key'),
  ];
  const text = inlineSpans(option.text, pointed ? 'strong' : solved && !option.correct ? 'muted' : undefined);
  const head = prefixed(wrap(text, cells - 6), [...lead, span(' ')], [span(' '.repeat(6))]);
  const why = chosen
    ? prefixed(
        wrap(inlineSpans(option.explain, option.correct ? 'ok' : 'warn'), cells - 6),
        [span(' '.repeat(6))],
        [span(' '.repeat(6))],
      )
    : [];
  return [...head.map((line) => fit(line, cells)), ...why, ...(chosen ? [[]] : [])];
}
