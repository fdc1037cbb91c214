import { familiar, familiarName, parseReference, ReferenceError, tagged } from '../../images/reference.js';
import { findImage, repoTags, type Image } from '../../images/store.js';
import { loadImages, saveImages } from '../../images/archive.js';
import { TarError } from '../../host/fs/tar.js';
import { gunzipSync } from 'node:zlib';
import { escapedReply, flag, reply, type ApiReply, type Call, type Route } from '../api.js';
import { findContainer } from '../container/find.js';
import { failure, invalid, notFound } from '../errors.js';
import { booleanFilter, globPattern, matchesLabels, parseFilters, type Filters } from '../filters.js';
import { commitContainer, importImage, tagImage } from '../images/commit.js';
import { imageEvent, removeImage, type Removed } from '../images/remove.js';
import { createdSeconds, historyJson, imageJson, imageSummary } from '../images/summary.js';
import { pullImage, pushImages } from '../images/transfer.js';
import type { Engine } from '../state.js';
import { parseTime } from '../time.js';

/** Runs a handler with errors of names as the engine's 400. */
function named<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof ReferenceError) throw invalid(error.message);
    throw error;
  }
}

function demandImage(engine: Engine, name: string): Image {
  return named(() => {
    const image = findImage(engine.images, name);
    if (!image) throw notFound(`No such image: ${familiar(tagged(parseReference(name)))}`);
    return image;
  });
}

const listFilters = ['dangling', 'label', 'before', 'since', 'reference', 'until'];

/** Whether a name of an image fits a `reference` filter: with or without its tag. */
function fitsReference(name: string, pattern: string): boolean {
  const glob = globPattern(pattern);
  const cut = name.lastIndexOf(':');
  return glob.test(name) || glob.test(name.slice(0, cut < 0 ? undefined : cut));
}

function list(engine: Engine, filters: Filters, all: boolean) {
  const dangling = booleanFilter(filters, 'dangling');
  const references = filters.get('reference');
  const bound = (name: string) => filters.get(name)?.map((text) => createdSeconds(demandImage(engine, text)));
  const [before, since] = [bound('before'), bound('since')];
  const until = parseTime(filters.get('until')?.[0] ?? null, engine.nanos());
  const parents = new Set([...engine.images.images.values()].map((image) => image.parent));
  return [...engine.images.images.values()]
    .filter((image) => {
      const tags = repoTags(engine.images, image.id);
      const created = createdSeconds(image);
      if (dangling !== undefined && (tags.length === 0) !== dangling) return false;
      if (!all && tags.length === 0 && parents.has(image.id)) return false;
      if (!matchesLabels(image.document.config.Labels ?? null, filters.get('label'))) return false;
      if (before && !before.every((bound) => created < bound)) return false;
      if (since && !since.every((bound) => created > bound)) return false;
      return until === undefined || BigInt(created) * 1_000_000_000n < until;
    })
    .map((image) => imageSummary(engine, image))
    .flatMap((summary) => {
      if (!references) return [summary];
      const fits = (name: string) => references.some((pattern) => fitsReference(name, pattern));
      const RepoTags = summary.RepoTags.filter(fits);
      const RepoDigests = summary.RepoDigests.filter((name) => fits(name.split('@')[0] ?? ''));
      return RepoTags.length + RepoDigests.length > 0 ? [{ ...summary, RepoTags, RepoDigests }] : [];
    })
    .sort((a, b) => b.Created - a.Created);
}

async function create(call: Call): Promise<ApiReply> {
  const { engine, query } = call;
  const from = query.get('fromImage');
  const source = query.get('fromSrc');
  const tag = query.get('tag') ?? '';
  if (from) {
    const text = tag === '' ? from : tag.startsWith('sha256:') ? `${from}@${tag}` : `${from}:${tag}`;
    const reference = named(() => tagged(parseReference(text)));
    return pullImage(engine, reference);
  }
  if (source !== '-') throw invalid('failed to import: only archives from standard input can be imported');
  const tar = await call.body();
  const image = archived(() =>
    importImage(engine, unzipped(tar), {
      repo: query.get('repo') ?? '',
      tag,
      message: query.get('message') ?? '',
      changes: query.getAll('changes'),
    }),
  );
  imageEvent(engine, 'import', image.id, image.id);
  const headers = { 'Content-Type': 'application/json' };
  return {
    status: 200,
    headers,
    bytes: new TextEncoder().encode(`${JSON.stringify({ status: image.id })}\r\n`),
  };
}

const unzipped = (tar: Uint8Array) =>
  tar[0] === 0x1f && tar[1] === 0x8b ? new Uint8Array(gunzipSync(tar)) : tar;

function archived<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof TarError) throw failure(error.message);
    throw error;
  }
}

async function load(call: Call): Promise<ApiReply> {
  const tar = await call.body();
  const lines: object[] = [];
  try {
    for (const { image, tags } of loadImages(call.engine.images, unzipped(tar))) {
      for (const tag of tags) lines.push({ stream: `Loaded image: ${tag}\n` });
      if (tags.length === 0) lines.push({ stream: `Loaded image ID: ${image.id}\n` });
      imageEvent(call.engine, 'load', image.id, image.id);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    lines.push({ errorDetail: { message }, error: message });
  }
  const text = lines.map((line) => `${JSON.stringify(line)}\r\n`).join('');
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    bytes: new TextEncoder().encode(text),
  };
}

