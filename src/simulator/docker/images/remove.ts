import { familiar, parseReference, tagged } from '../../images/reference.js';
import {
  childrenOf,
  deleteImage,
  findImage,
  isIdOf,
  repoDigests,
  repoTags,
  tagKey,
  digestKey,
  type Image,
} from '../../images/store.js';
import { conflict, notFound } from '../errors.js';
import { shortId } from '../names.js';
import type { Container, Engine } from '../state.js';

/** One line of what a removal did. */
export type Removed = { Untagged: string } | { Deleted: string };

/** Emits an event of an image. */
export function imageEvent(engine: Engine, action: string, id: string, name: string): void {
  const labels = engine.images.images.get(id)?.document.config.Labels ?? {};
  engine.events.emit({ type: 'image', action, id, attributes: { ...labels, name } });
}

function usersOf(engine: Engine, image: Image): Container[] {
  return [...engine.containers.values()].filter((container) => container.imageId === image.id);
}

/** Takes names off an image, and the image away when none is left (`docker rmi`). Throws the engine's errors. */
export function removeImage(
  engine: Engine,
  name: string,
  options: { force: boolean; noPrune: boolean },
): Removed[] {
  const { images } = engine;
  const image = findImage(images, name);
  if (!image) throw notFound(`No such image: ${familiar(tagged(parseReference(name)))}`);
  const users = usersOf(engine, image);
  const tags = repoTags(images, image.id);
  const removed: Removed[] = [];
  if (isIdOf(images, name, image)) {
    const running = users.find((container) => container.state.running);
    const conflictOf = (why: string) => conflict(`conflict: unable to delete ${shortId(image.id)} ${why}`);
    if (running)
      throw conflictOf(
        `(cannot be forced) - image is being used by running container ${shortId(running.id)}`,
      );
    const repositories = new Set(tags.map((tag) => tag.slice(0, tag.lastIndexOf(':'))));
    if (repositories.size > 1 && !options.force)
      throw conflictOf('(must be forced) - image is referenced in multiple repositories');
    if (users[0] && !options.force)
      throw conflictOf(`(must be forced) - image is being used by stopped container ${shortId(users[0].id)}`);
    untagAll(engine, image, removed);
    return deleteFrom(engine, image, options, removed);
  }
  const reference = tagged(parseReference(name));
  const lastName = tags.length <= 1 && !reference.digest;
  const user = users[0];
  if (lastName && user && !options.force)
    throw conflict(
      `conflict: unable to remove repository reference "${familiar(reference)}" (must force) - container ${shortId(user.id)} is using its referenced image ${shortId(image.id)}`,
    );
  untag(
    engine,
    image,
    reference.digest ? digestKey(reference) : tagKey(reference),
    familiar(reference),
    removed,
  );
  const repository = familiar({ ...reference, tag: undefined, digest: undefined });
  const rest = repoTags(images, image.id);
  if (!rest.some((tag) => tag.startsWith(`${repository}:`)))
    for (const digest of repoDigests(images, image.id))
      if (digest.startsWith(`${repository}@`)) untagDigest(engine, digest, removed);
  if (rest.length > 0) return removed;
  untagAll(engine, image, removed);
  if (users.some((container) => container.state.running)) return removed;
  return deleteFrom(engine, image, options, removed);
}

function untag(engine: Engine, image: Image, key: string, shown: string, removed: Removed[]): void {
  engine.images.tags.delete(key);
  engine.images.digests.delete(key);
  removed.push({ Untagged: shown });
  imageEvent(engine, 'untag', image.id, image.id);
}

function untagDigest(engine: Engine, digest: string, removed: Removed[]): void {
  engine.images.digests.delete(digestKey(parseReference(digest)));
  removed.push({ Untagged: digest });
}

function untagAll(engine: Engine, image: Image, removed: Removed[]): void {
  for (const tag of repoTags(engine.images, image.id))
    untag(engine, image, tagKey(parseReference(tag)), tag, removed);
  for (const digest of repoDigests(engine.images, image.id)) untagDigest(engine, digest, removed);
}

function deleteFrom(
  engine: Engine,
  image: Image,
  options: { noPrune: boolean },
  removed: Removed[],
): Removed[] {
  if (childrenOf(engine.images, image.id).length > 0) return removed;
  imageEvent(engine, 'delete', image.id, image.id);
  const gone = deleteImage(engine.images, image);
  removed.push({ Deleted: image.id });
  // Containers that still stand on the image keep its layers.
  if (usersOf(engine, image).length === 0) for (const chain of gone) removed.push({ Deleted: chain });
  const parent = image.parent ? engine.images.images.get(image.parent) : undefined;
  const free =
    parent && repoTags(engine.images, parent.id).length === 0 && usersOf(engine, parent).length === 0;
  return parent && free && !options.noPrune ? deleteFrom(engine, parent, options, removed) : removed;
}
