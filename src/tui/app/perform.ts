import type { LessonSession } from '../../session/contract.js';
import { type Finding } from '../../environments/contract.js';
import type { TuiDeps } from '../contract.js';
import { dialogBox } from '../components/dialog.js';
import { type IntentId, intentRow } from '../keys/intents.js';
import { lessonScreen, optionsOnScreen } from '../screens/lesson/screen.js';
import { glyphsFor } from '../theme/glyphs.js';
import type { LessonHost } from './lesson-host.js';
import { lessonAfter } from './next-lesson.js';
import { momentOf, placeOf } from './place.js';
import type { AppAction, AppState } from './state.js';
import type { Store } from './store.js';

/** What intents act on. */
export interface Performer {
  deps: TuiDeps;
  store: Store<AppState, AppAction>;
  host: LessonHost;
  /** The leader as people read it. */
  leader: string;
  exit(): void;
}

/** Does what a key asked for, or says why it can not be done now. `key` tells how far to scroll and which answer. */
export function perform(on: Performer, id: IntentId, key = ''): void {
  const state = on.store.get();
  const row = intentRow(id);
  const reason = row.disabled?.(momentOf(state));
  if (reason !== undefined) return say(on, reason);
  const question = row.dangerous ?? (id === 'quit' ? quitQuestion(on.host.session()) : undefined);
  if (question && state.dialog?.name !== 'confirm') {
    return on.store.dispatch({ type: 'dialog', dialog: { name: 'confirm', intent: id, question } });
  }
  act(on, id, key, state);
}

function act(on: Performer, id: IntentId, key: string, state: AppState): void {
  const { store, host } = on;
  const session = host.session();
  switch (id) {
    case 'help':
      return store.dispatch({ type: 'dialog', dialog: { name: 'help', scroll: 0 } });
    case 'map':
      return store.dispatch({
        type: 'dialog',
        dialog: { name: 'map', selected: state.lesson?.player?.viewing ?? 0 },
      });
    case 'hint':
    case 'solution':
    case 'reset':
    case 'back':
      return session?.send({ type: id });
    case 'check':
      say(on, 'Looking at the checks.');
      return session?.send({ type: 'check' });
    case 'next':
      return goOn(on, state);
    case 'focus':
      return store.dispatch({ type: 'focus', focus: state.focus === 'lesson' ? 'terminal' : 'lesson' });
    case 'zoom':
      return store.dispatch({ type: 'zoom' });
    case 'search':
      return store.dispatch({ type: 'search', search: { text: '' } });
    case 'scroll-up':
      return scroll(on, -1, key, state);
    case 'scroll-down':
      return scroll(on, 1, key, state);
    case 'up':
      return move(on, -1, state);
    case 'down':
      return move(on, 1, state);
    case 'choose':
      return choose(on, state);
    case 'pick':
      return answer(on, Number(key) - 1, state);
    case 'find':
      return store.dispatch({ type: 'home', action: { type: 'search' } });
    case 'doctor':
      return examine(on);
    case 'again':
      return state.screen === 'doctor'
        ? examine(on)
        : void host.open(state.lesson?.id ?? state.home.selected ?? '');
    case 'home':
      return showHome(on);
    case 'close':
      return state.dialog ? store.dispatch({ type: 'dialog', dialog: undefined }) : showHome(on);
    case 'yes':
      return confirmed(on, state);
    case 'no':
      return store.dispatch({ type: 'dialog', dialog: undefined });
    case 'quit':
      return on.exit();
  }
}

/** One line for the learner, until the next key. */
export function say({ store }: Performer, text: string): void {
  store.dispatch({ type: 'message', text });
}

/**
 * Leaving is asked about only when something would be lost: a command that still runs. The session itself is asked: the
 * screen shows its state a moment later.
 */
function quitQuestion(session: LessonSession | undefined): string | undefined {
  const running = session
    ?.state()
    .steps.flatMap((step) => step.commands)
    .find((command) => command.exitCode === undefined);
  return running && `"${running.line}" still runs in the terminal. Leave and end it?`;
}

function confirmed(on: Performer, state: AppState): void {
  if (state.dialog?.name !== 'confirm') return;
  const { intent } = state.dialog;
  on.store.dispatch({ type: 'dialog', dialog: undefined });
  act(on, intent, '', on.store.get());
}

