import type { CheckContext, CheckResult } from '../../src/checks/contract.js';
import { evaluateStep, type LookOptions } from '../../src/checks/evaluate.js';
import { checkSchema, type Check } from '../../src/checks/schema.js';
import type { CommandRecord, World } from '../../src/environments/contract.js';
import type { Json } from '../../src/json.js';
import { fakeWorld } from './fake-world.js';

/** A check as an author writes it. */
export function check(source: { kind: Check['kind']; [key: string]: Json }): Check {
  return checkSchema.parse(source);
}

/** A context in which nothing was done yet, with the given parts in place. */
export function context(parts: Partial<CheckContext> = {}): CheckContext {
  return { world: fakeWorld(), commands: [], answers: {}, remembered: {}, ...parts };
}

/** A command that ended. */
export function typed(line: string, exitCode = 0, output = ''): CommandRecord {
  return { line, exitCode, output, startedAt: 0, finishedAt: 1 };
}

/** A command that has not come back. */
export function running(line: string, output = ''): CommandRecord {
  return { line, output, startedAt: 0 };
}

/** Looks at one check. */
export async function look(
  source: { kind: Check['kind']; [key: string]: Json },
  where: World | Partial<CheckContext>,
  options?: LookOptions,
): Promise<CheckResult> {
  const parts = 'docker' in where ? { world: where } : where;
  const { results } = await evaluateStep({ checks: [check(source)], feedback: [] }, context(parts), options);
  const [result] = results;
  if (!result) throw new Error('no result');
  return result;
}
