import { isJsonObject, type Json, type JsonObject } from '../../../json.js';
import type { EngineClient } from '../client.js';

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Names of the volumes that a `/containers/create` body mounts by name: the engine makes those that are not there, and
 * puts no labels on them.
 */
export function namedVolumes(body: Json): string[] {
  const host = isJsonObject(body) ? body['HostConfig'] : undefined;
  if (!isJsonObject(host)) return [];
  const binds = list(host['Binds']).flatMap((bind) => {
    // "name:/path[:options]"; a folder of the host starts with a slash (or a drive and a backslash).
    const source = typeof bind === 'string' && /^([^/\\:][^/\\:]+):[^\\]/.exec(bind)?.[1];
    return source ? [source] : [];
  });
  const mounts = list(host['Mounts']).flatMap((mount) =>
    isJsonObject(mount) && mount['Type'] === 'volume' && typeof mount['Source'] === 'string'
      ? [mount['Source']]
      : [],
  );
  return [...new Set([...binds, ...mounts])].filter((name) => name !== '');
}

/** Names of the volumes that a container (`docker inspect`) has, the anonymous ones included. */
function volumesOf(container: JsonObject): string[] {
  return list(container['Mounts']).flatMap((mount) =>
    isJsonObject(mount) && mount['Type'] === 'volume' && typeof mount['Name'] === 'string'
      ? [mount['Name']]
      : [],
  );
}

/** When the engine says that a volume was made; undefined when there is no such volume. */
export async function volumeCreatedAt(client: EngineClient, name: string): Promise<string | undefined> {
  const { status, body } = await client.ask(`/volumes/${encodeURIComponent(name)}`);
  if (status >= 400 || !isJsonObject(body)) return undefined;
  return typeof body['CreatedAt'] === 'string' ? body['CreatedAt'] : '';
}

/** Those of the names that are volumes already. */
export async function existingVolumes(client: EngineClient, names: readonly string[]): Promise<Set<string>> {
  const found = await Promise.all(names.map((name) => volumeCreatedAt(client, name)));
  return new Set(names.filter((_name, index) => found[index] !== undefined));
}

/** The volumes that came into being with a container, each with its time of making. */
export async function volumesMadeWith(
  client: EngineClient,
  container: string,
  before: ReadonlySet<string>,
): Promise<Record<string, string>> {
  const { status, body } = await client.ask(`/containers/${container}/json`);
  if (status >= 400 || !isJsonObject(body)) return {};
  const made: Record<string, string> = {};
  for (const name of volumesOf(body)) {
    const createdAt = before.has(name) ? undefined : await volumeCreatedAt(client, name);
    if (createdAt !== undefined) made[name] = createdAt;
  }
  return made;
}
