import type { Environment, Finding } from '../environments/contract.js';
import type { LessonSession } from '../session/contract.js';
import { createAltScreen } from '../screen/alt-screen.js';
import { onEveryExit } from '../screen/every-exit.js';
import { createDisplay } from '../tui/display.js';
import type { ExitReason } from '../tui/contract.js';
import { firstFrame } from '../tui/first-frame.js';
import { leaderByte } from '../tui/keys/names.js';
import { detectLook } from '../tui/theme/detect.js';
import type { Check } from '../checks/schema.js';
import { openLesson } from '../course/load.js';
import type { Catalogue } from './catalogue.js';
import { courseForScreen } from './course-for-screen.js';
import { hostLesson, quizSeed } from './lesson-host.js';
import type { GlobalOptions } from './options.js';
import { noticeLines, reportError } from './output.js';
import { shellHistory } from './paths.js';

/** Opens the full screen and leaves the terminal as it was, however it ends. */
export async function startScreen(
  catalogue: Catalogue,
  start: string | undefined,
  globals: GlobalOptions,
): Promise<number> {
  const { course, progress } = catalogue;
  const [notice] = progress.notices();
  const look = detectLook(process.env);
  const leader = leaderByte(process.env.KUBE_TUTOR_LEADER ?? '');
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
  let describeCheck = ({ kind, says }: Check) => says ?? kind;

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
  // Light or dark: the terminal answers with its background (OSC 11), which the app waits for.
  process.stdout.write('\x1b]11;?\x07');
  process.stdin.setRawMode(true);
  process.stdin.setEncoding('utf8');
  const ways = {
    display,
    look,
    ...(leader && { leader }),
    course: () => courseForScreen(course, progress.progress()),
    ...clock,
    ...(start && { start }),
  };
  firstFrame(ways);

  const { runTui } = await import('../tui/run.js');
  const ended: ExitReason = await runTui({
    ...ways,
    input: process.stdin,
    async openLesson(id) {
      const lesson = await openLesson(course, id);
      const environment = await environments.get();
      describeCheck = (await import('../checks/kinds/registry.js')).checkTitle;
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
    describeCheck: (check) => describeCheck(check),
    seed: quizSeed,
    ...(notice && { notice: notice.says }),
  });
  await endChildren();
  unhook();
  restore();
  process.stdin.pause();
  for (const line of noticeLines(progress)) process.stdout.write(`${line}\n`);
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
