import { containerProblem } from '../docker/running.js';
import { judged, notPassed } from '../evidence.js';
import { match } from '../match.js';
import { mismatchFacts } from '../mismatch-facts.js';
import { textPattern, textWords } from '../text.js';
import { describe, sayValue, shorten } from '../words.js';
import type { Evidence } from '../contract.js';
import type { CheckKind } from './kind.js';

/** Runs a program in a container. Subject: {exitCode, stdout, stderr}. */
export const execKind: CheckKind<'exec'> = {
  title: ({ container, run, match: wanted }) =>
    `\`${shorten(run.join(' '))}\` works in container \`${container}\`` +
    (wanted === undefined ? '' : ` and shows ${textWords(wanted)}`),
  triggers: ['docker', 'command'],
  drifts: () => true,
  async evaluate({ container, run, exit, match: wanted }, context) {
    const problem = await containerProblem(container, context, 'running');
    if (problem) return notPassed([problem]);
    const done = await context.world.docker.exec(container, run);
    const line = shorten(run.join(' '));
    const facts = (path: string) => ({ object: `container ${container}`, path });
    const next = `docker exec ${container} ${run.map(quoted).join(' ')}`;
    const evidence = [
      ...match(exit, done.exitCode).map((mismatch): Evidence => {
        const ending = `ended with code ${done.exitCode}; the task wants ${describe(mismatch.expected)}`;
        const reason = done.stderr.trim() ? ` It said: ${shorten(done.stderr, 120)}` : '';
        return {
          ...mismatchFacts('', mismatch),
          ...facts('exitCode'),
          code: 'exit-code',
          says: `\`${line}\` in container ${container} ${ending}.${reason}`,
          next,
        };
      }),
      ...(wanted === undefined ? [] : match(textPattern(wanted), done.stdout)).map((mismatch): Evidence => {
        const shows = `shows ${sayValue(mismatch.actual)}; the task wants ${describe(mismatch.expected)}`;
        return {
          ...mismatchFacts('', mismatch),
          ...facts('stdout'),
          says: `\`${line}\` in container ${container} ${shows}.`,
          next,
        };
      }),
    ];
    return judged(evidence, { ...done });
  },
};

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
