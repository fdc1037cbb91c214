/**
 * What the shell says about itself inside its output. The marks are those of OSC 133 (semantic prompts: A prompt,
 * B end of prompt, C command starts, P continuation prompt), each with an `aid` that only our shell knows, so that
 * no program can forge one by printing it, and closed by the same secret, so that a payload may hold any byte.
 */
export type Mark =
  /** The shell is about to show its prompt; how the last command ended. */
  | { type: 'prompt'; exitCode: number }
  /** The prompt is on screen and the shell reads a command. */
  | { type: 'ready' }
  /** The shell wants more lines of the same command. */
  | { type: 'continuation' }
  /** A command line was read and starts; how the one before it ended. */
  | { type: 'command'; line: string; previousExitCode: number };

/** A stretch of shell output: what programs printed, or a mark. */
export type Piece = { type: 'data'; text: string } | { type: 'mark'; mark: Mark };

/** Text of a mark as the shell prints it. `payload` may hold anything but the secret. */
export function markText(letter: 'A' | 'B' | 'C' | 'P', secret: string, payload: string): string {
  return `\\e]133;${letter};aid=${secret};${payload};${secret}\\a`;
}

/** Splits shell output into data and marks, whatever the chunks. */
export interface MarkParser {
  push(chunk: string): Piece[];
  /** What is still held back when the output ends. */
  end(): Piece[];
}

/** A mark longer than this is no mark: bash lines are far shorter. */
const longestMark = 1 << 20;

/** Makes a parser for the marks of the shell that was given this secret (letters and digits only). */
export function createMarkParser(secret: string): MarkParser {
  const start = new RegExp(`\\x1b\\]133;([ABCP]);aid=${secret};`);
  const close = `;${secret}\x07`;
  let held = '';

  const push = (chunk: string): Piece[] => {
    const pieces: Piece[] = [];
    let rest = held + chunk;
    for (;;) {
      const found = start.exec(rest);
      if (!found) break;
      const payloadAt = found.index + found[0].length;
      const end = rest.indexOf(close, payloadAt);
      if (end < 0 && rest.length - found.index < longestMark) {
        if (found.index > 0) pieces.push({ type: 'data', text: rest.slice(0, found.index) });
        held = rest.slice(found.index);
        return pieces;
      }
      const text = rest.slice(0, end < 0 ? payloadAt : found.index);
      if (text) pieces.push({ type: 'data', text });
      if (end < 0) {
        rest = rest.slice(payloadAt);
        continue;
      }
      pieces.push({ type: 'mark', mark: readMark(found[1] ?? '', rest.slice(payloadAt, end)) });
      rest = rest.slice(end + close.length);
    }
    const keep = unfinishedStart(rest, secret);
    held = rest.slice(keep);
    if (keep > 0) pieces.push({ type: 'data', text: rest.slice(0, keep) });
    return pieces;
  };

  return {
    push,
    end() {
      const text = held;
      held = '';
      return text ? [{ type: 'data', text }] : [];
    },
  };
}

/** Where a mark may have begun whose start is not complete yet; the length of the text when there is none. */
function unfinishedStart(text: string, secret: string): number {
  const at = text.lastIndexOf('\x1b');
  if (at < 0) return text.length;
  const tail = text.slice(at);
  const possible = ['A', 'B', 'C', 'P'].some((letter) =>
    `\x1b]133;${letter};aid=${secret};`.startsWith(tail),
  );
  return possible ? at : text.length;
}

function readMark(letter: string, payload: string): Mark {
  if (letter === 'A') return { type: 'prompt', exitCode: Number(payload) };
  if (letter === 'B') return { type: 'ready' };
  if (letter === 'P') return { type: 'continuation' };
  const [, code = '0', entry = ''] = /^(\d+);([\s\S]*)$/.exec(payload) ?? [];
  return { type: 'command', previousExitCode: Number(code), line: historyLine(entry) };
}

/** The command of a line of `history`: a number, a star when it was edited, a space, the command. */
function historyLine(entry: string): string {
  return entry.replace(/^ *\d+[ *] /, '').replaceAll('\r\n', '\n');
}
