import { DialError } from '../../images/http-client.js';
import { installImage } from '../../images/hub.js';
import { chainId } from '../../images/layers.js';
import { manifestOf } from '../../images/manifest.js';
import { familiar, familiarName, type Reference } from '../../images/reference.js';
import { localPort, pullFromRegistry, pushToRegistry, RegistryError } from '../../images/registry.js';
import { findImage, heldChains, layersOf, repoTags } from '../../images/store.js';
import type { ApiReply } from '../api.js';
import { failure, notFound } from '../errors.js';
import { shortId } from '../names.js';
import type { Engine } from '../state.js';
import { imageEvent } from './remove.js';

type Line = Record<string, unknown>;
const headers = { 'Content-Type': 'application/json' };
const line = (value: Line) => `${JSON.stringify(value)}\r\n`;
const step = (id: string, status: string): Line => ({ status, progressDetail: {}, id });

/** Milliseconds of the clock that each layer takes to come. */
const layerTime = 20;

/** Pulls one tag (or digest). Errors before the first byte are HTTP errors. */
export async function pullImage(engine: Engine, reference: Reference): Promise<ApiReply> {
  const port = localPort(reference);
  if (port !== undefined) return pullLocal(engine, reference, port);
  if (reference.domain !== 'docker.io')
    throw failure(
      `Get "https://${reference.domain}/v2/": dial tcp: lookup ${reference.domain.split(':')[0]}: no such host`,
    );
  const made = engine.hub.find(reference);
  const local = reference.digest ? findImage(engine.images, familiar(reference)) : undefined;
  if (!engine.hub.hasRepository(reference))
    throw notFound(
      `pull access denied for ${familiarName(reference)}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    );
  if (!made && !local)
    throw notFound(`manifest for ${familiar(reference)} not found: manifest unknown: manifest unknown`);
  return {
    status: 200,
    headers,
    async stream(write) {
      write(line({ status: `Pulling from ${reference.path}`, id: reference.tag ?? reference.digest ?? '' }));
      const known = made ? engine.images.images.has(made.id) : true;
      if (made && !known) {
        const held = heldChains(engine.images);
        const ids = made.layers.map((layer) => layer.diffId);
        const missing = made.layers.filter((_, i) => !held.has(chainId(ids.slice(0, i + 1))));
        const id = (layer: (typeof missing)[number]) => shortId(layer.blob().digest);
        for (const layer of made.layers)
          write(line(step(id(layer), missing.includes(layer) ? 'Pulling fs layer' : 'Already exists')));
        for (const layer of missing) {
          const total = layer.blob().bytes.length;
          write(line({ status: 'Downloading', progressDetail: { current: total, total }, id: id(layer) }));
          await new Promise<void>((resolve) => engine.clock.after(layerTime, resolve));
          for (const status of ['Verifying Checksum', 'Download complete'])
            write(line(step(id(layer), status)));
        }
        for (const layer of missing) {
          const total = layer.blob().bytes.length;
          write(line({ status: 'Extracting', progressDetail: { current: total, total }, id: id(layer) }));
          write(line(step(id(layer), 'Pull complete')));
        }
      }
      const tagKnown = made && findImage(engine.images, familiar(reference))?.id === made.id;
      const image = made ? installImage(engine.images, reference, made) : local;
      if (!image) return;
      write(line({ status: `Digest: ${reference.digest ?? manifestOf(engine.images, image).digest}` }));
      write(line({ status: statusLine(reference, tagKnown !== false) }));
      imageEvent(engine, 'pull', familiar(reference), familiarName(reference));
    },
  };
}

const statusLine = (reference: Reference, upToDate: boolean) =>
  `Status: ${upToDate ? 'Image is up to date for' : 'Downloaded newer image for'} ${familiar(reference)}`;

async function pullLocal(engine: Engine, reference: Reference, port: number): Promise<ApiReply> {
  const steps: Line[] = [];
  try {
    const before = findImage(engine.images, familiar(reference))?.id;
    const { image, digest, fresh } = await pullFromRegistry(
      engine.machine.network,
      engine.images,
      reference,
      port,
      (id, status) => steps.push(step(id, status)),
    );
    imageEvent(engine, 'pull', familiar(reference), familiarName(reference));
    const lines = [
      { status: `Pulling from ${reference.path}`, id: reference.tag ?? digest },
      ...steps,
      { status: `Digest: ${digest}` },
      { status: statusLine(reference, before === image.id && !fresh) },
    ];
    return {
      status: 200,
      headers,
      stream: (write) => Promise.resolve(lines.forEach((entry) => write(line(entry)))),
    };
  } catch (error) {
    if (error instanceof RegistryError) throw notFound(error.message);
    if (error instanceof DialError)
      throw failure(error.message.replace(/"http:\/\/([^/]+)\/.*"/, '"http://$1/v2/"'));
    throw error;
  }
}

/** Pushes one tag, or all of a repository. */
export function pushImages(engine: Engine, repository: Reference, tag: string | undefined): ApiReply {
  const { images } = engine;
  const name = familiarName(repository);
  const all = [...images.images.keys()]
    .flatMap((id) => repoTags(images, id))
    .filter((other) => other.slice(0, other.lastIndexOf(':')) === name)
    .map((other) => other.slice(other.lastIndexOf(':') + 1))
    .sort();
  const missing = `An image does not exist locally with the tag: ${name}`;
  return {
    status: 200,
    headers,
    async stream(write) {
      const fail = (message: string) => write(line({ errorDetail: { message }, error: message }));
      write(line({ status: `The push refers to repository [${repository.domain}/${repository.path}]` }));
      if (all.length === 0) return fail(missing);
      if (tag !== undefined && !all.includes(tag)) return fail(`tag does not exist: ${name}:${tag}`);
      for (const each of tag === undefined ? all : [tag]) {
        const reference = { ...repository, tag: each };
        const image = findImage(images, familiar(reference));
        if (!image) return fail(missing);
        const port = localPort(reference);
        const progress = (id: string, status: string) => write(line(step(id, status)));
        if (port === undefined) {
          for (const layer of layersOf(images, image).reverse()) progress(shortId(layer.diffId), 'Preparing');
          return fail(
            repository.domain === 'docker.io'
              ? 'denied: requested access to the resource is denied'
              : `Get "https://${repository.domain}/v2/": dial tcp: lookup ${repository.domain.split(':')[0]}: no such host`,
          );
        }
        try {
          const { digest, size } = await pushToRegistry(
            engine.machine.network,
            images,
            reference,
            image,
            port,
            progress,
          );
          write(line({ status: `${each}: digest: ${digest} size: ${size}` }));
          write(line({ progressDetail: {}, aux: { Tag: each, Digest: digest, Size: size } }));
          imageEvent(engine, 'push', familiar(reference), name);
        } catch (error) {
          if (error instanceof RegistryError || error instanceof DialError) return fail(error.message);
          throw error;
        }
      }
    },
  };
}
