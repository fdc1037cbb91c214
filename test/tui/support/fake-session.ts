import { reduce } from '../../../src/course/player/reduce.js';
import { startLesson } from '../../../src/course/player/start.js';
import type { PlayerEvent, PlayerState } from '../../../src/course/player/state.js';
import type { Lesson } from '../../../src/course/lesson.js';
import type { PrepareProgress } from '../../../src/environments/contract.js';
import type { Intent, LessonSession, UiRequest } from '../../../src/session/contract.js';
import type { Size, TerminalSession } from '../../../src/terminal/contract.js';
import { createListeners } from '../../../src/terminal/listeners.js';

/** A shell without a process: what is typed is kept, what it prints is told to it. */
export interface FakeShell extends TerminalSession {
  typed: string;
  sizes: Size[];
  print(text: string): void;
}

/** Makes a shell that echoes nothing. */
function fakeShell(): FakeShell {
  const data = createListeners<string, void | Promise<void>>();
  const shell: FakeShell = {
    kind: 'pty',
    typed: '',
    sizes: [],
    print: (text) => void data.emit(text),
    write(bytes) {
      shell.typed += bytes;
    },
    onData: (listener) => data.add(listener),
    onCommand: () => () => undefined,
    onRequest: () => () => undefined,
    onExit: () => () => undefined,
    prompt: () => undefined,
    onPrompt: () => () => undefined,
    resize: (size) => void shell.sizes.push(size),
    kill: () => Promise.resolve(),
  };
  return shell;
}

/** A lesson session on the real player, without an environment: the test says what happens to the world. */
export interface FakeSession extends LessonSession {
  sent: Intent[];
  closed: boolean;
  shell: FakeShell;
  happen(event: PlayerEvent): void;
  /** The world is ready: the shell opens. */
  ready(): void;
  progress(items: PrepareProgress[]): void;
  ask(request: UiRequest): void;
}

/** Opens a session of the lesson; it is preparing until `ready` is called. */
export function fakeSession(lesson: Lesson): FakeSession {
  const changes = createListeners<void>();
  const requests = createListeners<UiRequest>();
  let state: PlayerState = startLesson(lesson);
  let items: PrepareProgress[] = [];
  let open = false;
  const happen = (event: PlayerEvent) => {
    state = reduce(state, event);
    changes.emit();
  };
  const session: FakeSession = {
    sent: [],
    closed: false,
    shell: fakeShell(),
    summary: 'Docker Engine 28.5.2',
    state: () => state,
    preparation: () => items,
    onChange: (listener) => changes.add(listener),
    onUiRequest: (listener) => requests.add(listener),
    send(intent) {
      session.sent.push(intent);
      if (intent.type !== 'check') happen(intent);
    },
    terminal: () => (open ? session.shell : undefined),
    resize: (size) => void session.shell.sizes.push(size),
    close() {
      session.closed = true;
      return Promise.resolve();
    },
    happen,
    ready() {
      open = true;
      happen({ type: 'prepared' });
    },
    progress(next) {
      items = next;
      changes.emit();
    },
    ask: (request) => requests.emit(request),
  };
  return session;
}
