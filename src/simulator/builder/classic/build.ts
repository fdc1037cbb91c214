import { generateId, shortId } from '../../docker/names.js';
import { invalid } from '../../docker/errors.js';
import type { Engine } from '../../docker/state.js';
import { formatNanos } from '../../docker/time.js';
import { changes } from '../../host/fs/layer.js';
import type { MountNamespace } from '../../host/fs/mounts.js';
import { commitImage } from '../../images/commit.js';
import type { ImageConfig, ImageDocument } from '../../images/document.js';
import { childrenOf, type Image } from '../../images/store.js';
import { baseImage } from '../base.js';
import { DockerfileError } from '../dockerfile/error.js';
import type { Step } from '../dockerfile/instructions.js';
import { parseTrigger, type Dockerfile, type Stage } from '../dockerfile/parse.js';
import { argValues, globalArgs, predefinedArgs, unusedArgs, type ArgSources } from '../step/args.js';
import { configAfter } from '../step/config.js';
import { resolveStep, expander } from '../step/resolve.js';
import { lookupOf, scratch, stageFrom, type StageState } from '../step/state.js';
import { workOf, type BuildWorld } from '../step/work.js';
import { createdBy, sourceOf } from './describe.js';
import type { ClassicOptions } from './options.js';

/** A build on its way: what it says goes to `say`, lines of pulls to `raw`. */
export interface ClassicBuild {
  engine: Engine;
  options: ClassicOptions;
  context: MountNamespace;
  say(text: string): void;
  raw(line: string): void;
  signal: AbortSignal;
}

/** A stage: its image as far as it was built. `image` is undefined before the first step from scratch. */
interface ClassicStage extends StageState {
  name?: string;
  image?: Image;
}

interface Progress {
  build: ClassicBuild;
  file: Dockerfile;
  stages: ClassicStage[];
  args: ArgSources;
  /** Once a step was not found in the cache, no later one of the stage is looked for. */
  cacheMissed: boolean;
  count: number;
  total: number;
}

/** The stages that are built: all up to the target. Throws the engine's 400. */
export function stagesToBuild({ stages }: Dockerfile, target: string): Stage[] {
  if (target === '') return stages;
  const at = stages.findIndex(({ from }) => from.name === target.toLowerCase());
  if (at < 0) throw invalid(`target stage ${JSON.stringify(target)} could not be found`);
  return stages.slice(0, at + 1);
}

/** Builds an image as the classic builder does: one image per step. Rejects with what went wrong. */
export async function classicBuild(build: ClassicBuild, file: Dockerfile): Promise<Image> {
  const wanted = stagesToBuild(file, build.options.target);
  const given = build.options.buildArgs;
  const progress: Progress = {
    build,
    file,
    stages: [],
    args: { given, globals: globalArgs(file.globals, given, file.escape) },
    cacheMissed: false,
    count: 0,
    total: file.globals.length + wanted.reduce((sum, { steps }) => sum + 1 + steps.length, 0),
  };
  for (const step of file.globals) announce(progress, step);
  for (const stage of wanted) await buildStage(progress, stage);
  const last = progress.stages.at(-1);
  if (last) await addLabels(progress, last);
  if (!last?.image) throw new Error('No image was generated. Is your Dockerfile empty?');
  const unused = unusedArgs(given, [...file.globals, ...wanted.flatMap(({ steps }) => steps)]);
  if (unused.length > 0)
    build.say(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`);
  return last.image;
}

function announce(progress: Progress, step: Step): void {
  const { say } = progress.build;
  say(`Step ${++progress.count}/${progress.total} : ${sourceOf(step)}`);
  say('\n');
}

async function buildStage(progress: Progress, { from, steps }: Stage): Promise<void> {
  announce(progress, from);
  const stage = await startStage(progress, from);
  stage.name = from.name;
  progress.stages.push(stage);
  progress.cacheMissed = progress.build.options.noCache;
  if (stage.image) progress.build.say(` ---> ${shortId(stage.image.id)}\n`);
  else progress.build.say(' ---> \n');
  const triggers = stage.document.config.OnBuild ?? [];
  if (triggers.length > 0) {
    progress.build.say(`# Executing ${triggers.length} build trigger${triggers.length > 1 ? 's' : ''}\n`);
    const { OnBuild: _done, ...config } = stage.document.config;
    stage.document = { ...stage.document, config };
    for (const text of triggers) await buildStep(progress, stage, parseTrigger(text, from.line));
  }
  for (const step of steps) {
    announce(progress, step);
    await buildStep(progress, stage, step);
    if (stage.image) progress.build.say(` ---> ${shortId(stage.image.id)}\n`);
  }
}

