/** One piece of what came from the keyboard. `bytes` is exactly what was received. */
export type Token =
  /** `key`: its name, "a", "ctrl+c", "shift+pageup", "f5", "enter"; text keys are the character itself. */
  | { type: 'key'; key: string; bytes: string }
  /** SGR mouse report; column and row count from 0. */
  | { type: 'mouse'; button: number; column: number; row: number; released: boolean; bytes: string }
  | { type: 'paste'; text: string; bytes: string }
  /** An answer of the terminal to a question: "]11;rgb:..." */
  | { type: 'report'; text: string; bytes: string };

const pasteStart = '\u001b[200~';
const pasteEnd = '\u001b[201~';

/* eslint-disable no-control-regex */
const mouse = /^\u001b\[<(\d+);(\d+);(\d+)([Mm])/;
const osc = /^\u001b\](\d+;[^\u0007\u001b]*)(?:\u0007|\u001b\\)/;
const csi = /^\u001b\[([0-9;?]*)([A-Za-z~^$@])/;
const ss3 = /^\u001bO([A-Za-z])/;
const unfinished = /^\u001b(?:\[(?:<?[0-9;?]*)?|\][^\u0007\u001b]*\u001b?|O)$/;
/* eslint-enable no-control-regex */

/**
 * Splits input into tokens. What may be the beginning of a sequence stays in `rest`, to be put before the next chunk;
 * a lone Escape is not kept: the caller knows whether more may come.
 */
export function decode(input: string): { tokens: Token[]; rest: string } {
  const tokens: Token[] = [];
  let rest = input;
  while (rest !== '') {
    if (rest.startsWith(pasteStart)) {
      const end = rest.indexOf(pasteEnd);
      if (end < 0) break;
      tokens.push({
        type: 'paste',
        text: rest.slice(pasteStart.length, end),
        bytes: rest.slice(0, end + pasteEnd.length),
      });
      rest = rest.slice(end + pasteEnd.length);
      continue;
    }
    if (unfinished.test(rest)) break;
    const token = sequence(rest) ?? character(rest);
    tokens.push(token);
    rest = rest.slice(token.bytes.length);
  }
  return { tokens, rest };
}

function sequence(rest: string): Token | undefined {
  if (!rest.startsWith('\u001b') || rest.length < 2) return undefined;
  const reported = mouse.exec(rest);
  if (reported) {
    const [bytes, button, column, row, end] = reported;
    return {
      type: 'mouse',
      button: Number(button),
      column: Number(column) - 1,
      row: Number(row) - 1,
      released: end === 'm',
      bytes,
    };
  }
  const answer = osc.exec(rest);
  if (answer) return { type: 'report', text: answer[1]!, bytes: answer[0] };
  const short = ss3.exec(rest);
  if (short) return { type: 'key', key: ss3Keys[short[1]!] ?? 'unknown', bytes: short[0] };
  const long = csi.exec(rest);
  if (long) return { type: 'key', key: csiKey(long[1]!, long[2]!), bytes: long[0] };
  return undefined;
}

function character(rest: string): Token {
  const bytes = String.fromCodePoint(rest.codePointAt(0)!);
  return { type: 'key', key: characterKey(bytes), bytes };
}

function characterKey(character: string): string {
  const named = characters[character];
  if (named) return named;
  const code = character.charCodeAt(0);
  return code < 32 ? `ctrl+${String.fromCharCode(code + 96)}` : character;
}

const characters: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u001b': 'esc',
  '\u007f': 'backspace',
  '\b': 'backspace',
  ' ': 'space',
};

const ss3Keys: Readonly<Record<string, string>> = {
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
};

const letterKeys: Readonly<Record<string, string>> = { ...ss3Keys, Z: 'shift+tab' };

// The numbers skip 16 and 22: that is how DEC numbered its keyboard.
const numberKeys: Readonly<Record<string, string>> = {
  '1': 'home',
  '2': 'insert',
  '3': 'delete',
  '4': 'end',
  '5': 'pageup',
  '6': 'pagedown',
  '11': 'f1',
  '12': 'f2',
  '13': 'f3',
  '14': 'f4',
  '15': 'f5',
  '17': 'f6',
  '18': 'f7',
  '19': 'f8',
  '20': 'f9',
  '21': 'f10',
  '23': 'f11',
  '24': 'f12',
};

function csiKey(parameters: string, end: string): string {
  const [first, modifier] = parameters.split(';');
  const name = end === '~' ? numberKeys[first!] : letterKeys[end];
  if (!name) return 'unknown';
  const bits = Number(modifier ?? 1) - 1;
  return `${bits & 4 ? 'ctrl+' : ''}${bits & 2 ? 'alt+' : ''}${bits & 1 ? 'shift+' : ''}${name}`;
}
