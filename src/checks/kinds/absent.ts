import type { DockerKind } from '../../environments/contract.js';
import type { JsonObject } from '../../json.js';
import type { CheckResult } from '../contract.js';
import { findObject, listCommand, listObjects, nameOf, tidyPattern } from '../docker/objects.js';
import { notPassed, passed } from '../evidence.js';
import { matches } from '../match.js';
import { valueAt } from '../path.js';
import type { CheckOf } from '../schema.js';
import { patternFacts } from '../words.js';
import type { CheckKind, KindContext } from './kind.js';

/** Subject: the object that is there and should not be. */
export const absentKind: CheckKind<'absent'> = {
  title: ({ of, name, where }) =>
    name === undefined ? `no ${of} with ${patternFacts(where ?? {})}` : `no ${of} \`${name}\``,
  triggers: ['docker', 'files'],
  drifts: () => false,
  evaluate: (check, context) =>
    check.of === 'file' ? evaluateFile(check.name ?? '', context) : evaluateObjects(check.of, check, context),
};

async function evaluateFile(path: string, { world }: KindContext): Promise<CheckResult> {
  const text = await world.files.read(path);
  if (text === undefined) return passed();
  const says = `File \`${path}\` is still there; the task wants it gone.`;
  return notPassed([{ code: 'present', object: `file ${path}`, says, next: `ls -la ${path}` }], { text });
}

async function evaluateObjects(
  kind: DockerKind,
  { name, where }: CheckOf<'absent'>,
  { world }: KindContext,
): Promise<CheckResult> {
  const objects = await stillThere();
  if (objects.length === 0) return passed();
  const evidence = objects.map((object) => {
    const shown = name ?? nameOf(kind, object);
    const status = kind === 'container' ? valueAt(object, 'State.Status') : undefined;
    const state = typeof status === 'string' ? ` (${status})` : '';
    return {
      code: 'present' as const,
      object: `${kind} ${shown}`,
      says: `There is still a ${kind} \`${shown}\`${state}; the task wants it gone.`,
      next: listCommand(kind),
    };
  });
  return notPassed(evidence, objects[0]);

  async function stillThere(): Promise<JsonObject[]> {
    if (name === undefined) {
      const pattern = tidyPattern(kind, where ?? {});
      return (await listObjects(world.docker, kind)).filter((object) => matches(pattern, object));
    }
    const object = await findObject(world.docker, kind, name);
    return object ? [object] : [];
  }
}
