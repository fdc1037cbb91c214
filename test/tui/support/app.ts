import { EventEmitter } from 'node:events';
import type { Finding } from '../../../src/environments/contract.js';
import { createEmulator } from '../../../src/terminal/emulator.js';
import type { Size } from '../../../src/terminal/contract.js';
import type { CourseTrack, ExitReason, TuiDeps } from '../../../src/tui/contract.js';
import { runTui } from '../../../src/tui/run.js';
import type { Look } from '../../../src/tui/theme/theme.js';
import { sampleCourse, sampleLesson } from './course.js';
import { type FakeSession, fakeSession } from './fake-session.js';
import { type TestScreen, testScreen } from './screen.js';

/** The running app with its screen, its keyboard and the lesson that it opened last. */
interface TestApp extends TestScreen {
  type(bytes: string): void;
  session(): FakeSession;
  exited: Promise<ExitReason>;
}

/** Bytes of keys as terminals send them. */
export const keys = {
  f1: '\u001bOP',
  f2: '\u001bOQ',
  f3: '\u001bOR',
  f5: '\u001b[15~',
  f6: '\u001b[17~',
  f7: '\u001b[18~',
  f8: '\u001b[19~',
  f9: '\u001b[20~',
  f10: '\u001b[21~',
  up: '\u001b[A',
  down: '\u001b[B',
  enter: '\r',
  esc: '\u001b',
  tab: '\t',
  ctrlT: '\u0014',
  shiftPageUp: '\u001b[5;2~',
  shiftPageDown: '\u001b[6;2~',
};

/** 9 November 2026, noon. */
const noon = Date.UTC(2026, 10, 9, 12);

interface AppOptions {
  size?: Size;
  look?: Partial<Look>;
  course?: CourseTrack[];
  start?: string;
  findings?: readonly Finding[];
  deps?: Partial<TuiDeps>;
}

/** Starts the app on a screen in memory. */
function startApp(options: AppOptions = {}): TestApp {
  const screen = testScreen(options.size ?? { columns: 120, rows: 40 });
  const input = new EventEmitter();
  const opened: FakeSession[] = [];
  const started = Date.now();
  const exited = runTui({
    input,
    display: screen.display,
    look: { colours: 'true', background: 'dark', glyphs: 'unicode', ...options.look },
    course: () => options.course ?? sampleCourse(noon),
    openLesson(id) {
      const session = fakeSession({ ...sampleLesson(), id });
      opened.push(session);
      return Promise.resolve(session);
    },
    doctor: () => Promise.resolve(options.findings ?? []),
    environment: () => Promise.resolve('Docker Engine 28.5.2 (context default)'),
    createEmulator: (size) => createEmulator(size),
    describeCheck: (check) => `a check of kind ${check.kind}`,
    now: () => noon + (Date.now() - started),
    after(ms, call) {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
    seed: 'test',
    start: options.start,
    ...options.deps,
  });
  return {
    ...screen,
    exited,
    type: (bytes) => void input.emit('data', bytes),
    session() {
      const last = opened.at(-1);
      if (!last) throw new Error('No lesson was opened yet.');
      return last;
    },
  };
}

const running: TestApp[] = [];

/** Starts the app; `stopAll` ends it. */
export function start(options?: AppOptions): TestApp {
  const app = startApp(options);
  running.push(app);
  return app;
}

/** The app with a lesson on screen whose shell shows a prompt. */
export async function inLesson(options: AppOptions = {}): Promise<TestApp> {
  const app = start({ start: 'DK-01', ...options });
  await app.waitFor('Preparing');
  app.session().ready();
  await app.waitFor('TERMINAL');
  app.session().shell.print('$ ');
  await app.waitFor(/\$ /);
  return app;
}

/** Leaves every app that was started, as a learner would. */
export async function stopAll(): Promise<void> {
  for (const app of running.splice(0)) {
    app.type(`${keys.ctrlT}q`);
    app.type('y');
    await app.exited;
  }
}