function save(engine: Engine, names: readonly string[]): ApiReply {
  const wanted = names.map((name) => {
    const image = demandImage(engine, name);
    const tags = repoTags(engine.images, image.id);
    const reference = named(() => tagged(parseReference(name)));
    return {
      image,
      tags: tags.filter(
        (tag) =>
          tag === familiar(reference) || (familiarName(reference) === name && tag.startsWith(`${name}:`)),
      ),
    };
  });
  return {
    status: 200,
    bytes: saveImages(engine.images, wanted),
    headers: { 'Content-Type': 'application/x-tar' },
  };
}

function prune({ engine, query }: Call): ApiReply {
  const filters = parseFilters(query.get('filters'), ['dangling', 'label', 'label!', 'until']);
  const all = booleanFilter(filters, 'dangling') === false;
  const until = parseTime(filters.get('until')?.[0] ?? null, engine.nanos());
  const used = new Set([...engine.containers.values()].map(({ imageId }) => imageId));
  const removed: Removed[] = [];
  let SpaceReclaimed = 0;
  for (const image of [...engine.images.images.values()]) {
    const tags = repoTags(engine.images, image.id);
    const labels = image.document.config.Labels ?? null;
    if (used.has(image.id) || (!all && tags.length > 0) || !engine.images.images.has(image.id)) continue;
    if (!matchesLabels(labels, filters.get('label'))) continue;
    if ((filters.get('label!') ?? []).some((label) => matchesLabels(labels, [label]))) continue;
    if (until !== undefined && BigInt(createdSeconds(image)) * 1_000_000_000n >= until) continue;
    const before = totalSize(engine);
    for (const name of tags.length > 0 ? tags : [image.id])
      removed.push(...removeImage(engine, name, { force: false, noPrune: false }));
    SpaceReclaimed += before - totalSize(engine);
  }
  engine.events.emit({
    type: 'image',
    action: 'prune',
    id: '',
    attributes: { reclaimed: String(SpaceReclaimed) },
  });
  return reply(200, { ImagesDeleted: removed.length > 0 ? removed : null, SpaceReclaimed });
}

function totalSize(engine: Engine): number {
  return [...engine.images.layers.layers.values()].reduce((sum, layer) => sum + layer.size, 0);
}

/** /images, /commit, /build/prune */
export const imageRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/images/json',
    handle({ engine, query }) {
      return reply(200, list(engine, parseFilters(query.get('filters'), listFilters), flag(query, 'all')));
    },
  },
  { method: 'POST', path: '/images/create', handle: create },
  { method: 'POST', path: '/images/load', handle: load },
  { method: 'POST', path: '/images/prune', handle: prune },
  { method: 'GET', path: '/images/get', handle: ({ engine, query }) => save(engine, query.getAll('names')) },
  {
    method: 'GET',
    path: '/images/{name*}/get',
    handle: ({ engine, params }) => save(engine, [params.name ?? '']),
  },
  {
    method: 'GET',
    path: '/images/search',
    handle: ({ engine, query }) =>
      reply(
        200,
        [...new Set(engine.hub.names.map((name) => name.split(':')[0] ?? ''))]
          .filter((name) => name.includes(query.get('term') ?? ''))
          .map((name) => ({
            name,
            description: '',
            star_count: 0,
            is_official: !name.includes('/'),
            is_automated: false,
          })),
      ),
  },
  {
    method: 'GET',
    path: '/images/{name*}/json',
    handle: ({ engine, params }) =>
      escapedReply(200, imageJson(engine, demandImage(engine, params.name ?? ''))),
  },
  {
    method: 'GET',
    path: '/images/{name*}/history',
    handle: ({ engine, params }) => reply(200, historyJson(engine, demandImage(engine, params.name ?? ''))),
  },
  {
    method: 'POST',
    path: '/images/{name*}/tag',
    handle({ engine, params, query }) {
      const image = demandImage(engine, params.name ?? '');
      named(() => tagImage(engine, image, query.get('repo') ?? '', query.get('tag') ?? ''));
      return { status: 201, bytes: new Uint8Array() };
    },
  },
  {
    method: 'POST',
    path: '/images/{name*}/push',
    handle({ engine, params, query }) {
      const repository = named(() => parseReference(params.name ?? ''));
      return pushImages(engine, repository, query.get('tag') || undefined);
    },
  },
  {
    method: 'DELETE',
    path: '/images/{name*}',
    handle({ engine, params, query }) {
      const options = { force: flag(query, 'force'), noPrune: flag(query, 'noprune') };
      return reply(
        200,
        named(() => removeImage(engine, params.name ?? '', options)),
      );
    },
  },
  {
    method: 'POST',
    path: '/commit',
    handle({ engine, query }) {
      const container = findContainer(engine, query.get('container') ?? '');
      const text = (name: string) => query.get(name) ?? '';
      const options = {
        repo: text('repo'),
        tag: text('tag'),
        author: text('author'),
        comment: text('comment'),
        pause: flag(query, 'pause', true),
        changes: query
          .getAll('changes')
          .flatMap((change) => change.split('\n'))
          .filter(Boolean),
      };
      return reply(201, { Id: named(() => commitContainer(engine, container, options)).id });
    },
  },
  {
    method: 'POST',
    path: '/build/prune',
    handle: () => reply(200, { CachesDeleted: null, SpaceReclaimed: 0 }),
  },
];
