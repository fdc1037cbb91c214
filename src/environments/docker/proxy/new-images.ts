import { isJsonObject, type Json } from '../../../json.js';
import { familiarName } from '../image-name.js';
import type { Mentions } from './mentions.js';

/** The engine's images at one moment: ids, and which image each name stands for. */
export interface ImageList {
  ids: Set<string>;
  tags: Map<string, string>;
}

/** Reads `/images/json?all=1`. */
export function imageList(answer: Json): ImageList {
  const list: ImageList = { ids: new Set(), tags: new Map() };
  for (const image of Array.isArray(answer) ? answer : []) {
    if (!isJsonObject(image) || typeof image['Id'] !== 'string') continue;
    list.ids.add(image['Id']);
    for (const tag of Array.isArray(image['RepoTags']) ? image['RepoTags'] : []) {
      if (typeof tag === 'string' && !tag.startsWith('<none>')) list.tags.set(familiarName(tag), image['Id']);
    }
  }
  return list;
}

/** What is asked of `newImages`. */
export interface Attribution {
  before: ImageList;
  after: ImageList;
  /** Names that the request asked for. */
  tags: readonly string[];
  anyTag: boolean;
  mentions: Mentions;
  /** Names that the ledger holds already, with the image each stood for. */
  known: Readonly<Record<string, string>>;
}

/**
 * Names and images that came into being through one request. Someone else may use the engine at the same time, so being
 * new is not enough: the request must have asked for the name, or its answer must have mentioned the image. A name that
 * was somebody else's before is never ours, even when it stands for our image now.
 */
export function newImages(question: Attribution): { tags: Record<string, string>; images: string[] } {
  const { before, after, anyTag, mentions, known } = question;
  const asked = new Set([...question.tags, ...mentions.tags]);
  // Podman puts "localhost/" before names without a registry.
  const isAsked = (tag: string) => asked.has(tag) || asked.has(tag.replace(/^localhost\//, ''));
  const short = (id: string) => id.replace(/^sha256:/, '').slice(0, 12);
  const tags: Record<string, string> = {};
  for (const [tag, id] of after.tags) {
    const previous = before.tags.get(tag);
    if (previous === id || (previous !== undefined && known[tag] !== previous)) continue;
    if (isAsked(tag) || (anyTag && mentions.ids.has(id))) tags[tag] = id;
  }
  const named = new Set(Object.values(tags));
  const images = [...after.ids].filter(
    (id) => !before.ids.has(id) && (mentions.ids.has(id) || mentions.steps.has(short(id)) || named.has(id)),
  );
  return { tags, images };
}
