import { parseReference, ReferenceError, tagged } from '../../images/reference.js';
import { tagKey } from '../../images/store.js';
import { baseImage } from '../base.js';
import { DockerfileError } from '../dockerfile/error.js';
import type { Step } from '../dockerfile/instructions.js';
import { didYouMean } from '../dockerfile/suggest.js';
import { expander } from '../step/resolve.js';
import { findStage } from './stages.js';
import { stageNames } from './stages.js';
import type { Solve } from './types.js';

/** The name of the image of a stage, variables filled in. */
export function baseName({ file, globals }: Solve, index: number): string {
  const from = file.stages[index]?.from;
  if (!from) throw new Error(`no stage ${index}`);
  return expander(from, (key) => globals.get(key), file.escape)(from.image);
}

/** The stages that one stands on, itself last. */
export function neededStages(build: Solve, target: number): number[] {
  const needed = new Set<number>();
  const visit = (index: number) => {
    if (needed.has(index)) return;
    const below = findStage(build.file, baseName(build, index), index);
    if (below !== undefined) visit(below);
    for (const step of build.file.stages[index]?.steps ?? []) {
      const from = step.kind === 'copy' ? step.from : undefined;
      const stage = from === undefined ? undefined : findStage(build.file, from, index, true);
      if (stage !== undefined) visit(stage);
    }
    needed.add(index);
  };
  visit(target);
  return [...needed].sort((a, b) => a - b);
}

/** Resolves the images that a stage needs, pulling what is not there. Rejects with DockerfileError. */
export async function loadMetadata(build: Solve, index: number): Promise<void> {
  const stage = build.file.stages[index];
  if (!stage) return;
  const name = baseName(build, index);
  if (name !== 'scratch' && findStage(build.file, name, index) === undefined)
    await loadImage(build, name, stage.from);
  for (const step of stage.steps)
    if (
      step.kind === 'copy' &&
      step.from !== undefined &&
      findStage(build.file, step.from, index, true) === undefined
    )
      await loadImage(build, step.from, step);
}

async function loadImage(build: Solve, name: string, step: Step): Promise<void> {
  if (build.bases.has(name)) return;
  const shown = fullName(name, step);
  const vertex = build.progress.vertex(`[internal] load metadata for ${shown}`);
  try {
    const pull = build.options.get('image-resolve-mode') === 'pull';
    build.bases.set(name, (await baseImage(build.engine, name, { pull })).document);
    vertex.done();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const why = text.startsWith('pull access denied')
      ? 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed'
      : text.startsWith('manifest for')
        ? `${shown}: not found`
        : text;
    vertex.done({ error: why });
    const hint = step.kind === 'copy' ? didYouMean(name, stageNames(build.file)) : '';
    throw new DockerfileError(
      `${name}: failed to resolve source metadata for ${shown}: ${why}${hint}`,
      step.line,
    );
  }
}

/** The whole name of an image. Throws DockerfileError for what is no name. */
export function fullName(name: string, step: Step): string {
  try {
    return tagKey(tagged(parseReference(name)));
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new DockerfileError(
      `failed to parse stage name ${JSON.stringify(name)}: ${error.message}`,
      step.line,
    );
  }
}
