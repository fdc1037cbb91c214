import type { Rect } from '../../contract.js';

/** Where the parts of the lesson screen are. `terminal` is the rectangle of the shell itself, without its edges. */
export interface LessonLayout {
  /** `side`: lesson left, terminal right, in frames. `stacked`: lesson above, under rules. `single`: one of the two. */
  kind: 'side' | 'stacked' | 'single';
  /** The lesson with its edges; undefined when the terminal has the whole screen. */
  lesson?: Rect;
  terminal?: Rect;
}

/** Cells of prose are never more: longer lines are hard to read. */
export const maxProse = 78;
/** From so many columns on, lesson and terminal stand side by side. */
const sideFrom = 100;
/** Frame and blanks at both sides of the lesson text. */
export const lessonEdges = 4;

/** Divides the screen above the status bar. `show` says which parts are wanted. */
export function lessonLayout(
  size: { width: number; height: number },
  show: 'both' | 'lesson' | 'terminal',
): LessonLayout {
  const { width, height } = size;
  const whole: Rect = { left: 0, top: 0, width, height };
  if (show === 'lesson') return { kind: 'single', lesson: whole };
  if (show === 'terminal') return { kind: 'single', terminal: { ...whole, top: 1, height: height - 1 } };
  if (width >= sideFrom) {
    const lesson = Math.max(46, Math.min(maxProse + lessonEdges, Math.round(width * 0.38)));
    return {
      kind: 'side',
      lesson: { ...whole, width: lesson },
      terminal: { left: lesson + 1, top: 1, width: width - lesson - 2, height: height - 2 },
    };
  }
  const lesson = Math.max(7, Math.floor(height * 0.5));
  return {
    kind: 'stacked',
    lesson: { ...whole, height: lesson },
    terminal: { left: 0, top: lesson + 1, width, height: height - lesson - 1 },
  };
}
