import { placeOf } from './app/place.js';
import { screenRows } from './app/screen-rows.js';
import { initialState, reduceApp } from './app/state.js';
import { statusBar } from './components/status-bar.js';
import { tooSmallView } from './components/too-small.js';
import type { TuiDeps } from './contract.js';
import { defaultLeader, leaderLabel } from './keys/names.js';
import { createTheme, paint } from './theme/theme.js';

/**
 * Draws the screen that `runTui` begins with. React, Ink and Yoga take several times as long to load as all that this
 * needs; the learner reads meanwhile.
 */
export function firstFrame(
  deps: Pick<TuiDeps, 'display' | 'look' | 'leader' | 'course' | 'start' | 'now'>,
): void {
  const { display, look, start, leader = defaultLeader } = deps;
  const theme = createTheme(look);
  const { glyphs } = theme;
  const home = initialState(display.size(), deps.course());
  const state = start === undefined ? home : reduceApp(home, { type: 'lesson-opening', id: start });
  const lines = tooSmallView(state.size, glyphs) ?? [
    ...screenRows(state, placeOf(state), glyphs, deps.now()),
    statusBar(state, leaderLabel(leader), glyphs),
  ];
  display.stdout.write(lines.map((line) => paint(line, theme)).join('\n'));
}
