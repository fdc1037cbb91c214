import { findUser, UnknownUser } from '../../host/process/users.js';
import { LaunchError } from '../../docker/container/launch.js';
import type { Engine } from '../../docker/state.js';
import { SysError } from '../../host/contract.js';
import { mountNamespace, type MountNamespace } from '../../host/fs/mounts.js';
import { createTree, treeRoot, type Tree } from '../../host/fs/tree.js';
import type { ImageDocument } from '../../images/document.js';
import { DockerfileError } from '../dockerfile/error.js';
import { isGlob } from '../dockerfile/glob.js';
import type { Step, StepOf } from '../dockerfile/instructions.js';
import { copySources, sourcesDigest } from './copy.js';
import { ensureFolder, findSources, nodeAt, spaceOf, type Source } from './files.js';
import { absolute } from './resolve.js';
import { runCommand } from './run.js';
import { envMap, runArgs, shellOf, type StageState } from './state.js';

/** The command of a RUN did not end well. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
  constructor(
    readonly argv: readonly string[],
    readonly code: number,
    /** What the runtime said when the command could not even be started. */
    readonly refused?: string,
  ) {
    super(`exit code: ${code}`);
  }
}

/** Something that is to be copied is not there. */
export class SourceMissing extends Error {
  override readonly name = 'SourceMissing';
  constructor(
    readonly path: string,
    readonly pattern: boolean,
    readonly fromStage: boolean,
  ) {
    super(path);
  }
}

/** What steps need of the build that they are part of. */
export interface BuildWorld {
  engine: Engine;
  /** The root of the build context. */
  context(): Promise<MountNamespace>;
  /** The image of another stage, or an image by name, for --from. Rejects when there is none. */
  imageFrom(name: string, step: Step): Promise<ImageDocument>;
  hostname: string;
  output(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
  signal: AbortSignal;
}

/** Work on files that an instruction stands for. */
export interface Work {
  /** Says what goes in besides the instruction and the image below: the digest of copied files. */
  digest: string;
  /** True when a folder is copied, or more than one file. */
  many: boolean;
  /** Does it; resolves to a tree of the changes. */
  act(): Promise<Tree>;
}

const treeOf = (engine: Engine, document: ImageDocument) =>
  engine.images.layers.tree(document.rootfs.diff_ids);

/** The file tree of an image so far, to be written to. */
const treeOver = (engine: Engine, document: ImageDocument): Tree =>
  createTree({ over: treeOf(engine, document), mtime: engine.clock.now() });

/** The work of an instruction (its variables filled in); undefined for one that only changes the configuration. */
export async function workOf(world: BuildWorld, state: StageState, step: Step): Promise<Work | undefined> {
  switch (step.kind) {
    case 'run':
      return { digest: '', many: false, act: () => runStep(world, state, step) };
    case 'copy':
    case 'add':
      return copyStep(world, state, step);
    case 'workdir':
      return { digest: '', many: false, act: () => Promise.resolve(workdirStep(world, state, step)) };
    default:
      return undefined;
  }
}

/** The arguments of RUN, and the scripts of its here-documents. */
export function runArgv(
  state: StageState,
  step: StepOf<'run'>,
): { argv: string[]; scripts?: Map<string, string> } {
  const { command, heredocs } = step;
  const shell = shellOf(state.document.config);
  const [text = ''] = command.words;
  if (!command.shell) return { argv: command.words };
  const [only] = heredocs;
  if (!only) return { argv: [...shell, text] };
  if (heredocs.length === 1 && /^\d*<<-?\S+$/.test(text)) {
    if (!only.content.startsWith('#!')) return { argv: [...shell, only.content] };
    return { argv: [`/dev/pipes/${only.name}`], scripts: new Map([[only.name, only.content]]) };
  }
  return { argv: [...shell, [text, ...heredocs.map((doc) => `${doc.content}${doc.name}`), ''].join('\n')] };
}

async function runStep(world: BuildWorld, state: StageState, step: StepOf<'run'>): Promise<Tree> {
  const { config } = state.document;
  const { argv, scripts } = runArgv(state, step);
  const env = Object.fromEntries(envMap([...(config.Env ?? []), ...runArgs(state)]));
  try {
    const { code, tree } = await runCommand(world.engine, {
      below: treeOf(world.engine, state.document),
      argv,
      env,
      user: config.User ?? '',
      workdir: config.WorkingDir ?? '/',
      hostname: world.hostname,
      scripts,
      output: (stream, bytes) => world.output(stream, bytes),
      signal: world.signal,
    });
    if (code !== 0) throw new RunFailed(argv, code);
    return tree;
  } catch (error) {
    if (error instanceof LaunchError) throw new RunFailed(argv, error.exitCode, error.message);
    throw error;
  }
}

function workdirStep({ engine }: BuildWorld, state: StageState, step: StepOf<'workdir'>): Tree {
  const tree = treeOver(engine, state.document);
  const path = absolute(state.document.config.WorkingDir, step.value);
  onDisk(step, () => ensureFolder(spaceOf(tree), path, { uid: 0, gid: 0, mtime: engine.clock.now() }));
  return tree;
}

/** Turns what the file system refuses into a mistake of the instruction. */
function onDisk<T>(step: Step, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const why = error.code === 'ENOTDIR' ? 'not a directory' : error.code;
    throw new DockerfileError(`cannot copy to ${error.path ?? ''}: ${why}`, step.line);
  }
}

