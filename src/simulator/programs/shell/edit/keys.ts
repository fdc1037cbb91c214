/** A key as a terminal sends it: one character, or a name for a sequence. */
export type Key =
  | { kind: 'text'; text: string }
  | { kind: 'control'; letter: string }
  | { kind: 'named'; name: 'up' | 'down' | 'left' | 'right' | 'home' | 'end' | 'delete' | 'pageup' | 'pagedown' | 'escape' | 'word-left' | 'word-right' }; // prettier-ignore

type Name = Extract<Key, { kind: 'named' }>['name'];

const sequences: Record<string, Name> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[5~': 'pageup',
  '[6~': 'pagedown',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  b: 'word-left',
  f: 'word-right',
};

/** Splits what was read from a terminal into keys; an escape sequence comes in one piece. */
export function readKeys(text: string): Key[] {
  const keys: Key[] = [];
  for (let at = 0; at < text.length;) {
    const char = text[at] ?? '';
    if (char === '\x1b') {
      const match = /^(?:\[[0-9;?]*[A-Za-z~]|O[A-Z]|[bf])/.exec(text.slice(at + 1));
      const name = match ? sequences[match[0]] : 'escape';
      if (name) keys.push({ kind: 'named', name });
      at += 1 + (match?.[0].length ?? 0);
    } else if (char < ' ' || char === '\x7f') {
      keys.push({
        kind: 'control',
        letter: char === '\x7f' ? 'H' : String.fromCharCode(char.charCodeAt(0) + 64),
      });
      at++;
    } else {
      const point = String.fromCodePoint(text.codePointAt(at) ?? 0);
      keys.push({ kind: 'text', text: point });
      at += point.length;
    }
  }
  return keys;
}