async function startStage(progress: Progress, from: Stage['from']): Promise<ClassicStage> {
  const { engine, options, raw } = progress.build;
  const name = expander(from, (key) => progress.args.globals.get(key), progress.file.escape)(from.image);
  if (name === '') throw new DockerfileError(`base name (${from.image}) should not be blank`, from.line);
  if (name === 'scratch') return stageFrom(scratch);
  const before = progress.stages.find((stage) => stage.name === name.toLowerCase());
  if (before) return { ...stageFrom(before.document), image: before.image };
  const image = await baseImage(engine, name, { pull: options.pull, progress: raw });
  return { ...stageFrom(image.document), image };
}

function worldOf(progress: Progress, hostname: string): BuildWorld {
  const { engine, context, options, say, raw, signal } = progress.build;
  return {
    engine,
    hostname,
    signal,
    context: () => Promise.resolve(context),
    async imageFrom(name, step): Promise<ImageDocument> {
      const index = /^\d+$/.test(name) ? Number(name) : undefined;
      const stage =
        progress.stages.slice(0, -1).find((other) => other.name === name.toLowerCase()) ??
        (index === undefined ? undefined : progress.stages.slice(0, -1)[index]);
      if (stage) return stage.document;
      try {
        return (await baseImage(engine, name, { pull: options.pull, progress: raw })).document;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new DockerfileError(`invalid from flag value ${name}: ${why}`, step.line);
      }
    },
    output: (_stream, bytes) => say(new TextDecoder().decode(bytes)),
  };
}

async function buildStep(progress: Progress, stage: ClassicStage, raw: Step): Promise<void> {
  if (raw.kind === 'arg') {
    const values = argValues(raw, progress.args, lookupOf(stage), progress.file.escape);
    stage.args = new Map([...stage.args, ...values]);
  }
  const given = predefinedArgs.flatMap((name): [string, string][] => {
    const value = progress.args.given.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const seen = { ...stage, args: new Map([...given, ...stage.args]) };
  const step = resolveStep(raw, lookupOf(seen), progress.file.escape);
  const hostname = generateId();
  const work = await workOf(worldOf(progress, shortId(hostname)), seen, step);
  const config = configAfter(stage, step);
  await addImageOf(progress, stage, {
    config,
    line: createdBy(stage, step, config, work?.digest ?? ''),
    author: raw.kind === 'maintainer' ? raw.value : undefined,
    container: step.kind === 'copy' || step.kind === 'add' ? undefined : hostname,
    act: work?.act,
  });
  if (step.kind === 'cmd') stage.commandGiven = true;
}

interface Made {
  config: ImageConfig;
  /** As the history has it: the key of the cache together with the image below. */
  line: string;
  author?: string;
  /** Id of the intermediate container that is told of. */
  container?: string;
  act?(): ReturnType<NonNullable<Awaited<ReturnType<typeof workOf>>>['act']>;
}

async function addImageOf(progress: Progress, stage: ClassicStage, made: Made): Promise<void> {
  const { engine, say, options } = progress.build;
  const known = progress.cacheMissed ? undefined : cached(engine, stage, made);
  if (known) {
    say(' ---> Using cache\n');
    stage.image = known;
    stage.document = known.document;
    return;
  }
  progress.cacheMissed = true;
  if (made.container) say(` ---> Running in ${shortId(made.container)}\n`);
  const tree = await made.act?.();
  const image = commitImage(engine.images, {
    parent: stage.image ?? scratchParent(stage),
    tree: tree && changes(tree).length > 0 ? tree : undefined,
    config: made.config,
    created: formatNanos(engine.nanos()),
    createdBy: made.line,
    author: made.author,
    keepParent: stage.image !== undefined,
  });
  if (made.container && options.remove)
    say(` ---> Removed intermediate container ${shortId(made.container)}\n`);
  stage.image = image;
  stage.document = image.document;
}

/** A stage from scratch stands on nothing: the document of nothing is not an image of the store. */
function scratchParent({ document }: ClassicStage): Image {
  return { id: '', json: '', document };
}

/** The image that the same step made of the same image before, if it is still there: the latest. */
function cached(engine: Engine, stage: ClassicStage, made: Made): Image | undefined {
  if (!stage.image) return undefined;
  return childrenOf(engine.images, stage.image.id)
    .reverse()
    .find(
      ({ document }) =>
        document.history?.at(-1)?.created_by === made.line &&
        JSON.stringify(document.config) === JSON.stringify(made.config),
    );
}

async function addLabels(progress: Progress, stage: ClassicStage): Promise<void> {
  const { labels } = progress.build.options;
  const names = Object.keys(labels).sort();
  if (names.length === 0) return;
  const line = `LABEL ${names.map((name) => `${name}=${labels[name] ?? ''}`).join(' ')}`;
  progress.build.say(`Step ${++progress.count}/${progress.total + 1} : ${line}`);
  progress.build.say('\n');
  const { config } = stage.document;
  await addImageOf(progress, stage, {
    config: { ...config, Labels: { ...config.Labels, ...labels } },
    line: `/bin/sh -c #(nop)  ${line}`,
    container: generateId(),
  });
  if (stage.image) progress.build.say(` ---> ${shortId(stage.image.id)}\n`);
}
