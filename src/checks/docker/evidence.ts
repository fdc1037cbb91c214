import type { DockerKind } from '../../environments/contract.js';
import type { JsonObject } from '../../json.js';
import type { Evidence } from '../contract.js';
import type { KindContext } from '../kinds/kind.js';
import { splitImage } from '../image-name.js';
import type { Mismatch } from '../match.js';
import { mismatchFacts } from '../mismatch-facts.js';
import type { Key } from '../path.js';
import { findTypo } from '../typo.js';
import { describe, sayValue, sentence } from '../words.js';
import { listCommand, listObjects, namesOf } from './objects.js';

/** The command that shows one field of an object, or all of it when the path has no plain start. */
export function inspectCommand(kind: DockerKind, name: string, keys: readonly Key[] = []): string {
  const inspect = kind === 'container' ? 'docker inspect' : `docker ${kind} inspect`;
  const odd = keys.findIndex((key) => typeof key === 'number' || !/^\w+$/.test(key));
  const plain = odd === -1 ? keys : keys.slice(0, odd);
  return plain.length > 0 ? `${inspect} -f '{{json .${plain.join('.')}}}' ${name}` : `${inspect} ${name}`;
}

/** Plain facts of a mismatch in an object. */
export function mismatchEvidence(kind: DockerKind, name: string, mismatch: Mismatch): Evidence {
  const { path, keys, expected, actual } = mismatch;
  return {
    ...mismatchFacts(`${kind} ${name}`, mismatch),
    says: `${sentence(kind)} ${name}: ${path || 'it'} is ${sayValue(actual)}; the task wants ${describe(expected)}.`,
    next: inspectCommand(kind, name, keys),
  };
}

/** Why there is no object of that name: a typing mistake, another tag, or nothing like it. */
export async function missingEvidence(
  kind: DockerKind,
  name: string,
  context: KindContext,
): Promise<Evidence> {
  const objects = await listObjects(context.world.docker, kind);
  const names = objects.flatMap((object) => namesOf(kind, object));
  const facts = { object: `${kind} ${name}`, expected: name, next: listCommand(kind) };

  if (kind === 'image') {
    const tag = otherTag(name, names);
    if (tag) return { code: 'tag-differs', ...facts, ...tag };
  }
  const typo = findTypo(
    name,
    names.filter((other) => !context.named.has(other)),
  );
  if (typo) {
    const says = `There is ${kind} \`${typo}\`; the task wants \`${name}\`.`;
    return { code: 'name-typo', ...facts, actual: typo, says };
  }
  return { code: 'missing', ...facts, says: `There is no ${kind} \`${name}\`.` };
}

function otherTag(name: string, names: string[]): Pick<Evidence, 'actual' | 'says'> | undefined {
  const wanted = splitImage(name);
  const tags = names.map(splitImage).filter(({ repository }) => repository === wanted.repository);
  if (tags.length === 0) return undefined;
  const there = tags.map(({ tag }) => tag).join(', ');
  return {
    actual: there,
    says: `Image ${wanted.repository} is here with ${tags.length === 1 ? 'tag' : 'tags'} ${sayValue(there)}; the task wants ${wanted.tag}.`,
  };
}

/** Evidence for the mismatches of any object that has no special knowledge. */
export function plainEvidence(kind: DockerKind, name: string, mismatches: readonly Mismatch[]): Evidence[] {
  return mismatches.map((mismatch) => mismatchEvidence(kind, name, mismatch));
}

/** Turns the mismatches of an object into evidence; kinds with special knowledge bring their own. */
export type Explain = (
  name: string,
  mismatches: readonly Mismatch[],
  object: JsonObject,
  context: KindContext,
) => Evidence[];
