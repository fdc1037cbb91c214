import type { Environment, Finding } from '../environments/contract.js';
import type { LessonSession } from '../session/contract.js';
import { createAltScreen } from '../screen/alt-screen.js';
import { onEveryExit } from '../screen/every-exit.js';
import { createDisplay } from '../tui/display.js';
import type { ExitReason } from '../tui/contract.js';
import { runTui } from '../tui/run.js';
import { detectLook } from '../tui/theme/detect.js';
import { checkTitle } from '../checks/kinds/registry.js';
import { openLesson } from '../course/load.js';
import type { Catalogue } from './catalogue.js';
import { courseForScreen } from './course-for-screen.js';
import { hostLesson, quizSeed } from './lesson-host.js';
import type { GlobalOptions } from './options.js';
import { reportError } from './output.js';
import { shellHistory } from './paths.js';

/** Opens the full screen and leaves the terminal as it was, however it ends. */
export async function startScreen(
  catalogue: Catalogue,
  start: string | undefined,
  globals: GlobalOptions,
): Promise<number> {
  const { course, progress } = catalogue;
  const look = detectLook(process.env);
  const screen = createAltScreen(process.stdout.fd);
  const clock = {
    now: () => Date.now(),
    after(ms: number, call: () => void) {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
  };
  const display = createDisplay(process.stdout, clock);
  const environments = onlyOne(globals);
  const open = new Set<LessonSession>();

  const endChildren = async () => {
    await Promise.all([...open].map((session) => session.close()));
    await environments.close();
  };
  const restore = () => {
    display.close();
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    screen.leave();
  };
  const unhook = onEveryExit(process, {
    endChildren,
    restore,
    report: (error) => void reportError(error, globals.json),
  });
  screen.enter('kube-tutor');
  process.stdin.setRawMode(true);
  process.stdin.setEncoding('utf8');
  process.stdin.resume();

  const ended: ExitReason = await runTui({
    input: process.stdin,
    display,
    look,
    ...(process.env.KUBE_TUTOR_LEADER && { leader: controlByte(process.env.KUBE_TUTOR_LEADER) }),
    course: () => courseForScreen(course, progress.progress()),
    async openLesson(id) {
      const lesson = await openLesson(course, id);
      const environment = await environments.get();
      const session = await hostLesson({
        lesson,
        environment,
        slot: progress.lesson(lesson.id),
        historyFile: shellHistory(),
      });
      open.add(session);
      const { close } = session;
      return {
        ...session,
        async close() {
          open.delete(session);
          await close();
        },
      };
    },
    doctor: async (): Promise<readonly Finding[]> => (await import('./diagnose.js')).diagnose([]),
    environment: async () => (await environments.get()).summary,
    createEmulator: async (size) => {
      const { createEmulator } = await import('../terminal/emulator.js');
      return createEmulator(size, {
        depth: depths[look.colours],
      });
    },
    describeCheck: checkTitle,
    ...clock,
    seed: quizSeed,
    ...(start && { start }),
  });
  await endChildren();
  unhook();
  restore();
  process.stdin.pause();
  return ended.reason === 'quit' ? 0 : reportError(ended.error, globals.json);
}

/** How the shell's colours are shown in each look. */
const depths = { none: 'none', basic: '16', '256': '256', true: 'truecolor' } as const;

/** The environment, opened when it is first needed, and again when that failed. */
function onlyOne(globals: GlobalOptions) {
  let opened: Promise<Environment> | undefined;
  return {
    get(): Promise<Environment> {
      opened ??= import('../environments/choose.js')
        .then(({ openEnvironment }) => openEnvironment(globals.env))
        .catch((error: unknown) => {
          opened = undefined;
          throw error;
        });
      return opened;
    },
    async close() {
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}

/** "Ctrl-G", "^G", "g" or the byte itself. */
function controlByte(name: string): string {
  const letter = name.at(-1)?.toUpperCase() ?? '';
  return /^[A-Z]$/.test(letter) ? String.fromCharCode(letter.charCodeAt(0) - 64) : name;
}
