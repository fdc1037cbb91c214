import { lintCourse } from '../../course/lint/lint.js';
import { formatProblem } from '../../course/problems.js';
import { errorTable } from '../../errors.js';
import type { GlobalOptions } from '../options.js';
import { createOutput } from '../output.js';
import { builtInLessons } from '../package-root.js';

/** `kube-tutor lint [paths]`: each problem as file:line:column; exit code 4 when one is an error. */
export async function lint(globals: GlobalOptions, paths: string[]): Promise<number> {
  const out = createOutput(globals.json);
  const dirs = paths.length > 0 ? paths : [builtInLessons, ...globals.lessons];
  const { lessons, problems } = await lintCourse(dirs);
  out.json({ lessons, problems });
  for (const problem of problems) out.line(formatProblem(problem));
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  out.line(`${lessons} lessons, ${errors} errors, ${problems.length - errors} warnings.`);
  return errors > 0 ? errorTable['lesson-invalid'].exit : 0;
}
