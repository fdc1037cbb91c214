import { render } from 'ink';
import { App } from './app/app.js';
import { createLessonHost } from './app/lesson-host.js';
import { type Performer, perform } from './app/perform.js';
import { isTyping, momentOf } from './app/place.js';
import { initialState, reduceApp } from './app/state.js';
import { createStore } from './app/store.js';
import { dialogBox } from './components/dialog.js';
import { tooSmallView } from './components/too-small.js';
import type { ExitReason, Rect, TuiDeps } from './contract.js';
import { createRouter } from './input/router.js';
import { defaultLeader, leaderLabel } from './keys/names.js';
import { createTheme, type Theme } from './theme/theme.js';

/** One turn of a spinner in milliseconds. */
const spinEvery = 120;

/**
 * Runs the full-screen app until the learner leaves. The caller owns the terminal: raw mode, alternate screen and their
 * end are its business. Resolves when the lesson is closed and its progress saved.
 */
export async function runTui(deps: TuiDeps): Promise<ExitReason> {
  const leaderByte = deps.leader ?? defaultLeader;
  const leader = leaderLabel(leaderByte);
  const store = createStore(reduceApp, initialState(deps.display.size(), deps.course()));
  const themes = createStore((_: Theme, next: Theme) => next, createTheme(deps.look));
  let rect: Rect | undefined;
  let end: (reason: ExitReason) => void;
  const ended = new Promise<ExitReason>((resolve) => (end = resolve));

  const host = createLessonHost(deps, store, {
    onRequest: (request) => perform(performer, request),
    onShell: showPane,
  });
  const performer: Performer = { deps, store, host, leader, exit: () => end({ reason: 'quit' }) };
  const router = createRouter({
    ...performer,
    leaderByte,
    pane: () => rect,
    onBackground(background) {
      if (themes.get().look.background === background) return;
      themes.dispatch(createTheme({ ...deps.look, background }));
    },
  });

  function showPane(): void {
    const state = store.get();
    const view = host.shell()?.emulator;
    const small = tooSmallView(state.size, themes.get().glyphs) !== undefined;
    const dialog = dialogBox(state, leader, themes.get().glyphs);
    const area =
      rect && !small ? { rect, covered: dialog ? [dialog.rect] : [], cursor: isTyping(state) } : undefined;
    deps.display.showTerminal(view && area ? view : undefined, area);
  }

  let cancelSpin: (() => void) | undefined;
  const spin = () => {
    cancelSpin = undefined;
    if (momentOf(store.get()).preparing) store.dispatch({ type: 'spin' });
  };
  const app = render(
    <App
      store={store}
      theme={themes}
      draw={{ describeCheck: deps.describeCheck, seed: deps.seed }}
      leader={leader}
      now={deps.now}
      onRect={(next) => {
        rect = next;
        host.place(next);
        showPane();
      }}
    />,
    // In debug mode Ink writes whole frames, unthrottled and without cursor movement: what the compositor takes.
    { stdout: deps.display.stdout, debug: true, exitOnCtrlC: false, patchConsole: false },
  );
  const stops = [
    store.subscribe(() => {
      showPane();
      if (!cancelSpin && momentOf(store.get()).preparing) cancelSpin = deps.after(spinEvery, spin);
    }),
    deps.display.onResize((size) => store.dispatch({ type: 'resized', size })),
  ];
  app.waitUntilExit().catch((error: unknown) => end({ reason: 'error', error }));
  deps.input.on('data', router);
  void deps.environment().then(
    (says) => store.dispatch({ type: 'environment', says }),
    () => undefined,
  );
  if (deps.notice !== undefined) store.dispatch({ type: 'message', text: deps.notice });
  if (deps.start !== undefined) void host.open(deps.start);

  const reason = await ended;
  deps.input.off('data', router);
  stops.forEach((stop) => stop());
  cancelSpin?.();
  deps.display.showTerminal(undefined, undefined);
  app.unmount();
  await host.close();
  return reason;
}
