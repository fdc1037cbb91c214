import { familiarName } from '../image-name.js';

/** What the engine's answer to a making request mentions. */
export interface Mentions {
  /** Full image ids: "sha256:...". */
  ids: Set<string>;
  /** Short image ids of the classic builder's steps. */
  steps: Set<string>;
  /** Short ids of containers in which the classic builder ran a step. */
  containers: Set<string>;
  /** Names that `docker load` reports. */
  tags: Set<string>;
}

/** Longest text that one of the patterns below may span; names are at most 255 characters, tags 128. */
const overlap = 512;

/** Collects mentions from an answer's bytes, wherever they are cut. Binary answers (gRPC) are read as they are. */
export function mentionScanner(): { push: (chunk: Buffer) => void; mentions: Mentions } {
  const mentions: Mentions = { ids: new Set(), steps: new Set(), containers: new Set(), tags: new Set() };
  let tail = '';
  const each = (text: string, pattern: RegExp, add: (value: string) => void) => {
    for (const match of text.matchAll(pattern)) add(match[1] ?? match[0]);
  };
  return {
    mentions,
    push(chunk) {
      const text = tail + chunk.toString('latin1');
      each(text, /sha256:[0-9a-f]{64}/g, (id) => mentions.ids.add(id));
      each(text, /---(?:>|\\u003e) ([0-9a-f]{12})/g, (id) => mentions.steps.add(id));
      each(text, /---(?:>|\\u003e) Running in ([0-9a-f]{12})/g, (id) => mentions.containers.add(id));
      each(text, /Loaded image: ([^\s"\\]+)[\s"\\]/g, (name) => mentions.tags.add(familiarName(name)));
      tail = text.slice(-overlap);
    },
  };
}
