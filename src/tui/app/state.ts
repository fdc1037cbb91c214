import { isTask } from '../../course/lesson.js';
import type { PlayerState } from '../../course/player/state.js';
import type { Finding, PrepareProgress } from '../../environments/contract.js';
import type { Size } from '../../terminal/contract.js';
import type { CourseTrack } from '../contract.js';
import type { IntentId } from '../keys/intents.js';
import { type HomeAction, type HomeState, initialHome, reduceHome } from '../screens/home/state.js';

/** What lies over the screen. */
export type Dialog =
  | { name: 'help'; scroll: number }
  | { name: 'map'; selected: number }
  /** `intent` is done when the answer is yes. */
  | { name: 'confirm'; intent: IntentId; question: string };

/** A search in the scroll-back of the terminal. `found` is undefined before the first look. */
export interface SearchState {
  text: string;
  found?: boolean;
}

/** The lesson on screen. */
export interface LessonView {
  id: string;
  /** Undefined until the session is open. */
  player?: PlayerState;
  preparation: readonly PrepareProgress[];
  summary: string;
  /** A shell is open and has an emulator. */
  terminal: boolean;
  /** First row of the lesson text that is shown. */
  scroll: number;
  /** Chosen option of a quiz, by its place on screen. */
  option: number;
  /** The learner went on from the last step: the end of the lesson is shown. */
  finished: boolean;
}

/** Everything that the screen shows, besides what the terminal draws itself. */
export interface AppState {
  size: Size;
  screen: 'home' | 'lesson' | 'doctor' | 'error';
  dialog?: Dialog;
  /** Who has the keyboard while no dialog is open. */
  focus: 'lesson' | 'terminal';
  /** The one with the keyboard has the whole screen. */
  zoom: boolean;
  /** The leader was pressed: the next key is a command. */
  leader: boolean;
  /** One line for the learner, until the next key. */
  message?: string;
  search?: SearchState;
  course: readonly CourseTrack[];
  home: HomeState;
  /** Where lessons happen; "" until it is known. */
  environment: string;
  lesson?: LessonView;
  /** Undefined while the doctor examines. */
  findings?: readonly Finding[];
  /** What is shown on the error screen. */
  error?: unknown;
  /** Lines that the terminal stands above its live end. */
  scrolledBack: number;
  /** Counts up while something is waited for. */
  spin: number;
}

/** What can happen to the app. */
export type AppAction =
  | { type: 'resized'; size: Size }
  | { type: 'home-shown'; course: readonly CourseTrack[] }
  | { type: 'home'; action: HomeAction }
  | { type: 'environment'; says: string }
  | { type: 'lesson-opening'; id: string }
  | { type: 'lesson-changed'; player: PlayerState; preparation: readonly PrepareProgress[]; summary: string }
  | { type: 'terminal'; open: boolean }
  | { type: 'finished'; finished: boolean }
  | { type: 'doctor-shown' }
  | { type: 'findings'; findings: readonly Finding[] }
  | { type: 'failed'; error: unknown }
  | { type: 'dialog'; dialog: Dialog | undefined }
  | { type: 'focus'; focus: AppState['focus'] }
  | { type: 'zoom' }
  | { type: 'leader'; on: boolean }
  | { type: 'message'; text: string | undefined }
  | { type: 'search'; search: SearchState | undefined }
  | { type: 'scrolled'; to: number }
  | { type: 'option'; option: number }
  | { type: 'scrolled-back'; lines: number }
  | { type: 'spin' };

/** The state before anything is known but the size of the screen. */
export function initialState(size: Size, course: readonly CourseTrack[]): AppState {
  return {
    size,
    screen: 'home',
    focus: 'lesson',
    zoom: false,
    leader: false,
    course,
    home: initialHome(course),
    environment: '',
    scrolledBack: 0,
    spin: 0,
  };
}

