import { checkTitle } from '../checks/kinds/registry.js';
import { openLesson } from '../course/load.js';
import { quizOptions } from '../course/player/selectors.js';
import { openEnvironment } from '../environments/choose.js';
import { isQuiz } from '../course/lesson.js';
import { runPlain } from '../plain/run.js';
import { onEveryExit } from '../screen/every-exit.js';
import { ptyAvailable } from '../terminal/pty-available.js';
import type { Catalogue } from './catalogue.js';
import { hostLesson, quizSeed } from './lesson-host.js';
import type { GlobalOptions } from './options.js';
import { noticeLines, reportError } from './output.js';
import { shellHistory } from './paths.js';

/** Plays a lesson line by line on this process's standard input and output. */
export async function startPlain(
  { course, progress }: Catalogue,
  id: string,
  globals: GlobalOptions,
): Promise<number> {
  const lesson = await openLesson(course, id);
  // Keys go straight through to a PTY; where there is none, the terminal itself edits the line.
  const raw = process.stdin.isTTY && (await ptyAvailable()).ok;
  for (const line of noticeLines(progress)) process.stdout.write(`${line}\n`);
  const environment = await openEnvironment(globals.env);
  try {
    const session = await hostLesson({
      lesson,
      environment,
      slot: progress.lesson(lesson.id),
      terminal: raw ? 'pty' : 'line',
      echo: !process.stdin.isTTY,
      historyFile: shellHistory(),
    });
    const unhook = onEveryExit(process, {
      endChildren: () => session.close(),
      restore() {
        if (raw) process.stdin.setRawMode(false);
      },
      report: (error) => void reportError(error, globals.json),
    });
    await runPlain(
      session,
      {
        input: process.stdin,
        raw,
        output: process.stdout,
        after(ms, call) {
          const timer = setTimeout(call, ms);
          return () => clearTimeout(timer);
        },
      },
      {
        titleOf(step, check) {
          const found = lesson.steps[step];
          const own = found && 'checks' in found ? found.checks[check] : undefined;
          return own ? checkTitle(own) : '';
        },
        optionOrder(step) {
          const found = lesson.steps[step];
          const state = session.state().steps[step];
          return found && state && isQuiz(found)
            ? quizOptions(found.quiz, state, quizSeed).map(({ option }) => option)
            : [];
        },
      },
    );
    const failed = session.state().phase === 'failed';
    await session.close();
    unhook();
    return failed ? 6 : 0;
  } finally {
    await environment.close();
  }
}