function showHome(on: Performer): void {
  void on.host.close().then(() => on.store.dispatch({ type: 'home-shown', course: on.deps.course() }));
}

function goOn(on: Performer, state: AppState): void {
  const player = state.lesson?.player;
  if (!player) return;
  if (player.phase !== 'done') return on.host.session()?.send({ type: 'next' });
  if (!state.lesson?.finished) {
    if (player.viewing < player.steps.length - 1) return on.host.session()?.send({ type: 'next' });
    return on.store.dispatch({ type: 'finished', finished: true });
  }
  const following = lessonAfter(state.course, player.lesson.id);
  if (following) void on.host.open(following.id);
  else showHome(on);
}

function choose(on: Performer, state: AppState): void {
  switch (placeOf(state)) {
    case 'home':
      if (state.home.selected) void on.host.open(state.home.selected);
      return;
    case 'map': {
      const step = state.dialog?.name === 'map' ? state.dialog.selected : 0;
      on.store.dispatch({ type: 'dialog', dialog: undefined });
      const player = state.lesson?.player;
      if (player && step > Math.min(player.current, player.steps.length - 1)) {
        return say(on, 'This step is still ahead: solve the ones before first.');
      }
      on.store.dispatch({ type: 'finished', finished: false });
      return on.host.session()?.send({ type: 'view', step });
    }
    case 'quiz':
      return momentOf(state).next.can ? goOn(on, state) : answer(on, state.lesson?.option ?? 0, state);
    default:
      return perform(on, 'next');
  }
}

function answer(on: Performer, place: number, state: AppState): void {
  const option = optionsOnScreen(state, on.deps.seed)[place];
  if (!option) return;
  on.store.dispatch({ type: 'option', option: place });
  on.host.session()?.send({ type: 'choose', option: option.option });
}

function move(on: Performer, by: number, state: AppState): void {
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  const { dialog, lesson } = state;
  if (dialog?.name === 'map') {
    const selected = within(dialog.selected + by, lesson?.player?.steps.length ?? 1);
    return on.store.dispatch({ type: 'dialog', dialog: { name: 'map', selected } });
  }
  if (placeOf(state) === 'home') return on.store.dispatch({ type: 'home', action: { type: 'move', by } });
  const count = optionsOnScreen(state, on.deps.seed).length;
  on.store.dispatch({ type: 'option', option: within((lesson?.option ?? 0) + by, count) });
}

/** Scrolls what has the keyboard: by a row with arrow keys, else by nearly a page. */
function scroll(on: Performer, direction: 1 | -1, key: string, state: AppState): void {
  const glyphs = glyphsFor(on.deps.look.glyphs);
  const single = ['up', 'down', 'k', 'j'].includes(key);
  const page = Math.max(1, Math.floor(state.size.rows / 2) - 2);
  const by = direction * (key === 'wheel' ? 3 : single ? 1 : page);
  if (state.dialog?.name === 'help') {
    const most = dialogBox(state, on.leader, glyphs)?.maxScroll ?? 0;
    const to = Math.max(0, Math.min(most, state.dialog.scroll + by));
    return on.store.dispatch({ type: 'dialog', dialog: { name: 'help', scroll: to } });
  }
  if (state.focus === 'terminal') return on.host.shell()?.emulator.scrollBy(by);
  scrollLesson(on, by);
}

/** Moves the lesson text by so many rows. */
export function scrollLesson(on: Performer, by: number): void {
  const state = on.store.get();
  if (!state.lesson) return;
  const draw = {
    describeCheck: on.deps.describeCheck,
    seed: on.deps.seed,
    glyphs: glyphsFor(on.deps.look.glyphs),
  };
  const { maxScroll } = lessonScreen(state, draw).panel;
  const from = Math.min(state.lesson.scroll, maxScroll);
  on.store.dispatch({ type: 'scrolled', to: Math.max(0, Math.min(maxScroll, from + by)) });
}

function examine(on: Performer): void {
  const { store, deps, host } = on;
  const failed = (error: unknown) => store.dispatch({ type: 'failed', error });
  const found = (findings: readonly Finding[]) => store.dispatch({ type: 'findings', findings });
  void host.close().then(() => {
    store.dispatch({ type: 'doctor-shown' });
    return deps.doctor().then(found, failed);
  });
}
