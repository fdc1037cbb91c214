import { writeSync } from 'node:fs';

/** The full screen of the outer terminal. */
export interface AltScreen {
  enter(title: string): void;
  /** Brings the learner's screen back. Safe at any time, in any order, more than once. */
  leave(): void;
}

/** What a full screen asks the terminal for: see "Xterm Control Sequences". */
const enterSequence = [
  '\x1b[22;2t', // remember the window's title
  '\x1b[?1049h', // the alternate screen, so that the learner's own is kept
  '\x1b[?2004h', // pastes come in brackets
  '\x1b[?1000h\x1b[?1006h', // the mouse, for its wheel, as readable reports
  '\x1b[?25l',
].join('');

/** All that could be on, whoever turned it on: programs of the learner draw through us, but a crash may be anywhere. */
const leaveSequence = [
  '\x18', // ends a half-written sequence
  '\x1b[?2026l',
  '\x1b[0m',
  '\x1b[<u', // the kitty keyboard protocol, in case the chrome pushed it
  '\x1b[?1006l\x1b[?1003l\x1b[?1002l\x1b[?1000l',
  '\x1b[?2004l',
  '\x1b[?1l\x1b>',
  '\x1b[?7h',
  '\x1b[?1049l',
  '\x1b[?25h',
  '\x1b[23;2t',
].join('');

/** Makes the full screen of a terminal. Writes synchronously: in an exit handler nothing else arrives. */
export function createAltScreen(fd: number): AltScreen {
  let entered = false;
  return {
    enter(title) {
      entered = true;
      writeAll(fd, `${enterSequence}\x1b]2;${title.replace(/[\x00-\x1f\x7f-\x9f]/g, ' ')}\x07`);
    },
    leave() {
      if (!entered) return;
      entered = false;
      writeAll(fd, leaveSequence);
    },
  };
}

/** Tries for a terminal that is busy; after these it gets nothing more. */
const tries = 1000;

function writeAll(fd: number, text: string): void {
  let rest = Buffer.from(text);
  for (let attempt = 0; rest.length > 0 && attempt < tries; attempt++) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      // EAGAIN: full for the moment. Anything else: the terminal is gone, and with it what to restore.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
