import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const entrySchema = z.object({
  /** Image names that the lesson made, with the image each stood for then. */
  tags: z.record(z.string(), z.string()).default({}),
  /** Images that the lesson made, named or not. */
  images: z.array(z.string()).default([]),
  containers: z.array(z.string()).default([]),
  /** Volumes that came with a container, with the time that the engine gives for their making. */
  volumes: z.record(z.string(), z.string()).default({}),
});

const fileSchema = z.object({ version: z.literal(1), engines: z.record(z.string(), entrySchema) });

/** What a lesson made on one engine and what labels can not tell. */
export type LedgerEntry = z.output<typeof entrySchema>;

/** Remembers on disk what a lesson made, so that cleaning removes that and nothing else. */
export interface Ledger {
  entry(): LedgerEntry;
  note(more: Partial<LedgerEntry>): void;
  /** Forgets everything about this engine; after cleaning. */
  clear(): void;
}

type LedgerFile = z.output<typeof fileSchema>;

/** A ledger that can not be read knows nothing: then nothing is removed for its sake. */
function load(path: string): LedgerFile {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { version: 1, engines: {} };
  }
}

function save(path: string, file: LedgerFile): void {
  if (Object.keys(file.engines).length === 0) return rmSync(path, { force: true });
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(file), { mode: 0o600 });
  renameSync(`${path}.${process.pid}`, path);
}

const empty: LedgerEntry = { tags: {}, images: [], containers: [], volumes: {} };

/** Opens the ledger of one lesson for one engine. Every note is on disk when the call returns. */
export function openLedger(path: string, engine: string): Ledger {
  return {
    entry: () => load(path).engines[engine] ?? empty,
    note(more) {
      const file = load(path);
      const old = file.engines[engine] ?? empty;
      file.engines[engine] = {
        tags: { ...old.tags, ...more.tags },
        images: [...new Set([...old.images, ...(more.images ?? [])])],
        containers: [...new Set([...old.containers, ...(more.containers ?? [])])],
        volumes: { ...old.volumes, ...more.volumes },
      };
      save(path, file);
    },
    clear() {
      const file = load(path);
      delete file.engines[engine];
      save(path, file);
    },
  };
}
