import type { Size, TerminalSession } from '../../terminal/contract.js';
import { attach, resizeBoth } from '../../terminal/attach.js';
import type { Emulator } from '../../terminal/emulator.js';
import type { LessonSession, UiRequest } from '../../session/contract.js';
import type { Rect, TuiDeps } from '../contract.js';
import { lessonScreen } from '../screens/lesson/screen.js';
import { newSection } from '../screens/lesson/reveal.js';
import { glyphsFor } from '../theme/glyphs.js';
import type { AppAction, AppState } from './state.js';
import type { Store } from './store.js';
import { throttled } from './throttle.js';

/** The shell of the lesson and the emulator that shows it. */
export interface Shell {
  session: TerminalSession;
  emulator: Emulator;
}

/** Keeps the one open lesson: its session, its shell, the size of its pane. */
export interface LessonHost {
  /** Closes the lesson before and opens another one. Errors end on the error screen. */
  open(id: string): Promise<void>;
  close(): Promise<void>;
  session(): LessonSession | undefined;
  shell(): Shell | undefined;
  /** Where the terminal is now; undefined when it is not on screen. */
  place(rect: Rect | undefined): void;
}

/** Chrome is drawn at most so often while a lesson reports progress, in milliseconds. */
const drawEvery = 66;
/** A window that is being dragged changes its size many times; the shell is told when it rests. */
const resizeAfter = 50;

/** Makes the host. `onRequest` gets what the learner asked for with `tutor WORD`. */
export function createLessonHost(
  deps: TuiDeps,
  store: Store<AppState, AppAction>,
  hooks: { onRequest(request: UiRequest): void; onShell(): void },
): LessonHost {
  let session: LessonSession | undefined;
  let emulator: Emulator | undefined;
  let shell: Shell | undefined;
  let size: Size | undefined;
  let resizing: (() => void) | undefined;
  let stops: (() => void)[] = [];
  /** Grows with every open and close: what comes late from an older lesson is dropped. */
  let generation = 0;

  const sync = throttled(showSession, drawEvery, deps);

  function showSession(): void {
    if (!session) return;
    const before = store.get().lesson?.player;
    const player = session.state();
    store.dispatch({
      type: 'lesson-changed',
      player,
      preparation: session.preparation(),
      summary: session.summary,
    });
    followShell();
    const fresh = newSection(before, player);
    if (fresh) scrollTo(fresh);
  }

  function scrollTo(name: ReturnType<typeof newSection>): void {
    const draw = { describeCheck: deps.describeCheck, seed: deps.seed, glyphs: glyphsFor(deps.look.glyphs) };
    const { starts, maxScroll } = lessonScreen(store.get(), draw).panel;
    // A question without more to say has no debrief, only the word that it is solved.
    const start = name && (starts[name] ?? (name === 'debrief' ? starts.solved : undefined));
    if (start !== undefined) store.dispatch({ type: 'scrolled', to: Math.min(start, maxScroll) });
  }

  function followShell(): void {
    const next = session?.terminal();
    if (next === shell?.session || !emulator) return;
    if (shell) void emulator.write('\u001bc');
    shell = next && { session: next, emulator };
    if (next) {
      stops.push(attach(next, emulator));
      if (size) resizeBoth(next, emulator, size);
    }
    store.dispatch({ type: 'terminal', open: next !== undefined });
    hooks.onShell();
  }

  async function close(): Promise<void> {
    generation++;
    const [old, oldEmulator] = [session, emulator];
    for (const stop of stops) stop();
    sync.stop();
    resizing?.();
    stops = [];
    session = undefined;
    emulator = undefined;
    shell = undefined;
    hooks.onShell();
    await old?.close();
    oldEmulator?.dispose();
  }

  return {
    async open(id) {
      await close();
      const own = generation;
      store.dispatch({ type: 'lesson-opening', id });
      try {
        // The emulator comes first: nothing that the shell prints may be lost.
        const [made, opened] = await Promise.all([
          deps.createEmulator(size ?? { columns: 80, rows: 24 }),
          deps.openLesson(id),
        ]);
        if (own !== generation) {
          made.dispose();
          return await opened.close();
        }
        emulator = made;
        session = opened;
        stops = [
          opened.onChange(sync.ask),
          opened.onUiRequest(hooks.onRequest),
          made.onChange(() => store.dispatch({ type: 'scrolled-back', lines: made.scrollOffset() })),
        ];
        showSession();
      } catch (error) {
        if (own === generation) store.dispatch({ type: 'failed', error });
      }
    },
    close,
    session: () => session,
    shell: () => shell,
    place(rect) {
      if (!rect || rect.width < 2 || rect.height < 1) return;
      const next = { columns: rect.width, rows: rect.height };
      if (size && size.columns === next.columns && size.rows === next.rows) return;
      const first = size === undefined;
      size = next;
      resizing?.();
      const resize = () => {
        if (shell) resizeBoth(shell.session, shell.emulator, next);
        else emulator?.resize(next);
        session?.resize(next);
      };
      if (first) resize();
      else resizing = deps.after(resizeAfter, resize);
    },
  };
}
