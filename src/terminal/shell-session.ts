import type { ShellSpec } from '../environments/contract.js';
import { systemClock, type SessionClock } from './clock.js';
import { createCommandLog } from './command-log.js';
import type { Prompt, Size, TerminalSession, TutorRequest } from './contract.js';
import { createFlow } from './flow.js';
import { createListeners } from './listeners.js';
import { createMarkParser, type Mark } from './marks.js';
import { endSession } from './process-tree.js';
import type { StartHook } from './shell/rc.js';
import { makeRuntimeFolder, type RuntimeFolder } from './shell/runtime-folder.js';
import { openTutorChannel, type TutorReply } from './shell/tutor-channel.js';

/** What every kind of session needs to open. */
export interface SessionOptions {
  shell: ShellSpec;
  size: Size;
  /** File of the shell's own history, kept over visits; its folder is made when missing. */
  historyFile: string;
  clock?: SessionClock;
  /** How the start of a command is noticed; by bash's version unless given. */
  hook?: StartHook;
}

/** The shell process, as PTY or pipes give it. */
export interface ShellProcess {
  /** Process id of the shell, which leads a session of its own. */
  pid: number;
  write(bytes: string): void;
  onData(listener: (chunk: string) => void): void;
  onExit(listener: (exitCode: number) => void): void;
  resize(size: Size): void;
  pause(): void;
  resume(): void;
}

/** A PTY follows a dragged window border only when it rests, in milliseconds. */
const resizeRest = 50;

/** Starts a shell with our start-up file and follows its marks. `start` makes the process. */
export async function openShellSession(
  kind: TerminalSession['kind'],
  options: SessionOptions,
  start: (folder: RuntimeFolder) => ShellProcess,
): Promise<TerminalSession> {
  const clock = options.clock ?? systemClock;
  const color = options.shell.env['NO_COLOR'] === undefined && kind === 'pty';
  const folder = await makeRuntimeFolder({ historyFile: options.historyFile, color, hook: options.hook });
  const requests = createListeners<TutorRequest, string>();
  const answer = (request: TutorRequest): TutorReply => {
    const texts = requests.emit(request);
    return texts.length > 0
      ? { exitCode: 0, text: texts.filter(Boolean).join('\n') }
      : { exitCode: 1, text: 'tutor: no lesson listens to this shell.' };
  };
  let channel: { close(): void } | undefined;
  try {
    channel = await openTutorChannel(folder.path, answer);
    return follow(kind, start(folder), { clock, requests, folder, channel });
  } catch (error) {
    channel?.close();
    folder.remove();
    throw error;
  }
}

function follow(
  kind: TerminalSession['kind'],
  shell: ShellProcess,
  own: {
    clock: SessionClock;
    requests: ReturnType<typeof createListeners<TutorRequest, string>>;
    folder: RuntimeFolder;
    channel: { close(): void };
  },
): TerminalSession {
  const { clock, requests, folder, channel } = own;
  const parser = createMarkParser(folder.secret);
  const log = createCommandLog(() => clock.now());
  const data = createListeners<string, void | Promise<void>>();
  const prompts = createListeners<Prompt>();
  const exits = createListeners<number>();
  const flow = createFlow(shell);
  let prompt: Prompt | undefined;
  let endedWith: number | undefined;
  let cancelResize = () => {};

  const hand = (text: string) => {
    log.output(text);
    flow.track(text.length, data.emit(text));
  };
  const note = (mark: Mark) => {
    log.mark(mark);
    if (mark.type === 'command') prompt = undefined;
    // A program may have stopped in the middle of an escape sequence: CAN ends it, and shows nothing.
    if (mark.type === 'prompt' && kind === 'pty') hand('\x18');
    if (mark.type !== 'ready' && mark.type !== 'continuation') return;
    prompt = mark.type === 'ready' ? 'command' : 'continuation';
    prompts.emit(prompt);
  };
  const take = (pieces: ReturnType<typeof parser.push>) => {
    for (const piece of pieces) {
      if (piece.type === 'data') hand(piece.text);
      else note(piece.mark);
    }
  };

  shell.onData((chunk) => take(parser.push(chunk)));
  const exited = new Promise<number>((resolve) => {
    shell.onExit((exitCode) => {
      take(parser.end());
      endedWith = exitCode;
      prompt = undefined;
      cancelResize();
      channel.close();
      folder.remove();
      log.end(exitCode);
      resolve(exitCode);
      exits.emit(exitCode);
    });
  });
  // A shell that was left with `exit` must not leave its background jobs behind.
  const cleaned = exited.then(() => endSession(shell.pid, exited, clock));

  return {
    kind,
    write: (bytes) => {
      if (endedWith === undefined) shell.write(bytes);
    },
    onData: (listener) => data.add(listener),
    onCommand: (listener) => log.onCommand(listener),
    prompt: () => prompt,
    onPrompt: (listener) => prompts.add(listener),
    onRequest: (listener) => requests.add(listener),
    onExit(listener) {
      // One who asks late is told all the same.
      if (endedWith !== undefined) void exited.then(listener);
      return exits.add(listener);
    },
    resize(size) {
      cancelResize();
      if (endedWith === undefined) cancelResize = clock.after(resizeRest, () => shell.resize(size));
    },
    async kill() {
      // A shell whose output is not taken would never end.
      shell.resume();
      if (endedWith === undefined) await endSession(shell.pid, exited, clock);
      await cleaned;
    },
  };
}
