import type { ImageDocument } from '../../images/document.js';
import { DockerfileError } from '../dockerfile/error.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import { didYouMean } from '../dockerfile/suggest.js';
import { globalArgs } from '../step/args.js';
import { buildFailure } from './failure.js';
import { fetchFolder } from './filesync.js';
import { GrpcError } from './grpc.js';
import type { Vertex } from './progress.js';
import { findStage } from './stages.js';
import { loadMetadata, neededStages } from './bases.js';
import { stageOf } from './stage.js';
import { stageNames } from './stages.js';
import type { BuildCache, Solve, SolveSpec } from './types.js';

const prefixed = (options: ReadonlyMap<string, string>, prefix: string) =>
  new Map(
    [...options].flatMap(([key, value]): [string, string][] =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );

async function fetchText(spec: SolveSpec, dir: string, name: string, vertex: Vertex, what: string) {
  const { entries, bytes } = await fetchFolder(spec.client, { dir, follow: [name] });
  vertex.status(`transferring ${what}:`, bytes);
  const content = entries.find((entry) => entry.path === name && entry.type === 'file')?.content;
  return content && new TextDecoder().decode(content);
}

/** Builds what is asked for; resolves to the document of the image. Rejects with GrpcError. */
export async function solve(spec: SolveSpec, cache: BuildCache): Promise<ImageDocument> {
  const name = spec.options.get('filename') ?? 'Dockerfile';
  const vertex = spec.progress.vertex(`[internal] load build definition from ${name}`);
  const text = await fetchText(spec, 'dockerfile', name, vertex, 'dockerfile');
  vertex.done();
  if (text === undefined)
    throw new GrpcError(2, `failed to read dockerfile: open ${name}: no such file or directory`);
  if (text === '') throw new GrpcError(2, 'the Dockerfile cannot be empty');
  const source = { name, text };
  try {
    const file = parseDockerfile(text);
    const given = prefixed(spec.options, 'build-arg:');
    const builtIn = new Map([
      ['TARGETPLATFORM', 'linux/amd64'],
      ['TARGETOS', 'linux'],
      ['TARGETARCH', 'amd64'],
      ['BUILDPLATFORM', 'linux/amd64'],
      ['BUILDOS', 'linux'],
      ['BUILDARCH', 'amd64'],
    ]);
    const globals = globalArgs(file.globals, given, file.escape, builtIn);
    const build: Solve = {
      ...spec,
      cache,
      file,
      source,
      given,
      globals,
      ignore: [],
      built: new Map(),
      bases: new Map(),
    };
    return await solveTarget(build);
  } catch (error) {
    if (error instanceof DockerfileError) throw buildFailure(error.message, source, error.lines);
    throw error;
  }
}

async function solveTarget(build: Solve): Promise<ImageDocument> {
  const { file, options } = build;
  const wanted = options.get('target');
  const target = wanted ? findStage(file, wanted, file.stages.length) : file.stages.length - 1;
  if (target === undefined)
    throw new GrpcError(
      2,
      `target stage ${JSON.stringify(wanted)} could not be found${didYouMean(wanted ?? '', stageNames(file))}`,
    );
  for (const index of neededStages(build, target)) await loadMetadata(build, index);
  const vertex = build.progress.vertex('[internal] load .dockerignore');
  const ignored = await fetchText(build, 'context', '.dockerignore', vertex, 'context');
  vertex.done();
  build.ignore = ignorePatterns(ignored ?? '');
  const { document } = await stageOf(build, target);
  const labels = Object.fromEntries(prefixed(options, 'label:'));
  if (Object.keys(labels).length === 0) return document;
  return { ...document, config: { ...document.config, Labels: { ...document.config.Labels, ...labels } } };
}

/** Patterns of a .dockerignore file, as the client takes them. */
export function ignorePatterns(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const pattern = line.trim();
    if (pattern === '' || pattern.startsWith('#')) return [];
    const not = pattern.startsWith('!') ? '!' : '';
    const path = pattern.slice(not.length).trim().replace(/^\/+/, '').replace(/\/+$/, '');
    return path === '' ? [] : [`${not}${path}`];
  });
}
