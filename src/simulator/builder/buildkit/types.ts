import type { Engine } from '../../docker/state.js';
import type { MountNamespace } from '../../host/fs/mounts.js';
import type { ImageDocument } from '../../images/document.js';
import { type Dockerfile } from '../dockerfile/parse.js';
import { type StageState } from '../step/state.js';
import { type SourceFile } from './failure.js';
import { type SessionClient } from './grpc.js';
import type { Progress } from './progress.js';

/** What a client asks to be built. */
export interface SolveSpec {
  engine: Engine;
  client: SessionClient;
  progress: Progress;
  /** Options of the Dockerfile front end: filename, target, build-arg:X, label:X, no-cache. */
  options: ReadonlyMap<string, string>;
  signal: AbortSignal;
}

/** Layers that steps made, by what went into them. */
export type BuildCache = Map<string, { document: ImageDocument['rootfs']; created: string }>;

/** A build of the Dockerfile front end on its way. */
export interface Solve extends SolveSpec {
  cache: BuildCache;
  file: Dockerfile;
  source: SourceFile;
  ignore: string[];
  built: Map<number, Promise<StageState>>;
  bases: Map<string, ImageDocument>;
  context?: Promise<MountNamespace>;
  globals: Map<string, string | undefined>;
  given: Map<string, string>;
}
