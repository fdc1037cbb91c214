import { randomUUID } from 'node:crypto';
import { formatNanos } from '../../docker/time.js';
import { applyEntries } from '../../host/fs/layer.js';
import type { MountNamespace } from '../../host/fs/mounts.js';
import { createTree, treeRoot } from '../../host/fs/tree.js';
import { documentOver } from '../../images/commit.js';
import type { ImageConfig, ImageDocument } from '../../images/document.js';
import { chainId, digestOf } from '../../images/layers.js';
import { DockerfileError } from '../dockerfile/error.js';
import type { Step } from '../dockerfile/instructions.js';
import { parseTrigger } from '../dockerfile/parse.js';
import { expand } from '../dockerfile/substitute.js';
import { argValues } from '../step/args.js';
import { configAfter } from '../step/config.js';
import { spaceOf } from '../step/files.js';
import { resolveStep } from '../step/resolve.js';
import { lookupOf, scratch, stageFrom, type StageState } from '../step/state.js';
import { RunFailed, SourceMissing, workOf, type Work } from '../step/work.js';
import { createdBy } from './describe.js';
import { fetchFolder } from './filesync.js';
import type { Vertex } from './progress.js';
import { findStage, isShown, shownSteps, stagePrefix } from './stages.js';
import { baseName, fullName } from './bases.js';
import type { Solve } from './types.js';

/** A stage, built once. Rejects with DockerfileError and what the client's session says. */
export function stageOf(build: Solve, index: number): Promise<StageState> {
  const known = build.built.get(index);
  if (known) return known;
  const made = buildStage(build, index);
  build.built.set(index, made);
  return made;
}

async function buildStage(build: Solve, index: number): Promise<StageState> {
  const { file, progress } = build;
  const stage = file.stages[index];
  if (!stage) throw new Error(`no stage ${index}`);
  const name = baseName(build, index);
  const total = shownSteps(stage);
  const title = (number: number) => `[${stagePrefix(file, index)}${number}/${total}] `;
  const below = findStage(file, name, index);
  let state: StageState;
  if (below !== undefined) state = stageFrom((await stageOf(build, below)).document);
  else if (name === 'scratch') state = stageFrom(scratch);
  else {
    state = stageFrom(build.bases.get(name) ?? scratch);
    const key = `from ${state.document.rootfs.diff_ids.join()}`;
    const cached = build.cache.has(key);
    build.cache.set(key, { document: state.document.rootfs, created: state.document.created ?? '' });
    progress.vertex(`${title(1)}FROM ${fullName(name, stage.from)}`).done({ cached });
  }
  const { OnBuild = [], ...config } = state.document.config;
  state = { ...state, document: { ...state.document, config } };
  for (const text of OnBuild ?? [])
    state = await buildStep(build, index, state, parseTrigger(text, stage.from.line), title(1));
  let number = 1;
  for (const step of stage.steps) {
    if (isShown(step)) number++;
    state = await buildStep(build, index, state, step, title(number));
  }
  return state;
}

async function buildStep(
  build: Solve,
  index: number,
  state: StageState,
  raw: Step,
  title: string,
): Promise<StageState> {
  const { file, engine, progress } = build;
  if (raw.kind === 'arg') {
    const values = argValues(
      raw,
      { given: build.given, globals: build.globals },
      lookupOf(state),
      file.escape,
    );
    return { ...state, args: new Map([...state.args, ...values]) };
  }
  const step = resolveStep(raw, lookupOf(state), file.escape);
  const config = configAfter(state, step);
  const commandGiven = state.commandGiven || step.kind === 'cmd';
  const line = createdBy(state, step, config);
  if (!isShown(step)) {
    const created = state.document.created ?? formatNanos(engine.nanos());
    const { comment: _unset, ...document } = documentOver(engine.images, {
      ...history,
      below: state.document,
      config,
      created,
      createdBy: line,
    });
    return { ...state, document, commandGiven };
  }
  if (step.kind === 'copy' || step.kind === 'add')
    if (step.from === undefined && step.sources.length > 0) await contextOf(build);
  let vertex: Vertex | undefined;
  const shown = () => (vertex ??= progress.vertex(`${title}${shownText(step, state)}`));
  try {
    const world = {
      engine,
      hostname: 'buildkitsandbox',
      signal: build.signal,
      context: () => contextOf(build),
      imageFrom: (from: string) => documentFrom(build, index, from),
      output: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => shown().log(stream, bytes),
    };
    const work = await workOf(world, state, step);
    if (!work) throw new Error(`${step.kind} has no work`);
    const document = await layerOver(build, state, { line, config, work }, shown);
    return { ...state, document, commandGiven };
  } catch (error) {
    throw failed(error, step, shown());
  }
}

