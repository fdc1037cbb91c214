import type { CheckResult, Evidence, EvidenceCode } from './contract.js';
import type { Json } from '../json.js';

/**
 * Codes from what helps most to what helps least: first what keeps everything else from working, then mistakes with
 * a known cause, then plain facts, then what only follows from those, last what needs no action.
 */
const usefulness: readonly EvidenceCode[] = [
  'engine-down',
  'not-parsable',
  'still-running',
  'name-typo',
  'tag-differs',
  'exit-code',
  'wrong-answer',
  'mismatch',
  'count',
  'missing',
  'present',
  'unreachable',
  'not-typed',
  'no-answer',
  'starting',
];

/** Codes that say "wait", not "wrong". */
const waiting: readonly EvidenceCode[] = ['starting', 'still-running', 'engine-down'];

/** The result of a check that holds. */
export function passed(subject?: Json): CheckResult {
  return { status: 'pass', evidence: [], ...(subject !== undefined && { subject }) };
}

/** The result of a check that does not hold: the most useful evidence first, each sentence once. */
export function notPassed(evidence: readonly Evidence[], subject?: Json): CheckResult {
  const distinct = evidence.filter((one, i) => evidence.findIndex(({ says }) => says === one.says) === i);
  return {
    status: distinct.every(({ code }) => waiting.includes(code)) ? 'waiting' : 'fail',
    evidence: byUsefulness(distinct),
    ...(subject !== undefined && { subject }),
  };
}

/** Passes when there is no evidence against it. */
export function judged(evidence: readonly Evidence[], subject?: Json): CheckResult {
  return evidence.length === 0 ? passed(subject) : notPassed(evidence, subject);
}

/** Sorts evidence, of one check or of many, so that the most useful comes first; equals keep their order. */
function byUsefulness(evidence: readonly Evidence[]): Evidence[] {
  return [...evidence].sort((a, b) => usefulness.indexOf(a.code) - usefulness.indexOf(b.code));
}

/** What a learner should see first when several checks of a step fail. */
export function firstEvidence(results: readonly (CheckResult | undefined)[]): Evidence | undefined {
  return byUsefulness(results.flatMap((result) => result?.evidence ?? []))[0];
}
