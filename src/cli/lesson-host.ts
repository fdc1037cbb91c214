import type { Lesson } from '../course/lesson.js';
import type { LessonSlot } from '../course/progress/store.js';
import type { Environment, ShellSpec } from '../environments/contract.js';
import type { LessonSession } from '../session/contract.js';
import type { Size, TerminalSession } from '../terminal/contract.js';

/** Orders the options of questions: the same for every way to look at a lesson. */
export const quizSeed = 'kube-tutor';

/** How to play a lesson. */
export interface HostOptions {
  lesson: Lesson;
  environment: Environment;
  /** Where the run is kept; nothing is kept without it. */
  slot?: LessonSlot;
  /** A PTY when there can be one (default), or pipes. */
  terminal?: 'pty' | 'line';
  /** On pipes: what is typed appears in the output; not wanted where a terminal shows it anyway. */
  echo?: boolean;
  historyFile: string;
}

/** Opens a lesson where it was left, with the real clock, shell and checks. */
export async function hostLesson(options: HostOptions): Promise<LessonSession> {
  const { lesson, environment, slot } = options;
  // Playing needs much that the list of lessons does not: it loads when the first lesson opens.
  const [{ openLessonSession }, { startLesson }, { toSaved }, { evaluateStep }, { remember }] =
    await Promise.all([
      import('../session/lesson-session.js'),
      import('../course/player/start.js'),
      import('../course/player/saved.js'),
      import('../checks/evaluate.js'),
      import('../checks/remember.js'),
    ]);
  const saved = slot?.saved();
  return openLessonSession({
    lesson,
    initial: startLesson(lesson, saved),
    resume: saved !== undefined,
    environment,
    openTerminal: (shell, size) => openTerminal(shell, size, options),
    checks: { evaluate: evaluateStep, remember },
    save: async (state) => {
      if (state.phase !== 'preparing') await slot?.save(toSaved(state), environment.name);
    },
    startOver: async () => slot?.startOver(),
    seed: quizSeed,
    now: () => Date.now(),
    after(ms, call) {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
  });
}

async function openTerminal(
  shell: ShellSpec,
  size: Size,
  { terminal, historyFile, echo = true }: HostOptions,
): Promise<TerminalSession> {
  const { ptyAvailable } = await import('../terminal/pty-available.js');
  if (terminal !== 'line' && (await ptyAvailable()).ok) {
    const { openPtySession } = await import('../terminal/pty-session.js');
    return openPtySession({ shell, size, historyFile });
  }
  const { openLineSession } = await import('../terminal/line-session.js');
  return openLineSession({ shell, size, historyFile, echo });
}
