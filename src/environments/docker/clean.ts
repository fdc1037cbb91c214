import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import type { EngineClient } from './client.js';
import { lessonLabel } from './labels.js';
import type { Ledger } from './ledger.js';
import { inspectObject, listBriefly, pathOf } from './objects.js';
import { volumeCreatedAt } from './proxy/volumes.js';

type Removal = 'gone' | 'kept';

/** Removes one object. `kept`: the engine refuses, because something that is not ours uses it. */
async function remove(client: EngineClient, path: string, query = {}): Promise<Removal> {
  const { status } = await client.ask(path, { method: 'DELETE', query });
  return status < 400 || status === 404 ? 'gone' : 'kept';
}

function ids(objects: readonly JsonObject[], key: 'Id' | 'Name'): string[] {
  return objects.flatMap(({ [key]: id }) => (typeof id === 'string' ? [id] : []));
}

/**
 * True when the container has our label only because its image has: an image committed in a lesson hands the labels of
 * its container on, to whoever uses it.
 */
async function inheritsLabel(client: EngineClient, container: JsonObject, label: string): Promise<boolean> {
  const image = container['ImageID'];
  const object = typeof image === 'string' ? await inspectObject(client, 'image', image) : undefined;
  const config = object?.['Config'];
  const labels = isJsonObject(config) ? config['Labels'] : undefined;
  const [name = '', value = ''] = label.split('=');
  return isJsonObject(labels) && labels[name] === value;
}

async function containersOf(
  client: EngineClient,
  label: string,
  noted: readonly string[],
): Promise<string[]> {
  const found: string[] = [...noted];
  for (const container of await listBriefly(client, 'container', label)) {
    const id = typeof container['Id'] === 'string' ? container['Id'] : '';
    const isNoted = noted.some((one) => id.startsWith(one));
    if (!isNoted && !(await inheritsLabel(client, container, label))) found.push(id);
  }
  return found;
}

function isNameless(image: JsonObject): boolean {
  const none = (value: Json | undefined) => !Array.isArray(value) || value.length === 0;
  return none(image['RepoTags']) && none(image['RepoDigests']);
}

async function removeImages(
  client: EngineClient,
  { tags, images }: ReturnType<Ledger['entry']>,
): Promise<Removal[]> {
  const done: Removal[] = [];
  for (const [tag, id] of Object.entries(tags)) {
    const image = await inspectObject(client, 'image', tag);
    // The name may stand for another image by now, made by somebody else.
    if (image?.['Id'] === id) done.push(await remove(client, `/images/${pathOf(tag)}`));
  }
  // The latest first: an image can not go before those that build on it.
  for (const id of images.toReversed()) {
    const image = await inspectObject(client, 'image', id);
    if (image && isNameless(image)) done.push(await remove(client, `/images/${id}`));
  }
  return done;
}

/**
 * Removes what a lesson made: containers, networks and volumes that carry its label or stand in its ledger, and names
 * and images of its ledger. Pulled images stay. What the engine will not give up, because somebody else uses it, stays
 * and stays in the ledger. Throws TutorError when the engine does not answer.
 */
export async function removeMade(client: EngineClient, lesson: string, ledger: Ledger): Promise<void> {
  const label = `${lessonLabel}=${lesson}`;
  const noted = ledger.entry();
  const done: Removal[] = [];
  for (const id of await containersOf(client, label, noted.containers)) {
    done.push(await remove(client, `/containers/${id}`, { force: true, v: true }));
  }
  for (const id of ids(await listBriefly(client, 'network', label), 'Id')) {
    done.push(await remove(client, `/networks/${id}`));
  }
  for (const name of ids(await listBriefly(client, 'volume', label), 'Name')) {
    done.push(await remove(client, `/volumes/${pathOf(name)}`));
  }
  for (const [name, createdAt] of Object.entries(noted.volumes)) {
    if ((await volumeCreatedAt(client, name)) !== createdAt) continue;
    done.push(await remove(client, `/volumes/${pathOf(name)}`));
  }
  done.push(...(await removeImages(client, noted)));
  if (done.every((one) => one === 'gone')) ledger.clear();
}
