/** A piece of what the outer terminal sent. */
export type InputToken =
  /** For the program in the terminal: printable text, one control character or one escape sequence. */
  | { type: 'pass'; bytes: string }
  /** A key of the tutor. */
  | { type: 'ours'; bytes: string }
  /** The wheel turned; cells of the whole screen, 0 at the top left. */
  | { type: 'wheel'; direction: 'up' | 'down'; column: number; row: number; bytes: string }
  /** Another mouse report. */
  | { type: 'mouse'; bytes: string }
  /** A bracketed paste: its start, stretches of its text, its end. Nothing inside is a key. */
  | { type: 'paste'; part: 'start' | 'text' | 'end'; bytes: string };

/** Splits raw input into tokens, whatever the chunks. */
export interface InputSplitter {
  push(chunk: string): InputToken[];
  /** True while the start of a sequence is held back; after some 50 ms of silence it was a key: flush. */
  pending(): boolean;
  /** Gives out what is held back. */
  flush(): InputToken[];
}

/** Longer than any key or report: what goes on after this is no sequence of a terminal. */
const longestSequence = 4096;

const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';

/**
 * Makes a splitter. `isOurs` gets one control character or one whole escape sequence. Concatenated, the bytes of all
 * tokens are the bytes that came in.
 */
export function createInputSplitter(isOurs: (sequence: string) => boolean): InputSplitter {
  let held = '';
  let inPaste = false;

  const next = (text: string): InputToken | undefined => {
    if (inPaste) return pasteToken(text);
    const length = sequenceLength(text);
    if (length === undefined) return undefined;
    const bytes = text.slice(0, length);
    if (bytes === pasteStart) return { type: 'paste', part: 'start', bytes };
    if (isOurs(bytes)) return { type: 'ours', bytes };
    return mouseToken(bytes) ?? { type: 'pass', bytes };
  };

  return {
    push(chunk) {
      const tokens: InputToken[] = [];
      held += chunk;
      while (held !== '') {
        const token = next(held);
        if (!token) break;
        if (token.type === 'paste') inPaste = token.part !== 'end';
        tokens.push(token);
        held = held.slice(token.bytes.length);
      }
      return tokens;
    },
    pending: () => held !== '',
    flush() {
      const bytes = held;
      held = '';
      if (bytes === '') return [];
      if (inPaste) return [{ type: 'paste', part: 'text', bytes }];
      return [{ type: isOurs(bytes) ? 'ours' : 'pass', bytes }];
    },
  };
}

function pasteToken(text: string): InputToken | undefined {
  const end = text.indexOf(pasteEnd);
  if (end === 0) return { type: 'paste', part: 'end', bytes: pasteEnd };
  const sure = end > 0 ? end : text.length - partialEnd(text);
  return sure > 0 ? { type: 'paste', part: 'text', bytes: text.slice(0, sure) } : undefined;
}

/** How many of the last characters may be the beginning of the paste's end. */
function partialEnd(text: string): number {
  for (let length = pasteEnd.length - 1; length > 0; length--) {
    if (text.endsWith(pasteEnd.slice(0, length))) return length;
  }
  return 0;
}

const printable = /^[^\x00-\x1f\x7f]+/;
const control = /^[\x00-\x1a\x1c-\x1f\x7f]/;
const csi = /^\x1b\[[0-?]*[ -/]*[@-~]/;
const csiStart = /^\x1b\[[0-?]*[ -/]*$/;
/** F1 to F4 and the keys of application mode. */
const ss3 = /^\x1bO[ -~]/;
/** Answers of the outer terminal: OSC, DCS, APC, PM, SOS up to BEL or ST. */
const string = /^\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)/;
const stringStart = /^\x1b[\]P_^X][^\x07\x1b]*\x1b?$/;

/** Length of the first text, control character or sequence; undefined while it is not complete. */
function sequenceLength(text: string): number | undefined {
  const whole = printable.exec(text) ?? control.exec(text) ?? csi.exec(text) ?? ss3.exec(text);
  const found = (whole ?? string.exec(text))?.[0];
  if (found && (found.length <= longestSequence || printable.test(text))) return found.length;
  const unfinished = text === '\x1b' || text === '\x1bO' || csiStart.test(text) || stringStart.test(text);
  if (unfinished && text.length < longestSequence) return undefined;
  // Alt and a key: ESC and one character. Anything else that ESC does not explain is ESC alone.
  const second = text.codePointAt(1) ?? 0;
  const isAlt = second > 0x1f && !'[O'.includes(text[1] ?? '');
  return isAlt ? 1 + String.fromCodePoint(second).length : 1;
}

/** Mouse reports in SGR coding (mode 1006): "CSI < button ; column ; row M", or m for a release. */
function mouseToken(bytes: string): InputToken | undefined {
  const report = /^\x1b\[<(\d+);(\d+);(\d+)[Mm]$/.exec(bytes);
  if (!report) return undefined;
  const button = Number(report[1]);
  // Bits 2 to 4 are Shift, Alt and Ctrl; 64 and 65 are the wheel.
  const wheel = button & ~0b11100;
  if (wheel !== 64 && wheel !== 65) return { type: 'mouse', bytes };
  const direction = wheel === 64 ? 'up' : 'down';
  return { type: 'wheel', direction, column: Number(report[2]) - 1, row: Number(report[3]) - 1, bytes };
}
