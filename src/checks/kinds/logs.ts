import { containerProblem } from '../docker/running.js';
import { judged, notPassed } from '../evidence.js';
import { match } from '../match.js';
import { mismatchFacts } from '../mismatch-facts.js';
import { textPattern, textWords } from '../text.js';
import type { CheckKind } from './kind.js';

/** The log of a container, stopped or not. Subject: {logs}. */
export const logsKind: CheckKind<'logs'> = {
  title: ({ container, match: wanted }) => `the log of container \`${container}\` shows ${textWords(wanted)}`,
  triggers: ['docker', 'command'],
  drifts: () => true,
  async evaluate({ container, match: wanted }, context) {
    const problem = await containerProblem(container, context, 'there');
    if (problem) return notPassed([problem]);
    const logs = await context.world.docker.logs(container);
    const evidence = match(textPattern(wanted), logs).map((mismatch) => ({
      ...mismatchFacts(`container ${container}`, mismatch),
      path: 'logs',
      says: `The log of container ${container} does not show ${textWords(wanted)}.`,
      next: `docker logs --tail 20 ${container}`,
    }));
    return judged(evidence, { logs });
  },
};
