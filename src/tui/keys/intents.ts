import { type Moment, why } from './moment.js';

/** Where keys are pressed: a screen, or a dialog over it. */
export type Place =
  'home' | 'preparing' | 'lesson' | 'quiz' | 'done' | 'doctor' | 'error' | 'help' | 'map' | 'confirm';

/** Names of everything that a key can ask for. */
export type IntentId =
  | ('help' | 'hint' | 'solution' | 'check' | 'map' | 'back' | 'next' | 'focus' | 'quit' | 'home' | 'reset')
  | ('zoom' | 'search' | 'scroll-up' | 'scroll-down' | 'up' | 'down' | 'choose' | 'pick' | 'find' | 'doctor')
  | ('again' | 'close' | 'yes' | 'no');

/** Groups of keys, in the order of the help. */
export const groups = ['Lesson', 'Terminal', 'Lists and questions', 'Program'] as const;

/** One thing that can be asked for. Status bar, help, docs/keys.md and the safety questions come from these rows. */
export interface IntentRow {
  id: IntentId;
  where: readonly Place[];
  /** Function keys: they work in the terminal too. */
  keys?: readonly string[];
  /** The key after the leader; works in the terminal too. */
  leader?: string;
  /** Keys that work while the terminal does not have the keyboard. */
  plain?: readonly string[];
  /** One word, for the status bar. */
  label: string;
  about: string;
  group: (typeof groups)[number];
  /** Place in the status bar when there is little room: 1 goes last. Left out: not in the bar. */
  bar?: number;
  /** Asks this before it acts. */
  dangerous?: string;
  /** Why it can not be done now, in one sentence; undefined when it can. */
  disabled?(moment: Moment): string | undefined;
}

const step: readonly Place[] = ['lesson', 'quiz'];
const playing: readonly Place[] = ['lesson', 'quiz', 'preparing', 'done'];
const needsTask = (moment: Moment) =>
  moment.task ? undefined : 'This step asks a question: choose an answer.';
const needsTerminal = (moment: Moment) => (moment.terminal ? undefined : 'The terminal is not open yet.');

