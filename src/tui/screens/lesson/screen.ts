import { isQuiz } from '../../../course/lesson.js';
import { type OptionView, quizOptions } from '../../../course/player/selectors.js';
import type { Check } from '../../../checks/schema.js';
import { isTyping, placeOf, stepOnScreen } from '../../app/place.js';
import type { AppState } from '../../app/state.js';
import { type FrameLabels, framed, rule } from '../../components/frame.js';
import { type Line, prefixed, span } from '../../text/line.js';
import type { Glyphs } from '../../theme/glyphs.js';
import type { Role } from '../../theme/roles.js';
import { quizSections } from '../quiz/sections.js';
import { type LessonLayout, lessonEdges, lessonLayout, maxProse } from './layout.js';
import { type Panel, panelOf, pinnedRows } from './panel.js';
import { type StepInput, taskSections } from './sections.js';
import { stepDots } from './steps-dots.js';

/** What the lesson screen is drawn from, besides the state of the app. */
export interface LessonDraw {
  describeCheck(check: Check): string;
  glyphs: Glyphs;
  seed: string;
}

/** The lesson screen: where its parts are, the rows of the lesson with their edges, the labels of the terminal. */
interface LessonScreen {
  layout: LessonLayout;
  lesson: Line[];
  panel: Panel;
  terminal: { labels: FrameLabels; role: Role };
}

/** Draws the lesson screen above the status bar. */
export function lessonScreen(state: AppState, draw: LessonDraw): LessonScreen {
  const size = { width: state.size.columns, height: state.size.rows - 1 };
  const layout = lessonLayout(size, shownParts(state));
  const lesson = layout.lesson ?? { left: 0, top: 0, ...size };
  const flat = layout.kind === 'stacked' || size.width < 100;
  const cells = Math.min(maxProse, lesson.width - (flat ? 2 : lessonEdges));
  const panel = panelFor(state, draw, cells, lesson.height - (flat ? 1 : 2));
  const typing = isTyping(state);
  const labels = lessonLabels(state, draw.glyphs, panel);
  const role = lessonRole(state, typing);
  const margin = ' '.repeat(Math.max(0, Math.floor((lesson.width - cells - (flat ? 2 : lessonEdges)) / 2)));
  const rows = prefixed(panel.rows, [{ text: margin }], [{ text: margin }]);
  return {
    layout,
    panel,
    lesson: flat
      ? [rule(lesson.width, labels, draw.glyphs, role), ...prefixed(rows, [span(' ')], [span(' ')])]
      : framed(rows, lesson, labels, draw.glyphs, role),
    terminal: {
      labels: terminalLabels(state, typing, draw.glyphs),
      role: typing || state.search ? 'borderFocus' : 'border',
    },
  };
}

function shownParts(state: AppState): 'both' | 'lesson' | 'terminal' {
  if (state.zoom) return state.focus;
  const narrow = state.size.columns < 100;
  return narrow && placeOf({ ...state, dialog: undefined }) === 'quiz' && state.focus === 'lesson'
    ? 'lesson'
    : 'both';
}

function panelFor(state: AppState, draw: LessonDraw, cells: number, height: number): Panel {
  const { lesson } = state;
  const step = stepOnScreen(state);
  if (!lesson?.player || !step) return panelOf([], [], height, 0);
  const input = { player: lesson.player, describeCheck: draw.describeCheck, cells, glyphs: draw.glyphs };
  const dots: Line[] = [stepDots(lesson.player, draw.glyphs), []];
  const roomy = height >= 20;
  const rows = roomy ? height - dots.length - 1 : height;
  const panel = isQuiz(step)
    ? panelOf(
        quizSections({ ...input, options: optionsOnScreen(state, draw.seed), option: lesson.option }),
        [],
        rows,
        lesson.scroll,
      )
    : taskPanel(input, rows, lesson.scroll);
  return roomy ? { ...panel, rows: [[], ...dots, ...panel.rows] } : panel;
}

function taskPanel(input: StepInput, rows: number, scroll: number): Panel {
  const sections = taskSections(input);
  return panelOf(sections, pinnedRows(input, sections, rows), rows, scroll);
}

/** Options of the question on screen, by their place there; none for other steps. */
export function optionsOnScreen(state: AppState, seed: string): OptionView[] {
  const step = stepOnScreen(state);
  const own = state.lesson?.player?.steps[state.lesson.player.viewing];
  return step && own && isQuiz(step) ? quizOptions(step.quiz, own, `${seed}/${state.lesson?.id}`) : [];
}

function lessonLabels(state: AppState, glyphs: Glyphs, panel: Panel): FrameLabels {
  const player = state.lesson?.player;
  if (!player) return { title: [] };
  const { lesson } = player;
  const more = state.lesson && state.lesson.scroll < panel.maxScroll;
  return {
    title: [span(lesson.id, 'accent'), span(` ${glyphs.separator} `, 'muted'), span(lesson.title, 'strong')],
    right: [
      ...(more && state.size.columns < 100 ? [span(`${glyphs.down} more  `, 'muted')] : []),
      span(
        `${state.size.columns < 100 ? 'step ' : ''}${player.viewing + 1} of ${player.steps.length}`,
        'muted',
      ),
    ],
    footer: more ? [span(`${glyphs.down} more`, 'muted')] : undefined,
  };
}

function lessonRole(state: AppState, typing: boolean): Role {
  const player = state.lesson?.player;
  if (player?.phase === 'waiting') return 'borderWarn';
  if (player?.steps[player.viewing]?.status === 'solved') return 'borderOk';
  return typing || state.search ? 'border' : 'borderFocus';
}

function terminalLabels(state: AppState, typing: boolean, glyphs: Glyphs): FrameLabels {
  const back = state.scrolledBack;
  return {
    title: [span('Terminal', typing ? 'strong' : 'muted')],
    right:
      back > 0
        ? [span(`${glyphs.up} ${back} rows back`, 'warn'), span('  Shift-PageDown', 'key')]
        : undefined,
  };
}
