/** Strings (OSC, DCS, SOS, PM, APC), control sequences (CSI), other escapes: ECMA-48, as xterm reads them. */
const escapes = /\x1b[\]PX^_][^\x07\x1b\x18\x1a]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;
const otherControls = /[\x00-\x07\x0b-\x1f\x7f]/g;

/**
 * What a person would read of terminal output: no escape sequences, line ends as "\n", a line that was rewritten
 * after a carriage return (a progress bar) as it stood last, backspaces applied.
 */
export function plainText(raw: string): string {
  return raw.replace(escapes, '').replace(/\r+\n/g, '\n').split('\n').map(lastWriting).join('\n');
}

function lastWriting(line: string): string {
  let text = line;
  if (text.includes('\r')) {
    const writings = text.split('\r').filter((writing) => writing !== '');
    text = writings.at(-1) ?? '';
  }
  while (text.includes('\b')) text = text.replace(/[^\x08]\x08|^\x08+/, '');
  return text.replace(otherControls, '');
}

/** Collects output of any length and keeps its end. */
export interface OutputTail {
  push(text: string): void;
  /** The last `limit` characters of the plain text. */
  text(): string;
}

/** Makes a collector; escape sequences are only looked at when the text is asked for, so that floods stay cheap. */
export function createOutputTail(limit = 64 * 1024): OutputTail {
  // Escape sequences take room in the raw output: keep enough of it for the limit to be reached all the same.
  const keep = limit * 4;
  let chunks: string[] = [];
  let length = 0;
  let cut = false;
  return {
    push(text) {
      chunks.push(text);
      length += text.length;
      if (length < keep * 2) return;
      chunks = [chunks.join('').slice(-keep)];
      length = keep;
      cut = true;
    },
    text() {
      const raw = chunks.join('');
      // The cut may have gone through an escape sequence: begin with a whole line when there is one.
      const from = cut ? raw.indexOf('\n') + 1 : 0;
      const text = plainText(raw.slice(from)).slice(-limit);
      // V8 keeps the whole of a text alive for a part of it; records of commands are kept for long. A copy is alone.
      return Buffer.from(text, 'utf16le').toString('utf16le');
    },
  };
}
