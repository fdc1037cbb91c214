import { applyEntries } from '../../host/fs/layer.js';
import { unpackTar } from '../../host/fs/tar.js';
import { createTree, treeRoot } from '../../host/fs/tree.js';
import { freeze } from '../../host/process/cgroup.js';
import { commitImage } from '../../images/commit.js';
import type { ImageConfig } from '../../images/document.js';
import { familiar, parseReference, tagged } from '../../images/reference.js';
import { tagKey, type Image } from '../../images/store.js';
import { isBody, list, map, str } from '../decode.js';
import { containerEvent } from '../container/find.js';
import type { Container, Engine } from '../state.js';
import { formatNanos } from '../time.js';
import { imageEvent } from './remove.js';
import { applyChange } from './changes.js';

/** What an image made of a container says about containers made of it. */
export function configOf(container: Container): ImageConfig {
  const { config } = container;
  const command = (name: string) => (Array.isArray(config[name]) ? list(config, name) : undefined);
  const out: ImageConfig = { Env: list(config, 'Env') };
  const [cmd, entrypoint] = [command('Cmd'), command('Entrypoint')];
  if (cmd) out.Cmd = cmd;
  if (entrypoint) out.Entrypoint = entrypoint;
  if (str(config, 'User')) out.User = str(config, 'User');
  if (str(config, 'WorkingDir')) out.WorkingDir = str(config, 'WorkingDir');
  if (isBody(config.ExposedPorts)) out.ExposedPorts = config.ExposedPorts as Record<string, object>;
  if (isBody(config.Volumes)) out.Volumes = config.Volumes as Record<string, object>;
  if (Object.keys(map(config, 'Labels')).length > 0) out.Labels = map(config, 'Labels');
  if (str(config, 'StopSignal')) out.StopSignal = str(config, 'StopSignal');
  if (isBody(config.Healthcheck)) out.Healthcheck = config.Healthcheck;
  return out;
}

/** Gives an image a name, if one is asked for. */
export function tagImage(engine: Engine, image: Image, repo: string, tag: string): void {
  if (repo === '') return;
  const reference = tagged(parseReference(tag ? `${repo}:${tag}` : repo));
  engine.images.tags.delete(tagKey(reference));
  engine.images.tags.set(tagKey(reference), image.id);
  image.lastTagged = engine.clock.now();
  imageEvent(engine, 'tag', image.id, familiar(reference));
}

/** `docker commit` */
export function commitContainer(
  engine: Engine,
  container: Container,
  options: {
    repo: string;
    tag: string;
    author: string;
    comment: string;
    pause: boolean;
    changes: readonly string[];
  },
): Image {
  const { runtime } = container;
  const frozen = runtime && options.pause && !container.state.paused;
  if (frozen) freeze(runtime.isolation.cgroup, true);
  try {
    const config = options.changes.reduce(applyChange, configOf(container));
    const image = commitImage(engine.images, {
      parent: engine.images.images.get(container.imageId),
      tree: container.tree,
      config,
      created: formatNanos(engine.nanos()),
      createdBy: [container.path, ...container.args].join(' '),
      author: options.author,
      comment: options.comment,
      keepParent: true,
    });
    containerEvent(engine, container, 'commit', {
      comment: options.comment,
      imageID: image.id,
      imageRef: '',
    });
    tagImage(engine, image, options.repo, options.tag);
    return image;
  } finally {
    if (frozen) freeze(runtime.isolation.cgroup, false);
  }
}

/** `docker import`: an image of one layer from a file tree. Throws TarError. */
export function importImage(
  engine: Engine,
  tar: Uint8Array,
  options: { repo: string; tag: string; message: string; changes: readonly string[] },
): Image {
  const tree = createTree({ mtime: engine.clock.now() });
  applyEntries(treeRoot(tree), unpackTar(tar));
  const image = commitImage(engine.images, {
    tree,
    config: options.changes.reduce(applyChange, {}),
    created: formatNanos(engine.nanos()),
    comment: options.message || 'Imported from -',
  });
  tagImage(engine, image, options.repo, options.tag);
  return image;
}
