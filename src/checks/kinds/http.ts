import type { Evidence } from '../contract.js';
import { judged, notPassed } from '../evidence.js';
import { match } from '../match.js';
import { mismatchFacts } from '../mismatch-facts.js';
import { isJsonObject, type Json } from '../../json.js';
import { textPattern, textWords } from '../text.js';
import { describe, sayValue } from '../words.js';
import type { CheckKind } from './kind.js';

/** Header names are compared in small letters. Subject: {status, headers, body}. */
export const httpKind: CheckKind<'http'> = {
  title: ({ url, status, body }) =>
    `${url} answers ${describe(status)}${body === undefined ? '' : ` with ${textWords(body)}`}`,
  triggers: ['docker', 'command', 'http'],
  drifts: () => true,
  async evaluate({ url, status, headers, body }, { world }) {
    const answer = await world.http(url);
    const next = `curl -i ${url}`;
    if (!answer.ok) {
      const says = `Nothing answers at ${url}: ${answer.says.replace(/\.$/, '')}.`;
      return notPassed([{ code: 'unreachable', object: url, says, next: 'docker ps' }]);
    }
    const subject = { status: answer.status, headers: smallNames(answer.headers), body: answer.body };
    const mismatches = match(
      {
        status,
        ...(headers !== undefined && { headers: isJsonObject(headers) ? smallNames(headers) : headers }),
        ...(body !== undefined && { body: textPattern(body) }),
      },
      subject,
    );
    const evidence = mismatches.map((mismatch): Evidence => {
      const there = `is ${sayValue(mismatch.actual)}; the task wants ${describe(mismatch.expected)}`;
      return { ...mismatchFacts(url, mismatch), says: `${url}: ${mismatch.path} ${there}.`, next };
    });
    return judged(evidence, subject);
  },
};

function smallNames(headers: Record<string, Json>): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
