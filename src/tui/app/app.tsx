import { Box } from 'ink';
import { useSyncExternalStore } from 'react';
import { dialogBox } from '../components/dialog.js';
import { Rows } from '../components/rows.js';
import { statusBar } from '../components/status-bar.js';
import { tooSmallView } from '../components/too-small.js';
import type { Rect } from '../contract.js';
import { LessonScreenView } from '../screens/lesson/lesson.js';
import type { LessonDraw } from '../screens/lesson/screen.js';
import type { Theme } from '../theme/theme.js';
import { placeOf } from './place.js';
import { screenRows } from './screen-rows.js';
import type { AppAction, AppState } from './state.js';
import type { Store } from './store.js';

/** What the whole screen is drawn from. */
interface AppProps {
  store: Store<AppState, AppAction>;
  theme: Store<Theme, Theme>;
  draw: Omit<LessonDraw, 'glyphs'>;
  /** The leader as people read it: "Ctrl-T". */
  leader: string;
  now(): number;
  onRect(rect: Rect | undefined): void;
}

/** The whole screen: one of the screens, the status bar, and a dialog over them. */
export function App({ store, theme: themes, draw, leader, now, onRect }: AppProps) {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const theme = useSyncExternalStore(themes.subscribe, themes.get);
  const { glyphs } = theme;
  const small = tooSmallView(state.size, glyphs);
  if (small) return <Rows lines={small} theme={theme} />;
  const place = placeOf({ ...state, dialog: undefined });
  const dialog = dialogBox(state, leader, glyphs);
  return (
    <Box flexDirection="column" width={state.size.columns} height={state.size.rows} overflow="hidden">
      {place === 'lesson' || place === 'quiz' ? (
        <LessonScreenView state={state} draw={{ ...draw, glyphs }} theme={theme} onRect={onRect} />
      ) : (
        <Rows lines={screenRows(state, place, glyphs, now())} theme={theme} />
      )}
      <Rows lines={[statusBar(state, leader, glyphs)]} theme={theme} />
      {dialog && (
        <Box position="absolute" marginLeft={dialog.rect.left} marginTop={dialog.rect.top}>
          <Rows lines={dialog.rows} theme={theme} />
        </Box>
      )}
    </Box>
  );
}
