import type { CommandRecord, World } from '../environments/contract.js';
import type { Json } from '../json.js';

/** Stable names of what a check can find wrong without the lesson author's help. */
export type EvidenceCode =
  | 'missing' // the object is not there
  | 'present' // the object is there and must not be
  | 'mismatch' // a field has another value
  | 'name-typo' // an object with nearly that name is there
  | 'tag-differs' // right repository, other tag
  | 'count' // too few or too many objects match
  | 'not-typed' // no such command was typed in this step
  | 'exit-code' // the command was typed and ended with another code
  | 'still-running' // the command has not come back
  | 'no-answer' // nothing was answered yet
  | 'wrong-answer'
  | 'unreachable' // nothing answers at that address
  | 'not-parsable' // the file has a mistake, at line:column
  | 'starting' // right so far, not ready yet: wait
  | 'engine-down'; // the world can not be read now

/** Why a check does not pass: facts first, so that any screen can word them. */
export interface Evidence {
  code: EvidenceCode;
  /** What was looked at, as people name it: "container web", "file Dockerfile:3:1". */
  object: string;
  /** Path of the field inside the object: "State.Status". */
  path?: string;
  expected?: Json;
  actual?: Json;
  /** One plain sentence that holds the facts above. */
  says: string;
  /** The command that shows it best: "docker inspect web". */
  next?: string;
}

/** What one check says about the world now. `waiting`: nothing is wrong, it only takes time. */
export interface CheckResult {
  status: 'pass' | 'fail' | 'waiting';
  evidence: Evidence[];
  /** The value that was looked at, for placeholders in feedback. */
  subject?: Json;
}

/** What checks may look at besides the world: what the learner did in this step. */
export interface CheckContext {
  world: World;
  /** Commands typed since the step began, oldest first, the running one last. */
  commands: readonly CommandRecord[];
  /** Answers given in this step by the index of their check. */
  answers: Readonly<Record<number, string>>;
  /** Values that the step remembered when it began. */
  remembered: Readonly<Record<string, Json>>;
}

/** What can change a check's result, so that only the checks concerned are looked at again. */
export type Trigger = 'docker' | 'files' | 'command' | 'answer' | 'http';