const history = { comment: 'buildkit.dockerfile.v0' };

async function layerOver(
  build: Solve,
  state: StageState,
  { line, config, work }: { line: string; config: ImageConfig; work: Work },
  shown: () => Vertex,
): Promise<ImageDocument> {
  const { engine, cache } = build;
  const { store } = { store: engine.images };
  const { document: below } = state;
  const { Env, User, WorkingDir } = config;
  const key = digestOf(JSON.stringify([below.rootfs.diff_ids, line, Env, User, WorkingDir, work.digest]));
  const known = build.options.has('no-cache') && !line.startsWith('WORKDIR') ? undefined : cache.get(key);
  if (known) {
    shown().done({ cached: true });
    const entry = { created: known.created, created_by: line, ...history };
    return {
      ...below,
      config,
      created: known.created,
      rootfs: known.document,
      history: [...(below.history ?? []), entry],
    };
  }
  shown();
  const tree = await work.act();
  const created = formatNanos(engine.nanos());
  const { comment: _unset, ...document } = documentOver(store, {
    ...history,
    below,
    tree,
    config,
    created,
    createdBy: line,
  });
  store.layers.pins.add(chainId(document.rootfs.diff_ids));
  cache.set(key, { document: document.rootfs, created });
  shown().done();
  return document;
}

/** An instruction as the progress shows it: variables that have a value are filled in. */
function shownText({ line }: Step, state: StageState): string {
  const text = `${line.keyword.toUpperCase()} ${line.rest}`;
  try {
    return expand(text, lookupOf(state), { raw: true, keepUnset: true });
  } catch {
    // Words that only the shell understands are shown as they are.
    return text;
  }
}

async function documentFrom(build: Solve, index: number, from: string): Promise<ImageDocument> {
  const stage = findStage(build.file, from, index, true);
  if (stage !== undefined) return (await stageOf(build, stage)).document;
  const base = build.bases.get(from);
  if (!base) throw new Error(`no image ${from}`);
  return base;
}

function contextOf(build: Solve): Promise<MountNamespace> {
  return (build.context ??= (async () => {
    const vertex = build.progress.vertex('[internal] load build context');
    const sources = build.file.stages.flatMap(({ steps }) =>
      steps.flatMap((step) =>
        (step.kind === 'copy' || step.kind === 'add') && step.from === undefined ? step.sources : [],
      ),
    );
    const all = sources.some((source) => /[$*?[]/.test(source) || /^[./]*$/.test(source));
    const follow = all ? undefined : sources.map((source) => source.replace(/^(\.{0,2}\/)+/, ''));
    const { entries, bytes } = await fetchFolder(build.client, {
      dir: 'context',
      follow,
      exclude: build.ignore,
    });
    vertex.status('transferring context:', bytes);
    vertex.done();
    const tree = createTree();
    applyEntries(treeRoot(tree), entries);
    return spaceOf(tree);
  })());
}

function failed(error: unknown, { line }: Step, vertex: Vertex): unknown {
  if (error instanceof RunFailed) {
    if (error.refused) vertex.log('stderr', new TextEncoder().encode(`runc run failed: ${error.refused}\n`));
    const text = `process ${JSON.stringify(error.argv.join(' '))} did not complete successfully: exit code: ${error.code}`;
    vertex.done({ error: text });
    return new DockerfileError(text, line);
  }
  if (error instanceof SourceMissing) {
    const path = `/${error.path.replace(/^(\.{0,2}\/)+/, '')}`;
    const ref = `${randomUUID()}::${BigInt(`0x${digestOf(path).slice(7)}`)
      .toString(36)
      .slice(0, 25)}`;
    const text = `failed to calculate checksum of ref ${ref}: ${JSON.stringify(path)}: not found`;
    vertex.done({ error: text });
    return new DockerfileError(`failed to compute cache key: ${text}`, line);
  }
  const text = error instanceof Error ? error.message : String(error);
  vertex.done({ error: text });
  return error;
}