/** The one table of keys, in the order of the status bar and of the help. */
export const intents: readonly IntentRow[] = [
  {
    id: 'help',
    where: ['home', 'doctor', 'error', ...playing],
    keys: ['f1'],
    leader: '?',
    plain: ['?'],
    label: 'Help',
    about: 'Show every key.',
    group: 'Program',
    bar: 1,
  },
  {
    id: 'hint',
    where: ['lesson'],
    keys: ['f2'],
    leader: 'h',
    plain: ['h'],
    label: 'Hint',
    about: 'Unfold the next hint.',
    group: 'Lesson',
    bar: 3,
    disabled: (moment) => why(moment.hint),
  },
  {
    id: 'solution',
    where: ['lesson'],
    keys: ['f3'],
    leader: 's',
    plain: ['s'],
    label: 'Solution',
    about: 'Show a solution. The step then counts as solved with help.',
    group: 'Lesson',
    bar: 7,
    dangerous: 'Show the solution? The step will count as solved with help.',
    disabled: (moment) =>
      needsTask(moment) ?? (moment.solutionSeen ? 'The solution is shown already.' : undefined),
  },
  {
    id: 'check',
    where: ['lesson'],
    keys: ['f5'],
    leader: 'c',
    plain: ['c'],
    label: 'Check',
    about: 'Look at the checks now. They are looked at by themselves too.',
    group: 'Lesson',
    bar: 5,
    disabled: needsTask,
  },
  {
    id: 'map',
    where: [...step, 'done'],
    keys: ['f6'],
    leader: 'm',
    plain: ['m'],
    label: 'Map',
    about: 'Show the steps of the lesson and go to one.',
    group: 'Lesson',
    bar: 8,
  },
  {
    id: 'back',
    where: step,
    keys: ['f7'],
    leader: 'b',
    plain: ['b', 'left'],
    label: 'Back',
    about: 'Look at the step before.',
    group: 'Lesson',
    bar: 9,
    disabled: (moment) => why(moment.back),
  },
  {
    id: 'next',
    where: [...step, 'done'],
    keys: ['f8'],
    leader: 'n',
    plain: ['n', 'right'],
    label: 'Next',
    about: 'Go on: to the next step once this one is solved, or to the next lesson.',
    group: 'Lesson',
    bar: 4,
    disabled: (moment) => why(moment.next),
  },
  {
    id: 'reset',
    where: [...step, 'done'],
    leader: 'r',
    plain: ['r'],
    label: 'Reset',
    about: 'Start the lesson again: what you made in it is removed.',
    group: 'Lesson',
    dangerous: 'Start this lesson again? What you made in it is removed.',
  },
  {
    id: 'focus',
    where: step,
    keys: ['f9'],
    leader: 'l',
    plain: ['tab'],
    label: 'Focus',
    about: 'Give the keyboard to the lesson, or back to the terminal.',
    group: 'Terminal',
    bar: 6,
    disabled: needsTerminal,
  },
  {
    id: 'zoom',
    where: step,
    leader: 'z',
    plain: ['z'],
    label: 'Zoom',
    about: 'Give the whole screen to what has the keyboard, and back.',
    group: 'Terminal',
  },
  {
    id: 'search',
    where: step,
    leader: '/',
    plain: ['/'],
    label: 'Search',
    about: 'Search in what the terminal has shown.',
    group: 'Terminal',
    disabled: needsTerminal,
  },
  {
    id: 'scroll-up',
    where: ['lesson', 'help'],
    keys: ['shift+pageup'],
    plain: ['pageup', 'up', 'k'],
    label: 'Up',
    about: 'Scroll back, like the mouse wheel.',
    group: 'Terminal',
  },
  {
    id: 'scroll-down',
    where: ['lesson', 'help'],
    keys: ['shift+pagedown'],
    plain: ['pagedown', 'down', 'j', 'space'],
    label: 'Down',
    about: 'Scroll forward.',
    group: 'Terminal',
  },
  {
    id: 'up',
    where: ['home', 'quiz', 'map'],
    plain: ['up', 'k'],
    label: 'Up',
    about: 'Move up in a list.',
    group: 'Lists and questions',
  },
  {
    id: 'down',
    where: ['home', 'quiz', 'map'],
    plain: ['down', 'j'],
    label: 'Down',
    about: 'Move down in a list.',
    group: 'Lists and questions',
  },
  {
    id: 'choose',
    where: ['home', 'quiz', 'map', 'lesson', 'done'],
    plain: ['enter'],
    label: 'Choose',
    about: 'Open the lesson, give the answer, or go on.',
    group: 'Lists and questions',
    bar: 2,
  },
  {
    id: 'pick',
    where: ['quiz'],
    plain: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    label: 'Answer',
    about: 'Give the answer with this number.',
    group: 'Lists and questions',
  },
  {
    id: 'find',
    where: ['home'],
    plain: ['/'],
    label: 'Search',
    about: 'Search the lessons.',
    group: 'Lists and questions',
    bar: 3,
  },
  {
    id: 'again',
    where: ['doctor', 'error', 'preparing'],
    plain: ['r'],
    label: 'Try again',
    about: 'Examine again, or try again what has failed.',
    group: 'Program',
    bar: 2,
    disabled: (moment) => (moment.preparing ? 'Still at work.' : undefined),
  },
  {
    id: 'doctor',
    where: ['home', 'error', 'preparing'],
    plain: ['d'],
    label: 'Doctor',
    about: 'Examine this machine: is all there that lessons need?',
    group: 'Program',
    bar: 4,
  },
  {
    id: 'home',
    where: ['doctor', 'error', ...playing],
    leader: 'g',
    plain: ['g'],
    label: 'Lessons',
    about: 'Go to the list of lessons. The lesson waits as you left it.',
    group: 'Program',
    bar: 10,
  },
  {
    id: 'close',
    where: ['help', 'map', 'doctor', 'error'],
    plain: ['esc'],
    label: 'Close',
    about: 'Close what lies over the screen, or go back to the lessons.',
    group: 'Program',
    bar: 1,
  },
  {
    id: 'yes',
    where: ['confirm'],
    plain: ['y', 'enter'],
    label: 'Yes',
    about: 'Yes, do it.',
    group: 'Program',
    bar: 1,
  },
  {
    id: 'no',
    where: ['confirm'],
    plain: ['n', 'esc', 'q'],
    label: 'No',
    about: 'No, leave it.',
    group: 'Program',
    bar: 2,
  },
  {
    id: 'quit',
    where: ['home', 'doctor', 'error', ...playing],
    keys: ['f10'],
    leader: 'q',
    plain: ['q', 'ctrl+c'],
    label: 'Quit',
    about: 'Leave. Your progress is kept, and so is what you made.',
    group: 'Program',
    bar: 2,
  },
];

/** The row of an intent. */
export function intentRow(id: IntentId): IntentRow {
  return intents.find((row) => row.id === id)!;
}
