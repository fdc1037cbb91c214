import { Box } from 'ink';
import type { AppState } from '../../app/state.js';
import { bottomEdge, rule, topEdge } from '../../components/frame.js';
import { Rows } from '../../components/rows.js';
import type { Rect } from '../../contract.js';
import { TerminalPane } from '../../pane/terminal-pane.js';
import type { Line } from '../../text/line.js';
import type { Theme } from '../../theme/theme.js';
import { type LessonDraw, lessonScreen } from './screen.js';

/** The lesson beside (or above) the place of its terminal. */
export function LessonScreenView(props: {
  state: AppState;
  draw: LessonDraw;
  theme: Theme;
  onRect(rect: Rect | undefined): void;
}) {
  const { state, draw, theme, onRect } = props;
  const { layout, lesson, terminal } = lessonScreen(state, draw);
  const { glyphs } = theme;
  const pane = layout.terminal;
  const place = pane && <TerminalPane width={pane.width} height={pane.height} onRect={onRect} />;
  if (layout.kind !== 'side' || !pane) {
    return (
      <Box flexDirection="column">
        {layout.lesson && <Rows lines={lesson} theme={theme} />}
        {pane && <Rows lines={[rule(pane.width, terminal.labels, glyphs, terminal.role)]} theme={theme} />}
        {place}
      </Box>
    );
  }
  const side = Array.from({ length: pane.height }, (): Line => [
    { text: glyphs.box.down, role: terminal.role },
  ]);
  return (
    <Box>
      <Rows lines={lesson} theme={theme} />
      <Box flexDirection="column">
        <Rows lines={[topEdge(pane.width + 2, terminal.labels, glyphs, terminal.role)]} theme={theme} />
        <Box>
          <Rows lines={side} theme={theme} />
          {place}
          <Rows lines={side} theme={theme} />
        </Box>
        <Rows lines={[bottomEdge(pane.width + 2, undefined, glyphs, terminal.role)]} theme={theme} />
      </Box>
    </Box>
  );
}
