import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import { TutorError } from '../../errors.js';
import type { DockerKind, WantedName } from '../contract.js';
import type { EngineClient } from './client.js';
import { familiarName } from './image-name.js';
import { lessonLabel } from './labels.js';
import type { LedgerEntry } from './ledger.js';
import { inspectObject } from './objects.js';

/** An object that has a wanted name and does not come from this lesson. */
export interface ForeignObject extends WantedName {
  /** The lesson that it comes from; undefined when it is not from kube-tutor at all. */
  lesson?: string;
}

function labelsIn(kind: DockerKind, object: JsonObject): JsonObject {
  const holder: Json | undefined = kind === 'container' || kind === 'image' ? object['Config'] : object;
  const labels = isJsonObject(holder) ? holder['Labels'] : undefined;
  return isJsonObject(labels) ? labels : {};
}

function isNoted({ kind, name }: WantedName, object: JsonObject, ledger: LedgerEntry): boolean {
  if (kind === 'image') return ledger.tags[familiarName(name)] === object['Id'];
  return (
    kind === 'volume' && ledger.volumes[name] !== undefined && ledger.volumes[name] === object['CreatedAt']
  );
}

/** Which of the names belong to objects that this lesson did not make. */
export async function foreignObjects(
  client: EngineClient,
  wanted: readonly WantedName[],
  lesson: string,
  ledger: LedgerEntry,
): Promise<ForeignObject[]> {
  const found = await Promise.all(
    wanted.map(async ({ kind, name }): Promise<ForeignObject | undefined> => {
      const object = await inspectObject(client, kind, name);
      if (!object || isNoted({ kind, name }, object, ledger)) return undefined;
      const owner = labelsIn(kind, object)[lessonLabel];
      if (owner === lesson) return undefined;
      return { kind, name, ...(typeof owner === 'string' && { lesson: owner }) };
    }),
  );
  return found.filter((one) => one !== undefined);
}

/** The error that tells the learner which of the names are in the way; nothing was touched. */
export function nameTaken(objects: readonly WantedName[]): TutorError {
  const named = objects.map(({ kind, name }) => `${kind} "${name}"`);
  const [first] = objects;
  const rename =
    first?.kind === 'container' ? `, for example \`docker rename ${first.name} my-${first.name}\`` : '';
  return new TutorError(
    'name-taken',
    `The lesson uses names that are taken: ${named.join(', ')}. Nothing was touched.`,
    { next: `Rename what is yours${rename}, or remove it if you do not need it.` },
  );
}
