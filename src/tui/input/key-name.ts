const characters: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u001b': 'esc',
  '\u007f': 'backspace',
  '\b': 'backspace',
  ' ': 'space',
};

const letters: Readonly<Record<string, string>> = {
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
  Z: 'shift+tab',
};

// 16 and 22 are missing: that is how DEC numbered its keyboard.
const numbers: Readonly<Record<string, string>> = {
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

/**
 * The name of the key that sends these bytes: "a", "ctrl+c", "shift+pageup", "f5", "enter". One character or one whole
 * escape sequence; undefined for sequences that are no key we know.
 */
export function keyName(bytes: string): string | undefined {
  const named = characters[bytes];
  if (named) return named;
  if (!bytes.startsWith('\u001b')) {
    const code = bytes.codePointAt(0) ?? 0;
    return code < 32 ? `ctrl+${String.fromCharCode(code + 96)}` : bytes;
  }
  // Linux consoles send F1 to F5 as CSI [ A to CSI [ E.
  const console = /^\u001b\[\[([A-E])$/.exec(bytes);
  if (console) return `f${console[1]!.charCodeAt(0) - 64}`;
  const short = /^\u001bO([A-Z])$/.exec(bytes);
  if (short) return letters[short[1]!];
  const long = /^\u001b\[([0-9;]*)([A-Z~])$/.exec(bytes);
  if (!long) return undefined;
  const [first, modifier] = long[1]!.split(';');
  const name = long[2] === '~' ? numbers[first!] : letters[long[2]!];
  if (!name) return undefined;
  const bits = Number(modifier ?? 1) - 1;
  return `${bits & 4 ? 'ctrl+' : ''}${bits & 2 ? 'alt+' : ''}${bits & 1 ? 'shift+' : ''}${name}`;
}

/** The cell of an SGR mouse press with the left button; undefined for releases, moves and other buttons. */
export function leftClick(bytes: string): { column: number; row: number } | undefined {
  const report = /^\u001b\[<0;(\d+);(\d+)M$/.exec(bytes);
  return report ? { column: Number(report[1]) - 1, row: Number(report[2]) - 1 } : undefined;
}
