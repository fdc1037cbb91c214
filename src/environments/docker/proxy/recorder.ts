import type { EngineClient } from '../client.js';
import type { Ledger } from '../ledger.js';
import type { Making } from './making.js';
import { mentionScanner } from './mentions.js';
import { imageList, newImages } from './new-images.js';
import { volumesMadeWith } from './volumes.js';

/** What watches one answer: bytes as they pass, then its end. */
export interface Watch {
  onData: (chunk: Buffer) => void;
  onEnd: () => void;
}

/** Notes in the ledger what came into being and can not carry a label, after the answer has passed. */
export interface Recorder {
  /** Looks at the engine's images now; the watch compares with what is there at the end. */
  watchImages(making: Extract<Making, { makes: 'image' }>): Promise<Watch | undefined>;
  /** Notes a container and the volumes that came with it; `before`: volumes that were there already. */
  container(id: string, before: ReadonlySet<string>): void;
  /** Resolves when nothing is left to be noted. */
  settled(): Promise<void>;
}

/** Makes a recorder. What it fails to note is lost, not fatal: what the ledger does not hold is not removed. */
export function recorder(client: EngineClient, ledger: Ledger): Recorder {
  const notes = new Set<Promise<unknown>>();
  const later = (work: () => Promise<void>) => {
    const note = work().catch(() => undefined);
    notes.add(note);
    void note.then(() => notes.delete(note));
  };
  const settled = async () => {
    while (notes.size) await Promise.all(notes);
  };
  const images = async () =>
    imageList(await client.expect('list its images', '/images/json', { query: { all: true } }));

  return {
    settled,
    async watchImages({ tags, anyTag }) {
      // A name that is being noted must not look like somebody else's.
      await settled();
      const before = await images().catch(() => undefined);
      if (!before) return undefined;
      const { push, mentions } = mentionScanner();
      const compare = async () => {
        const known = ledger.entry().tags;
        const made = newImages({ before, after: await images(), tags, anyTag, mentions, known });
        const containers = [...mentions.containers];
        if (made.images.length + Object.keys(made.tags).length + containers.length > 0) {
          ledger.note({ ...made, containers });
        }
      };
      return { onData: push, onEnd: () => later(compare) };
    },
    container(id, before) {
      ledger.note({ containers: [id] });
      later(async () => {
        const volumes = await volumesMadeWith(client, id, before);
        if (Object.keys(volumes).length) ledger.note({ volumes });
      });
    },
  };
}
