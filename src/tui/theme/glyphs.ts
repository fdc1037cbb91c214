/** Every sign that the screens draw with, besides letters. All are one cell wide in every terminal. */
export interface Glyphs {
  done: string;
  failed: string;
  waiting: string;
  open: string;
  current: string;
  half: string;
  pointer: string;
  bullet: string;
  warning: string;
  spark: string;
  more: string;
  separator: string;
  barFull: string;
  barEmpty: string;
  edge: string;
  up: string;
  down: string;
  enter: string;
  dash: string;
  wheel: string;
  spinner: readonly string[];
  box: {
    topLeft: string;
    topRight: string;
    bottomLeft: string;
    bottomRight: string;
    across: string;
    down: string;
  };
}

const unicode: Glyphs = {
  done: '✓',
  failed: '✗',
  waiting: '◌',
  open: '○',
  current: '◉',
  half: '◐',
  pointer: '❯',
  bullet: '•',
  warning: '!',
  spark: '✦',
  more: '…',
  separator: '·',
  barFull: '━',
  barEmpty: '─',
  edge: '▌',
  up: '↑',
  down: '↓',
  enter: '⏎',
  dash: '—',
  wheel: '⎈',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
  box: { topLeft: '╭', topRight: '╮', bottomLeft: '╰', bottomRight: '╯', across: '─', down: '│' },
};

const ascii: Glyphs = {
  done: 'v',
  failed: 'x',
  waiting: '~',
  open: 'o',
  current: '@',
  half: '%',
  pointer: '>',
  bullet: '*',
  warning: '!',
  spark: '*',
  more: '.',
  separator: '-',
  barFull: '#',
  barEmpty: '-',
  edge: '|',
  up: 'Up',
  down: 'Down',
  enter: 'Enter',
  dash: '-',
  wheel: '*',
  spinner: ['|', '/', '-', '\\'],
  box: { topLeft: '+', topRight: '+', bottomLeft: '+', bottomRight: '+', across: '-', down: '|' },
};

/** The signs for a terminal that shows Unicode, or ASCII ones. */
export function glyphsFor(set: 'unicode' | 'ascii'): Glyphs {
  return set === 'unicode' ? unicode : ascii;
}
