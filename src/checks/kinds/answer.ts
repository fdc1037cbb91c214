import type { Json } from '../../json.js';
import type { Evidence } from '../contract.js';
import { inspectCommand, missingEvidence } from '../docker/evidence.js';
import { notPassed, passed } from '../evidence.js';
import { findObject } from '../docker/objects.js';
import { familiarImage } from '../image-name.js';
import { matches } from '../match.js';
import { valueAt } from '../path.js';
import { noValue } from '../resolve.js';
import type { CheckOf } from '../schema.js';
import { textPattern } from '../text.js';
import { factValue, sayValue, shorten } from '../words.js';
import type { CheckKind, KindContext } from './kind.js';

/** What the learner answered. Evidence never holds the right answer. Subject: {answer}. */
export const answerKind: CheckKind<'answer'> = {
  title: ({ ask }) => ask,
  triggers: ['answer', 'docker'],
  drifts: () => false,
  async evaluate(check, context) {
    const answer = tidyAnswer(context.answer ?? '');
    const object = `question "${shorten(check.ask, 80)}"`;
    if (answer === '') {
      const says = `A question waits for your answer: ${check.ask}`;
      return notPassed([{ code: 'no-answer', object, says, next: 'tutor answer ...' }]);
    }
    const verdict = await judge(check, answer, context);
    if (verdict === true) return passed({ answer });
    if (verdict !== false) return notPassed([verdict], { answer });
    const evidence: Evidence = {
      code: 'wrong-answer',
      object,
      actual: factValue(answer) ?? '',
      says: `${sayValue(answer)} is not the answer yet: ${check.ask}`,
      ...(check.value && { next: inspectCommand(check.value.kind, check.value.name) }),
    };
    return notPassed([evidence], { answer });
  },
};

async function judge(
  check: CheckOf<'answer'>,
  answer: string,
  context: KindContext,
): Promise<boolean | Evidence> {
  if (check.equals !== undefined) return sameAnswer(String(check.equals), answer);
  if (check.match !== undefined) return matches(textPattern(check.match), answer);
  if (!check.value) return false;
  const { kind, name, path } = check.value;
  const object = await findObject(context.world.docker, kind, name);
  if (!object) return missingEvidence(kind, name, context);
  const value = valueAt(object, path);
  return value === undefined ? noValue(check.value) : sameAsValue(value, answer);
}

/** Without outer blanks, and without quotes or backticks around the whole. */
function tidyAnswer(answer: string): string {
  return answer
    .trim()
    .replace(/^(["'`])(.*)\1$/s, '$2')
    .trim();
}

function sameAnswer(wanted: string, answer: string): boolean {
  return tidyAnswer(wanted).toLowerCase() === answer.toLowerCase();
}

/** Values of the world are also right as the CLI prints them: ids from twelve digits on, image names in short form. */
function sameAsValue(value: Json, answer: string): boolean {
  if (typeof value !== 'string') return sameAnswer(JSON.stringify(value), answer);
  const id = /^(?:sha256:)?([0-9a-f]{64})$/.exec(value)?.[1];
  if (id !== undefined) {
    const given = answer.toLowerCase().replace(/^sha256:/, '');
    return given.length >= 12 && id.startsWith(given);
  }
  return sameAnswer(value, answer) || familiarImage(value) === familiarImage(answer);
}