/** The one reducer of the app. Gives the same object when nothing changed, so that nothing is drawn again. */
export function reduceApp(state: AppState, action: AppAction): AppState {
  switch (action.type) {
    case 'resized':
      return { ...state, size: action.size };
    case 'home-shown':
      return {
        ...cleared(state),
        screen: 'home',
        focus: 'lesson',
        lesson: undefined,
        course: action.course,
        home: initialHome(action.course, state.lesson?.id),
      };
    case 'home':
      return { ...state, home: reduceHome(state.home, action.action, state.course) };
    case 'environment':
      return { ...state, environment: action.says };
    case 'lesson-opening':
      return {
        ...cleared(state),
        screen: 'lesson',
        focus: 'lesson',
        zoom: false,
        lesson: newLesson(action.id),
      };
    case 'doctor-shown':
      return { ...cleared(state), screen: 'doctor', focus: 'lesson', findings: undefined };
    case 'findings':
      return { ...state, findings: action.findings };
    case 'failed':
      return { ...cleared(state), screen: 'error', focus: 'lesson', error: action.error };
    case 'dialog':
      return { ...state, dialog: action.dialog };
    case 'focus':
      return state.focus === action.focus ? state : { ...state, focus: action.focus };
    case 'zoom':
      return { ...state, zoom: !state.zoom };
    case 'leader':
      return state.leader === action.on ? state : { ...state, leader: action.on };
    case 'message':
      return state.message === action.text ? state : { ...state, message: action.text };
    case 'search':
      return { ...state, search: action.search };
    case 'scrolled-back':
      return state.scrolledBack === action.lines ? state : { ...state, scrolledBack: action.lines };
    case 'spin':
      return { ...state, spin: state.spin + 1 };
    case 'lesson-changed':
    case 'terminal':
      return state.lesson ? withFocus(withLesson(state, reduceLesson(state.lesson, action)), state) : state;
    case 'finished':
    case 'scrolled':
    case 'option':
      return state.lesson ? withLesson(state, reduceLesson(state.lesson, action)) : state;
  }
}

type LessonAction = Extract<
  AppAction,
  { type: 'lesson-changed' | 'terminal' | 'finished' | 'scrolled' | 'option' }
>;

function reduceLesson(lesson: LessonView, action: LessonAction): LessonView {
  switch (action.type) {
    case 'lesson-changed': {
      const { player, preparation, summary } = action;
      const moved = lesson.player?.viewing !== player.viewing;
      const ended = player.phase === 'done' && lesson.player?.phase !== 'done';
      const finished = player.phase === 'done' && (ended || (lesson.finished && !moved));
      const changed = { ...lesson, player, preparation, summary, finished };
      return moved ? { ...changed, scroll: 0, option: 0 } : changed;
    }
    case 'terminal':
      return lesson.terminal === action.open ? lesson : { ...lesson, terminal: action.open };
    case 'finished':
      return { ...lesson, finished: action.finished };
    case 'scrolled':
      return lesson.scroll === action.to ? lesson : { ...lesson, scroll: action.to };
    case 'option':
      return { ...lesson, option: action.option };
  }
}

function withLesson(state: AppState, lesson: LessonView): AppState {
  return lesson === state.lesson ? state : { ...state, lesson };
}

/** A new step gives the keyboard to what it needs: tasks to the terminal, questions to the lesson. */
function withFocus(state: AppState, before: AppState): AppState {
  const { player, terminal } = state.lesson ?? {};
  const step = player?.lesson.steps[player.viewing];
  if (!player || !step || !terminal) return { ...state, focus: 'lesson' };
  const moved = before.lesson?.player?.viewing !== player.viewing || !before.lesson.terminal;
  return moved ? { ...state, focus: isTask(step) ? 'terminal' : 'lesson', zoom: false } : state;
}

/** Without what belongs to the screen that is left. */
function cleared(state: AppState): AppState {
  return {
    ...state,
    dialog: undefined,
    search: undefined,
    message: undefined,
    leader: false,
    scrolledBack: 0,
  };
}

function newLesson(id: string): LessonView {
  return { id, preparation: [], summary: '', terminal: false, scroll: 0, option: 0, finished: false };
}
