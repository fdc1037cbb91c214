import type { DockerKind } from '../../environments/contract.js';
import type { Json, JsonObject } from '../../json.js';
import type { CheckResult } from '../contract.js';
import { judged, notPassed, passed } from '../evidence.js';
import type { KindContext } from '../kinds/kind.js';
import { match, matches } from '../match.js';
import type { CheckOf } from '../schema.js';
import { describe, patternFacts } from '../words.js';
import { missingEvidence, type Explain } from './evidence.js';
import { findObject, listCommand, listObjects, nameOf, tidyPattern } from './objects.js';

type ObjectCheck = CheckOf<DockerKind>;

/** Evaluates a check on one named Docker object, or on those that `where` selects. */
export async function evaluateObject(
  check: ObjectCheck,
  context: KindContext,
  explain: Explain,
): Promise<CheckResult> {
  const { kind, name } = check;
  if (name === undefined) return evaluateSelection(check, context, explain);
  const object = await findObject(context.world.docker, kind, name);
  if (!object) return notPassed([await missingEvidence(kind, name, context)]);
  return judged(explain(name, mismatchesOf(check, object), object, context), object);
}

/** Without `count`, one matching object is enough; with it, the number of matching objects must match. */
async function evaluateSelection(
  check: ObjectCheck,
  context: KindContext,
  explain: Explain,
): Promise<CheckResult> {
  const { kind, count } = check;
  const where = tidyPattern(kind, check.where ?? {});
  const selected = (await listObjects(context.world.docker, kind)).filter((object) => matches(where, object));
  const matching = selected.filter((object) => mismatchesOf(check, object).length === 0);
  const facts = { object: `${kind}s with ${patternFacts(where)}`, next: listCommand(kind) };

  if (count !== undefined) {
    if (matches(count, matching.length)) return passed(matching[0] ?? []);
    const says = `${matching.length} ${facts.object} found; the task wants ${describe(count)}.`;
    return notPassed(
      [{ code: 'count', ...facts, expected: count, actual: matching.length, says }],
      matching[0],
    );
  }
  if (matching[0]) return passed(matching[0]);
  const [closest] = selected;
  if (!closest)
    return notPassed([
      { code: 'missing', ...facts, says: `There is no ${kind} with ${patternFacts(where)}.` },
    ]);
  return notPassed(explain(nameOf(kind, closest), mismatchesOf(check, closest), closest, context), closest);
}

function mismatchesOf(check: ObjectCheck, object: JsonObject) {
  return check.match === undefined ? [] : match(tidyPattern(check.kind, check.match), object);
}

/** The default checklist line of a check on Docker objects. */
export function objectTitle(check: ObjectCheck): string {
  const facts = (pattern: Json | undefined) => (pattern === undefined ? '' : patternFacts(pattern));
  const subject = check.name === undefined ? `with ${facts(check.where)}` : `\`${check.name}\``;
  const wanted = check.match === undefined ? '' : ` has ${facts(check.match)}`;
  const start = check.count === undefined ? `A ${check.kind} ` : `${check.kind}s (${describe(check.count)}) `;
  if (check.name !== undefined) return `${check.kind} ${subject}${wanted || ' is there'}`;
  return `${start}${subject}${wanted}`;
}
