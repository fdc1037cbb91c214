import type { JsonObject } from '../../json.js';
import { findTypo } from '../typo.js';
import { logicalLines, type LogicalLine } from './lines.js';

/** One instruction of a stage. */
interface Instruction extends JsonObject {
  /** In capitals: RUN. */
  name: string;
  /** Everything after the name and its flags; here-document bodies follow on lines of their own. */
  args: string;
  line: number;
}

/** A mistake with its place, lines and columns from 1. */
export interface LocatedError {
  line: number;
  column: number;
  says: string;
}

/**
 * A parsed Dockerfile, shaped for patterns:
 * `{stages: [{from, as?, instructions: [{name, args, flags?: {from: build}, json?: [...], line}]}], args: [...]}`.
 * `from` has the default values of global ARGs filled in. `json` is there for the exec form. `args` at the top lists
 * the ARG instructions before the first FROM.
 */
type DockerfileResult = { ok: true; value: JsonObject } | { ok: false; errors: LocatedError[] };

const names =
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  );
const withFlags = ['ADD', 'COPY', 'FROM', 'HEALTHCHECK', 'RUN'];
const withJson = ['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'RUN', 'SHELL', 'VOLUME'];
const withTwoArguments = ['ADD', 'COPY'];

/** A stage being built; `instructions` grows. */
type Stage = JsonObject & { instructions: Instruction[] };

/** Parses a Dockerfile (Dockerfile reference). Pure; never throws. */
export function parseDockerfile(text: string): DockerfileResult {
  const errors: LocatedError[] = [];
  const stages: Stage[] = [];
  const globalArgs: Instruction[] = [];
  const logical = logicalLines(text);

  const report = (line: LogicalLine, says: string) =>
    errors.push({ line: line.line, column: line.column, says });

  for (const line of logical) {
    const found = readInstruction(line);
    if (typeof found === 'string') {
      report(line, found);
      continue;
    }
    // After a mistake it is not sure that FROM is missing: one message for one mistake.
    const problem = problemOf(found, line, stages.length > 0 || errors.length > 0);
    if (problem !== undefined) report(line, problem);
    else if (found.name === 'FROM') stages.push(newStage(found, globalArgs));
    else (stages.at(-1)?.instructions ?? globalArgs).push(found);
  }
  if (logical.length === 0)
    errors.push({ line: 1, column: 1, says: 'the file is empty; it begins with FROM' });
  else if (errors.length === 0 && stages.length === 0) {
    errors.push({ line: 1, column: 1, says: 'there is no FROM: it names the image to start from' });
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: { stages, args: globalArgs } };
}

/** The instruction, or what is wrong with its name. */
function readInstruction(line: LogicalLine): Instruction | string {
  const [, word = '', rest = ''] = /^(\S+)\s*([^]*)$/.exec(line.text) ?? [];
  const name = word.toUpperCase();
  if (!names.includes(name)) {
    const meant = findTypo(name, names);
    return `there is no instruction ${word}${meant ? `; did you mean ${meant}?` : ''}`;
  }
  const { flags, args } = withFlags.includes(name) ? takeFlags(rest) : { flags: undefined, args: rest };
  const json = withJson.includes(name) ? execForm(args) : undefined;
  return {
    name,
    args: [args, ...line.heredocs].join('\n'),
    ...(flags && { flags }),
    ...(json && { json }),
    line: line.line,
  };
}

function takeFlags(text: string): { flags?: JsonObject; args: string } {
  const flags: JsonObject = {};
  let args = text;
  for (;;) {
    const [whole, flag, value] = /^--([a-z][a-z-]*)(?:=(\S*))?(?:\s+|$)/.exec(args) ?? [];
    if (whole === undefined || flag === undefined) break;
    flags[flag] = value ?? true;
    args = args.slice(whole.length);
  }
  return Object.keys(flags).length > 0 ? { flags, args } : { args };
}

/** The exec form: a JSON list of strings. Anything else is the shell form, as the builder takes it. */
function execForm(args: string): string[] | undefined {
  if (!args.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(args);
    return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(found: Instruction, line: LogicalLine, afterFrom: boolean): string | undefined {
  if (line.unterminated !== undefined) return `the here-document ${line.unterminated} has no end`;
  if (found.args.trim() === '') return `${found.name} needs something after it`;
  if (!afterFrom && found.name !== 'FROM' && found.name !== 'ARG') {
    return `${found.name} stands before FROM; only ARG may`;
  }
  if (found.name === 'FROM' && !/^\S+(\s+AS\s+\S+)?$/i.test(found.args)) {
    return 'FROM takes an image and, if you like, AS and a name';
  }
  const words = Array.isArray(found.json) ? found.json.length : found.args.split(/\s+/).length;
  if (withTwoArguments.includes(found.name) && words < 2)
    return `${found.name} needs a source and a destination`;
  return undefined;
}

function newStage(from: Instruction, globalArgs: Instruction[]): Stage {
  const [image = '', , as] = from.args.split(/\s+/);
  return {
    from: fillArgs(image, globalArgs),
    ...(as !== undefined && { as }),
    ...(from.flags !== undefined && { flags: from.flags }),
    line: from.line,
    instructions: [],
  };
}

/** Puts the defaults of global ARGs into an image name: `$NAME`, `${NAME}`, `${NAME:-default}`. */
function fillArgs(image: string, globalArgs: Instruction[]): string {
  const values = new Map<string, string>();
  for (const { args } of globalArgs) {
    for (const [, name = '', value = ''] of args.matchAll(/(\w+)=("[^"]*"|'[^']*'|\S*)/g)) {
      values.set(name, value.replace(/^(["'])(.*)\1$/, '$2'));
    }
  }
  return image.replace(
    /\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})/g,
    (whole, bare: string | undefined, braced: string | undefined, fallback: string | undefined) =>
      values.get(bare ?? braced ?? '') ?? fallback ?? whole,
  );
}
