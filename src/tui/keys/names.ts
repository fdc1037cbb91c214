/** A key as people read it: "f2" -> "F2", "shift+pageup" -> "Shift-PageUp". */
export function keyLabel(key: string): string {
  return key
    .split('+')
    .map((part, index) => labels[part] ?? (index > 0 || /^f\d+$/.test(part) ? part.toUpperCase() : part))
    .join('-');
}

const labels: Readonly<Record<string, string>> = {
  ctrl: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  enter: 'Enter',
  esc: 'Esc',
  tab: 'Tab',
  space: 'Space',
};

/** The byte that begins a command in the terminal unless the learner wishes another: Ctrl-T. */
export const defaultLeader = '\u0014';

/** The leader as people read it: the byte 0x14 -> "Ctrl-T". */
export function leaderLabel(byte: string): string {
  return `Ctrl-${String.fromCharCode(byte.charCodeAt(0) + 64)}`;
}

/** The byte of a leader wish such as "ctrl-b" or "^b"; undefined when it is not Ctrl with a letter. */
export function leaderByte(wish: string): string | undefined {
  const letter = /^(?:ctrl[-+]|c-|\^)([a-z])$/i.exec(wish.trim())?.[1];
  // Enter, Tab and Ctrl-C are needed by every shell.
  if (!letter || /[cimj]/i.test(letter)) return undefined;
  return String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 64);
}
