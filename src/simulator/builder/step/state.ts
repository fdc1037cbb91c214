import type { ImageConfig, ImageDocument } from '../../images/document.js';
import type { Lookup } from '../dockerfile/substitute.js';

/** A stage on its way: the image so far, and what its instructions can refer to. */
export interface StageState {
  /** The image so far. An image from scratch has no layers and no history. */
  document: ImageDocument;
  /** ARG instructions met so far, with their values; undefined for one without. */
  args: ReadonlyMap<string, string | undefined>;
  /** CMD was given in this stage: then ENTRYPOINT leaves it alone. */
  commandGiven: boolean;
}

/** What a stage from scratch starts with. */
export const scratch: ImageDocument = {
  architecture: 'amd64',
  os: 'linux',
  config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'] },
  rootfs: { type: 'layers', diff_ids: [] },
};

/** A stage at its start. */
export function stageFrom(document: ImageDocument): StageState {
  return { document, args: new Map(), commandGiven: false };
}

/** The shell of RUN, CMD and ENTRYPOINT in shell form. */
export const shellOf = (config: ImageConfig): string[] => config.Shell ?? ['/bin/sh', '-c'];

/** Environment of an image as a map. */
export function envMap(env: readonly string[] = []): Map<string, string> {
  return new Map(
    env.map((entry) => {
      const cut = entry.indexOf('=');
      return cut < 0 ? [entry, ''] : [entry.slice(0, cut), entry.slice(cut + 1)];
    }),
  );
}

/** Variables that instructions of a stage see: its environment, then its arguments. */
export function lookupOf(state: StageState): Lookup {
  const env = envMap(state.document.config.Env);
  return (name) => env.get(name) ?? state.args.get(name);
}

/** Arguments that RUN gets, as "name=value" in order of names: those with a value that ENV does not hide. */
export function runArgs(state: StageState): string[] {
  const env = envMap(state.document.config.Env);
  return [...state.args]
    .flatMap(([name, value]) => (value === undefined || env.has(name) ? [] : [`${name}=${value}`]))
    .sort();
}
