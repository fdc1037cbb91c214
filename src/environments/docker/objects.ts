import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import type { DockerKind } from '../contract.js';
import { inParallel } from '../parallel.js';
import type { EngineClient } from './client.js';
import { refusal } from './failure.js';

/** A name as part of a path. Slashes stay: names of images have them. */
export function pathOf(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

function inspectPath(kind: DockerKind, name: string): string {
  const base = { container: '/containers', image: '/images', network: '/networks', volume: '/volumes' }[kind];
  return `${base}/${pathOf(name)}${kind === 'container' || kind === 'image' ? '/json' : ''}`;
}

/**
 * The engine also takes the first characters of an id for a name, so that "db" may find any object whose id begins so.
 * A word that short is meant as a name.
 */
function foundById(kind: DockerKind, asked: string, object: JsonObject): boolean {
  if (!/^[0-9a-f]{1,11}$/.test(asked)) return false;
  if (kind !== 'image') return object['Name'] !== asked && object['Name'] !== `/${asked}`;
  const tags = Array.isArray(object['RepoTags']) ? object['RepoTags'] : [];
  return !tags.some((tag) => typeof tag === 'string' && tag.split('/').at(-1)?.replace(/:.*$/, '') === asked);
}

/** `docker inspect` of one object; undefined when there is none. */
export async function inspectObject(
  client: EngineClient,
  kind: DockerKind,
  name: string,
): Promise<JsonObject | undefined> {
  if (name === '') return undefined;
  const { status, body, message } = await client.ask(inspectPath(kind, name));
  // 400: a word that can not be the name of anything, such as an image in capitals.
  if (status === 404 || status === 400) return undefined;
  if (status >= 400) throw refusal(status, message, `inspect ${kind} ${name}`);
  return isJsonObject(body) && !foundById(kind, name, body) ? body : undefined;
}

function objects(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter((one) => isJsonObject(one)) : [];
}

/** What a list of the engine shows of each object; less than `inspect`. `label`: only objects that carry it. */
export async function listBriefly(
  client: EngineClient,
  kind: DockerKind,
  label?: string,
): Promise<JsonObject[]> {
  const path = {
    container: '/containers/json',
    image: '/images/json',
    network: '/networks',
    volume: '/volumes',
  }[kind];
  const query = {
    all: kind === 'container' || undefined,
    filters: label && JSON.stringify({ label: [label] }),
  };
  const answer = await client.expect(`list its ${kind}s`, path, { query });
  return objects(kind === 'volume' && isJsonObject(answer) ? answer['Volumes'] : answer);
}

/** Every object of a kind as `docker inspect` shows it. Objects that go away meanwhile are left out. */
export async function inspectAll(client: EngineClient, kind: DockerKind): Promise<JsonObject[]> {
  const brief = await listBriefly(client, kind);
  if (kind === 'volume') return brief;
  const found = await inParallel(brief, 8, ({ Id: id }) =>
    typeof id === 'string' ? inspectObject(client, kind, id) : Promise.resolve(undefined),
  );
  return found.filter((one) => one !== undefined);
}
