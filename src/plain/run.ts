import type { PlayerState } from '../course/player/state.js';
import type { LessonSession, UiRequest } from '../session/contract.js';
import type { TerminalSession } from '../terminal/contract.js';
import { announceChange, announceChecks, announceMap, announceSolution, type Wording } from './announce.js';
import { createHoldBack } from './hold-back.js';

/** Standard input and output as plain mode uses them. */
export interface PlainIo {
  input: NodeJS.ReadableStream & { setRawMode?(raw: boolean): unknown };
  /** Keys go through one by one, to a PTY; otherwise whole lines do, one after the other. */
  raw: boolean;
  output: { write(text: string): unknown; columns?: number; rows?: number };
  after(ms: number, call: () => void): () => void;
}

/** Longest that the prompt waits for the verdict on the command before it. */
const verdictMs = 400;

/**
 * Plays a lesson line by line: what the shell prints, with the tutor's words between. Resolves when the learner quits or
 * the input ends. With a PTY keys go straight through; without one, whole lines do.
 */
export async function runPlain(session: LessonSession, io: PlainIo, wording: Wording): Promise<void> {
  const ended = deferred();
  const { raw } = io;
  const lineEnd = raw ? '\r\n' : '\n';
  // What stands on the line that the cursor is on: a prompt is written again below what the tutor says.
  let open = '';
  const write = (text: string) => {
    const shown = raw ? text : text.replaceAll('\r', '');
    open = (open + shown).slice((open + shown).lastIndexOf('\n') + 1);
    io.output.write(shown);
  };
  const hold = createHoldBack({ write, after: io.after, limitMs: verdictMs });
  const say = (lines: string[]) => {
    if (lines.length === 0) return;
    const prompt = shell?.prompt() === 'command' ? open : '';
    write((open === '' ? '' : lineEnd) + lines.map((line) => line + lineEnd).join('') + prompt);
  };
  let state: PlayerState = session.state();
  let shell: TerminalSession | undefined;
  let solutionAsked = false;
  const queue: string[] = [];
  let ready = false;

  function onChange(): void {
    const before = state;
    state = session.state();
    if (state.current !== before.current) solutionAsked = false;
    say(announceChange(before, state, wording));
    if (before.steps[before.current]?.results !== state.steps[before.current]?.results) hold.release();
    if (session.terminal() !== shell) attach(session.terminal());
    if (state.phase === 'failed') ended.resolve();
    feed();
  }

  function attach(next: TerminalSession | undefined): void {
    shell = next;
    ready = next !== undefined;
    next?.onData((chunk) => hold.data(chunk));
    next?.onCommand((record) => {
      if (record.exitCode === undefined) return;
      hold.hold();
      // Lines of a pipe are typed one after the other, each after the verdict on the one before.
      io.after(raw ? 0 : verdictMs, () => {
        ready = true;
        feed();
      });
    });
  }

  /** Types the next line that waits, once the shell is ready for it. */
  function feed(): void {
    if (!shell || !ready) return;
    const line = queue.shift();
    if (line !== undefined) {
      ready = raw;
      shell.write(line);
    } else if (inputEnded && !raw) {
      ended.resolve();
    }
  }

  let inputEnded = false;
  let rest = '';
  const onInput = (chunk: Buffer | string) => {
    const text = chunk.toString();
    if (raw) {
      queue.push(text);
    } else {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      queue.push(...lines.filter((line) => line.trim() !== '').map((line) => `${line}\n`));
    }
    feed();
  };
  const onEnd = () => {
    if (rest.trim() !== '') queue.push(`${rest}\n`);
    inputEnded = true;
    feed();
  };

  function onUiRequest(request: UiRequest): void {
    switch (request) {
      case 'quit':
        return ended.resolve();
      case 'map':
        return say(announceMap(state));
      case 'check':
        return say(announceChecks(state, wording));
      case 'help':
        return say(helpLines);
      case 'solution':
        if (!solutionAsked) {
          solutionAsked = true;
          return say([
            'Seen solutions do not count as solved on your own. Type tutor solution once more to see it.',
          ]);
        }
        session.send({ type: 'solution' });
        return say(announceSolution(session.state()));
    }
  }

  say([`${state.lesson.id} ${state.lesson.title}`, state.lesson.goal, session.summary]);
  const stops = [session.onChange(onChange), session.onUiRequest(onUiRequest)];
  if (raw) io.input.setRawMode?.(true);
  session.resize({ columns: io.output.columns ?? 80, rows: io.output.rows ?? 24 });
  io.input.on('data', onInput).on('end', onEnd);
  onChange();
  await ended.promise;
  io.input.removeListener('data', onInput).removeListener('end', onEnd);
  io.input.pause();
  if (raw) io.input.setRawMode?.(false);
  for (const stop of stops) stop();
}

const helpLines = [
  'Type docker commands as in any shell. The tutor looks after each one.',
  'tutor hint: a hint. tutor check: what is missing. tutor answer TEXT: answer a question.',
  'tutor next, tutor back: other steps. tutor map: all steps. tutor solution: a way to do it.',
  'tutor reset: start the lesson again. tutor quit: leave; you can come back to this step.',
];

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