async function copyStep(world: BuildWorld, state: StageState, step: StepOf<'copy' | 'add'>): Promise<Work> {
  const { engine } = world;
  const { config } = state.document;
  const remote = step.sources.find((source) => /^(https?|git|ssh):\/\/|^git@/.test(source));
  if (step.kind === 'add' && remote !== undefined) {
    const host = /^\w+:\/\/([^/:]+)/.exec(remote)?.[1] ?? remote;
    throw new DockerfileError(
      `Get ${JSON.stringify(remote)}: dial tcp: lookup ${host}: no such host`,
      step.line,
    );
  }
  const space = await sourceSpace(world, step);
  const sources = [
    ...step.sources.flatMap((source) => {
      const found = findSources(space, source);
      if (found.length === 0) throw new SourceMissing(source, isGlob(source), step.from !== undefined);
      return found;
    }),
    ...heredocSources(engine, step),
  ];
  const many = sources.length > 1;
  if (many && !/(^|\/)\.?$/.test(step.target))
    throw new DockerfileError(
      `When using ${step.kind.toUpperCase()} with more than one source file, the destination must be a directory and end with a /`,
      step.line,
    );
  const folder = sources.some(({ node }) => node.stat().type === 'directory');
  return {
    digest: sourcesDigest(sources),
    many: many || folder,
    async act() {
      const tree = treeOver(engine, state.document);
      const owner = step.chown === undefined ? undefined : ownerOf(tree, step.chown, step);
      onDisk(step, () =>
        copySources(spaceOf(tree), sources, absolute(config.WorkingDir, step.target), {
          owner: owner ?? (step.from === undefined ? { uid: 0, gid: 0 } : undefined),
          mode: step.chmod === undefined ? undefined : modeOf(step.chmod, step),
          unpack: step.kind === 'add',
          mtime: engine.clock.now(),
        }),
      );
      return Promise.resolve(tree);
    },
  };
}

async function sourceSpace(world: BuildWorld, step: StepOf<'copy' | 'add'>): Promise<MountNamespace> {
  if (step.from === undefined) return step.sources.length === 0 ? emptySpace() : world.context();
  const document = await world.imageFrom(step.from, step);
  return spaceOf(treeOver(world.engine, document));
}

const emptySpace = () => mountNamespace(treeRoot(createTree()));

function heredocSources({ clock }: Engine, { heredocs }: StepOf<'copy' | 'add'>): Source[] {
  const root = treeRoot(createTree());
  const mtime = clock.now();
  return heredocs.map(({ name, content }) => {
    const node = root.create(name, { type: 'file', mode: 0o644, uid: 0, gid: 0, mtime });
    node.write(new TextEncoder().encode(content), mtime);
    return { node, name };
  });
}

function ownerOf(tree: Tree, chown: string, step: Step): { uid: number; gid: number } {
  const read = (path: string) => {
    const node = nodeAt(spaceOf(tree), path);
    return node?.stat().type === 'file' ? new TextDecoder().decode(node.read()) : '';
  };
  const [user = '', group = user] = chown.split(':');
  const numeric = /^\d+$/.test(user) && /^\d+$/.test(group);
  if (numeric) return { uid: Number(user), gid: Number(group) };
  try {
    const files = { passwd: read('/etc/passwd'), group: read('/etc/group') };
    const { credentials } = findUser(chown.includes(':') ? chown : user, files);
    return { uid: credentials.uid, gid: credentials.gid };
  } catch (error) {
    if (error instanceof UnknownUser) throw new DockerfileError(error.message, step.line);
    throw error;
  }
}

function modeOf(chmod: string, step: Step): number {
  if (!/^[0-7]{1,4}$/.test(chmod))
    throw new DockerfileError(
      `invalid chmod parameter: '${chmod}'. it should be octal string and between 0 and 07777`,
      step.line,
    );
  return parseInt(chmod, 8);
}
