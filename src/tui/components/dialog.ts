import type { AppState } from '../app/state.js';
import type { Rect } from '../contract.js';
import { helpRows } from '../screens/help/view.js';
import { mapRows } from '../screens/map/view.js';
import { type Line, centre, span } from '../text/line.js';
import { wrap } from '../text/wrap.js';
import type { Glyphs } from '../theme/glyphs.js';
import { framed } from './frame.js';
import { windowOf } from './window.js';

/** What lies over the screen: its rows, where it is, and how far it can be scrolled. */
interface DialogBox {
  rows: Line[];
  rect: Rect;
  maxScroll: number;
}

/** The dialog of this state; undefined when there is none. Rows are opaque: as wide as the rectangle. */
export function dialogBox(state: AppState, leader: string, glyphs: Glyphs): DialogBox | undefined {
  const { dialog, size, lesson } = state;
  if (!dialog) return undefined;
  const room = { width: size.columns - 4, height: size.rows - 3 };
  switch (dialog.name) {
    case 'help': {
      const width = Math.min(100, room.width);
      const all = helpRows(width - 4, leader);
      const height = Math.min(room.height, all.length + 2);
      const maxScroll = Math.max(0, all.length - (height - 2));
      const first = Math.min(dialog.scroll, maxScroll);
      const more = maxScroll > first ? [span(`${glyphs.down} more`, 'muted')] : undefined;
      const rows = all.slice(first, first + height - 2);
      return boxed(rows, { width, height }, 'Keys', size, glyphs, maxScroll, more);
    }
    case 'map': {
      if (!lesson?.player) return undefined;
      const width = Math.min(76, room.width);
      const all = mapRows(lesson.player, dialog.selected, width - 4, glyphs);
      const height = Math.min(room.height, all.length + 2);
      const rows = windowOf(all, height - 2, dialog.selected, glyphs);
      return boxed(rows, { width, height }, lesson.player.lesson.title, size, glyphs, 0);
    }
    case 'confirm': {
      const width = Math.min(70, room.width);
      const answers: Line = [
        span(' y ', 'selected'),
        span(' Yes      '),
        span(' n ', 'selected'),
        span(' No'),
      ];
      const question = wrap([span(dialog.question, 'strong')], width - 6).map((line) =>
        centre(line, width - 4),
      );
      const rows = [[], ...question, [], centre(answers, width - 4), []];
      return boxed(rows, { width, height: rows.length + 2 }, 'Are you sure?', size, glyphs, 0);
    }
  }
}

function boxed(
  rows: readonly Line[],
  { width, height }: { width: number; height: number },
  title: string,
  size: AppState['size'],
  glyphs: Glyphs,
  maxScroll: number,
  footer?: Line,
): DialogBox {
  return {
    rows: framed(rows, { width, height }, { title: [span(title, 'strong')], footer }, glyphs, 'borderFocus'),
    rect: {
      left: Math.max(0, Math.floor((size.columns - width) / 2)),
      top: Math.max(0, Math.floor((size.rows - 1 - height) / 2)),
      width,
      height,
    },
    maxScroll,
  };
}
