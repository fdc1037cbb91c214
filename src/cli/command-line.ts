import { packageVersion } from './package-root.js';
import { buildProgram, isQuietEnd, type Actions } from './program.js';

/**
 * Runs the command that the arguments name; resolves with the exit code. Commands load when they are called. Rejects
 * with what a command throws.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const actions: Actions = {
    start: async (...args) => (await import('./commands/start.js')).start(...args),
    list: async (...args) => (await import('./commands/list.js')).list(...args),
    doctor: async (...args) => (await import('./commands/doctor.js')).doctor(...args),
    lint: async (...args) => (await import('./commands/lint.js')).lint(...args),
    verify: async (...args) => (await import('./commands/verify.js')).verify(...args),
    progress: async (...args) => (await import('./commands/progress.js')).progress(...args),
    reset: async (...args) => (await import('./commands/reset.js')).reset(...args),
    newLesson: async (...args) => (await import('./commands/new-lesson.js')).newLesson(...args),
    completion: async (_, shell) => (await import('./commands/completion.js')).completion(program, shell),
  };
  const program = buildProgram(packageVersion(), actions, (code) => (exitCode = code));
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (isQuietEnd(error)) return 0;
    if (isUsageError(error)) return 2;
    throw error;
  }
}

/** Commander has printed what is wrong and how to see the help. */
function isUsageError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}
