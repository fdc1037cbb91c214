import { TutorError } from '../../../errors.js';
import { framed } from '../../components/frame.js';
import { inTheMiddle } from '../../components/middle.js';
import { type Line, span } from '../../text/line.js';
import { wrap } from '../../text/wrap.js';
import type { Glyphs } from '../../theme/glyphs.js';

/** What went wrong, where, and what to do: for errors and for lessons that can not be prepared. */
interface Problem {
  title: string;
  says: string;
  where?: string;
  next?: string;
}

/** An error in words. Errors that are not ours are bugs: their message is shown, never a stack trace. */
export function problemOf(error: unknown): Problem {
  if (error instanceof TutorError) {
    return {
      title: 'This did not work',
      says: error.message,
      where: error.detail.where,
      next: error.detail.next,
    };
  }
  const says = error instanceof Error ? error.message : String(error);
  return {
    title: 'A bug in kube-tutor',
    says,
    next: 'Press r to try again. If it comes back, please report it.',
  };
}

/** A card in the middle of the screen about a problem. */
export function problemView(
  problem: Problem,
  size: { width: number; height: number },
  glyphs: Glyphs,
): Line[] {
  const width = Math.min(84, size.width - 2);
  const inner = width - 8;
  const rows: Line[] = [
    [],
    ...wrap([span(problem.says, 'strong')], inner),
    ...(problem.where ? wrap([span(problem.where, 'muted')], inner) : []),
    ...(problem.next ? [[], [span('What to do', 'accent')], ...wrap([span(problem.next)], inner)] : []),
    [],
  ].map((row) => [span('  '), ...row]);
  const height = Math.min(size.height, rows.length + 2);
  return inTheMiddle(
    framed(
      rows,
      { width, height },
      { title: [span(`${glyphs.warning} ${problem.title}`, 'warn')] },
      glyphs,
      'borderWarn',
    ),
    size,
  );
}
