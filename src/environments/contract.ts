import type { JsonObject } from '../json.js';

/** Ends a subscription. Calling it twice is allowed. */
export type Unsubscribe = () => void;

/** Names of the environments. `docker`: the learner's own engine; the others come with their rooms. */
export type EnvironmentName = 'docker' | 'kind' | 'cluster' | 'simulator';

/** What a lesson needs to run. */
export type Requirement =
  'docker' | 'kubernetes' | 'nodes' | 'metrics' | 'ingress' | 'gateway' | 'load-balancer' | 'helm';

/** Kinds of Docker objects that checks look at. */
export type DockerKind = 'container' | 'image' | 'network' | 'volume';

/** Something happened to a Docker object (from the engine's event stream). */
export interface DockerChange {
  kind: DockerKind | 'builder' | 'daemon';
  /** The engine's word: create, start, die, destroy, pull, tag, untag, connect, health_status: healthy ... */
  action: string;
  /** Id or name of the object, as the event gives it. */
  id: string;
  name?: string;
}

/** Whether an API can be read now; a reader that is down comes back by itself. */
export type Health = { up: true } | { up: false; says: string; next?: string };

/** Reads the Docker Engine. Values are the engine's own JSON (`docker inspect`). */
export interface DockerReader {
  /** Undefined when there is no such object. Throws TutorError engine-stopped when the engine can not be asked. */
  inspect(kind: DockerKind, nameOrId: string): Promise<JsonObject | undefined>;
  /** Every object of the kind, stopped containers included, each as `inspect` gives it. */
  list(kind: DockerKind): Promise<JsonObject[]>;
  exec(
    container: string,
    argv: readonly string[],
  ): Promise<{ exitCode: number; stdout: string; stderr: string }>;
  /** Last lines of both streams, decoded, oldest first. */
  logs(container: string, options?: { tail?: number }): Promise<string>;
  health(): Health;
  onHealth(listener: (health: Health) => void): Unsubscribe;
  onChange(listener: (change: DockerChange) => void): Unsubscribe;
}

/** Reads the learner's work folder. Paths are relative to it; nothing outside is ever read. */
export interface FileReader {
  /** Text of the file, or undefined when there is none. Files above 1 MiB are cut there. */
  read(path: string): Promise<string | undefined>;
  onChange(listener: (path: string) => void): Unsubscribe;
}

/** The answer of an HTTP server, or why there was none. Body is cut at 1 MiB. */
export type HttpAnswer =
  { ok: true; status: number; headers: Record<string, string>; body: string } | { ok: false; says: string };

/** One command line typed in the lesson's shell. */
export interface CommandRecord {
  line: string;
  /** Undefined while the command runs. */
  exitCode?: number;
  /** What it printed, without escape sequences; at most the last 64 KiB. */
  output: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  finishedAt?: number;
}

/** What checks read. */
export interface World {
  docker: DockerReader;
  files: FileReader;
  http(url: string): Promise<HttpAnswer>;
}

/** Progress of a preparation, for a bar per item: an image being pulled, a phase of cluster creation. */
export interface PrepareProgress {
  /** Stable for one item: "image:nginx:1.27-alpine". */
  item: string;
  label: string;
  /** 0 to 1; undefined while unknown. */
  fraction?: number;
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** Short detail: "12.3 MB of 22.8 MB". */
  detail?: string;
}

/** A file that a lesson puts into its work folder. */
export interface LessonFile {
  path: string;
  content: string;
  /** Permission bits, 0o644 unless said otherwise. */
  mode?: number;
}

/** A name of a Docker object that a lesson uses. */
export interface WantedName {
  kind: DockerKind;
  name: string;
}

/** What an environment must know of a lesson to make room for it. */
export interface LessonRoom {
  /** Lesson id: names the work folder and goes into labels. */
  id: string;
  requires: readonly Requirement[];
  images: readonly string[];
  files: readonly LessonFile[];
  /** What the lesson makes, by name: it must not start where such a name is the learner's own. */
  names: readonly WantedName[];
  /** Bash script that brings the world to the lesson's start; empty when there is nothing to do. */
  setup: string;
  /** Bash script run before the environment removes what carries its label. */
  cleanup: string;
}

/** How to start a shell that lives in the environment: for the terminal pane and for scripts. */
export interface ShellSpec {
  /** The work folder of the lesson, absolute. */
  cwd: string;
  /** The whole environment of the process, not a delta. */
  env: Record<string, string>;
}

/** Outcome of a script run beside the terminal. */
export interface ScriptResult {
  exitCode: number;
  /** Both streams as they came. */
  output: string;
}

/** Where lessons happen. Made by `environments/`; everything else knows only this. */
export interface Environment {
  readonly name: EnvironmentName;
  /** One calm line for the status bar: "Docker Engine 28.5.2 (context default)". */
  readonly summary: string;
  readonly world: World;
  /** Pulls images, makes the work folder with its files, runs setup. Can be called again (resume keeps the files). */
  prepare(
    room: LessonRoom,
    options: { resume: boolean; onProgress(progress: PrepareProgress): void; signal?: AbortSignal },
  ): Promise<void>;
  shell(room: LessonRoom): ShellSpec;
  /** Runs a bash script in the lesson's shell world, outside the terminal: setup, cleanup. */
  run(room: LessonRoom, script: string, signal?: AbortSignal): Promise<ScriptResult>;
  /** Removes what the lesson made and brings back its start. */
  reset(room: LessonRoom): Promise<void>;
  /** Removes what the lesson made, without bringing anything back. */
  clean(room: LessonRoom): Promise<void>;
  close(): Promise<void>;
}

/** One finding of the doctor. */
export interface Finding {
  /** Stable: "engine", "engine-rights", "disk", "pty" ... */
  id: string;
  status: 'ok' | 'warning' | 'problem';
  /** What is there, in one line. */
  says: string;
  /** What it means for lessons; for findings that are not ok. */
  means?: string;
  /** The exact fix for this platform; a command where there is one. */
  fix?: string;
}
