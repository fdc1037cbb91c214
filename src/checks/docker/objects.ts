import type { DockerKind, DockerReader } from '../../environments/contract.js';
import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import { changeKey, familiarImage, familiarImages } from '../image-name.js';
import { isOperator } from '../operators.js';
import { valueAt } from '../path.js';

/** The object of that name as checks see it, or undefined. */
export async function findObject(
  docker: DockerReader,
  kind: DockerKind,
  name: string,
): Promise<JsonObject | undefined> {
  const object = await docker.inspect(kind, name);
  if (!object) return undefined;
  const tidy = tidyObject(kind, object);
  return isNamed(kind, tidy, name) ? tidy : undefined;
}

/** All objects of a kind as checks see them. */
export async function listObjects(docker: DockerReader, kind: DockerKind): Promise<JsonObject[]> {
  return (await docker.list(kind)).map((object) => tidyObject(kind, object));
}

/** Names of an object: one, or the tags of an image. */
export function namesOf(kind: DockerKind, object: JsonObject): string[] {
  const names = kind === 'image' ? object.RepoTags : [object.Name ?? null];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

/** The name to show for an object: its name, or its short id. */
export function nameOf(kind: DockerKind, object: JsonObject): string {
  const id = typeof object.Id === 'string' ? object.Id.replace(/^sha256:/, '').slice(0, 12) : '(no name)';
  return namesOf(kind, object)[0] ?? id;
}

/** The command that lists objects of a kind. */
export function listCommand(kind: DockerKind): string {
  const commands = {
    container: 'docker ps -a',
    image: 'docker images',
    network: 'docker network ls',
    volume: 'docker volume ls',
  } as const;
  return commands[kind];
}

/** Makes an inspected object comparable: container names without their slash, image names in their short form. */
function tidyObject(kind: DockerKind, object: JsonObject): JsonObject {
  const tidy = tidyPattern(kind, object);
  return isJsonObject(tidy) ? tidy : object;
}

/** Does to a pattern for an object what `tidyObject` does to the object, under operators too. */
export function tidyPattern(kind: DockerKind, pattern: Json): Json {
  if (Array.isArray(pattern)) return pattern.map((element) => tidyPattern(kind, element));
  if (!isJsonObject(pattern)) return pattern;
  if (isOperator(pattern)) {
    return Object.fromEntries(
      Object.entries(pattern).map(([name, inner]) => [name, tidyPattern(kind, inner)]),
    );
  }
  if (kind === 'image') return changeKey(pattern, 'RepoTags', familiarImages);
  if (kind !== 'container') return pattern;
  const named = changeKey(pattern, 'Name', (name) =>
    typeof name === 'string' ? name.replace(/^\//, '') : name,
  );
  return changeKey(named, 'Config', (config) => changeKey(config, 'Image', familiarImages));
}

/**
 * The engine also finds objects by the beginning of their id, so a wanted name like `cafe` may hit a stranger: an id
 * counts from twelve digits on.
 */
function isNamed(kind: DockerKind, object: JsonObject, name: string): boolean {
  const wanted = kind === 'image' ? familiarImage(name) : name.replace(/^\//, '');
  if (namesOf(kind, object).includes(wanted)) return true;
  const digests = valueAt(object, ['RepoDigests']);
  if (
    Array.isArray(digests) &&
    digests.some((digest) => typeof digest === 'string' && sameDigest(digest, name))
  ) {
    return true;
  }
  const hex = name.replace(/^sha256:/, '');
  return (
    hex.length >= 12 && typeof object.Id === 'string' && object.Id.replace(/^sha256:/, '').startsWith(hex)
  );
}

function sameDigest(digest: string, name: string): boolean {
  return familiarImage(digest) === familiarImage(name.replace(/:[^/:@]*@/, '@'));
}
