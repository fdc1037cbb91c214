import { DockerfileError, parseError } from './error.js';
import { healthcheck } from './healthcheck.js';
import type { Instruction, Step } from './instructions.js';
import { quotedWords, readLines, type Line, type Lines } from './lines.js';
import { didYouMean } from './suggest.js';
import { blankWords, commandWords, jsonWords, pairs, takeFlags } from './words.js';

type Parser = (line: Line, keyword: string, escape: Lines['escape']) => Instruction;

function demandWords(line: Line, keyword: string): void {
  if (line.rest === '') throw parseError(line, `${keyword} requires at least one argument`);
}

function one(line: Line, keyword: string): string {
  if (line.rest === '') throw parseError(line, `${keyword} requires exactly one argument`);
  return line.rest;
}

const single =
  (kind: 'workdir' | 'user' | 'stopsignal' | 'maintainer'): Parser =>
  (line, keyword) => ({ kind, value: one(line, keyword) });

const namedValues =
  (kind: 'env' | 'label'): Parser =>
  (line, keyword, escape) => {
    demandWords(line, keyword);
    return { kind, pairs: pairs(line, keyword, escape) };
  };

const copy =
  (kind: 'copy' | 'add'): Parser =>
  (line, keyword) => {
    const common = ['chown', 'chmod', 'link', 'exclude'];
    const known =
      kind === 'copy' ? [...common, 'from', 'parents'] : [...common, 'keep-git-dir', 'checksum', 'unpack'];
    const flags = takeFlags(line, known, ['link', 'parents', 'keep-git-dir', 'unpack']);
    const words = jsonWords(line, flags.rest) ?? blankWords(flags.rest);
    if (words.length < 2)
      throw parseError(
        line,
        `${keyword} requires at least two arguments, but only one was provided. Destination could not be determined`,
      );
    const value = (name: string) => flags.values.get(name)?.[0];
    return {
      kind,
      sources: words.slice(0, -1).filter((word) => !/^<<-?[^<]/.test(word)),
      target: words.at(-1) as string,
      from: value('from'),
      chown: value('chown'),
      chmod: value('chmod'),
      heredocs: line.heredocs,
    };
  };

const run: Parser = (line, keyword) => {
  const flags = takeFlags(line, ['mount', 'network', 'security', 'device']);
  const command = commandWords(line, flags.rest);
  if (command.words.length === 0) demandWords({ ...line, rest: '' }, keyword);
  return { kind: 'run', command, heredocs: line.heredocs };
};

const from: Parser = (line) => {
  const flags = takeFlags(line, ['platform']);
  const words = blankWords(flags.rest);
  const [image = '', as, name] = words;
  if ((words.length !== 1 && words.length !== 3) || (words.length === 3 && as?.toUpperCase() !== 'AS'))
    throw parseError(line, 'FROM requires either one or three arguments');
  if (name !== undefined && !/^[a-z][a-z0-9_.-]*$/i.test(name))
    throw parseError(
      line,
      `invalid name for build stage: ${JSON.stringify(name)}, name can't start with a number or contain symbols`,
    );
  return { kind: 'from', image, name: name?.toLowerCase(), platform: flags.values.get('platform')?.[0] };
};

const arg: Parser = (line, keyword, escape) => {
  demandWords(line, keyword);
  const args = quotedWords(line.rest, escape).map((word) => {
    const cut = word.indexOf('=');
    if (cut === 0) throw parseError(line, `${keyword} names can not be blank`);
    return cut < 0 ? { name: word } : { name: word.slice(0, cut), value: word.slice(cut + 1) };
  });
  return { kind: 'arg', args };
};

const onbuild: Parser = (line, keyword) => {
  demandWords(line, keyword);
  const trigger = (blankWords(line.rest)[0] ?? '').toUpperCase();
  if (trigger === 'ONBUILD') throw parseError(line, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (trigger === 'FROM' || trigger === 'MAINTAINER')
    throw parseError(line, `${trigger} isn't allowed as an ONBUILD trigger`);
  return { kind: 'onbuild', text: line.rest };
};

const shell: Parser = (line, keyword) => {
  const words = jsonWords(line, line.rest);
  if (words?.length) return { kind: 'shell', words };
  if (words || line.rest === '') throw parseError(line, `${keyword} requires at least one argument`);
  throw parseError(line, 'SHELL requires the arguments to be in JSON form');
};

const volume: Parser = (line, keyword) => {
  demandWords(line, keyword);
  const words = jsonWords(line, line.rest) ?? blankWords(line.rest);
  if (words.some((word) => word.trim() === ''))
    throw parseError(line, 'VOLUME specified can not be an empty string');
  return { kind: 'volume', words };
};

const parsers: Record<string, Parser> = {
  FROM: from,
  ARG: arg,
  ENV: namedValues('env'),
  LABEL: namedValues('label'),
  RUN: run,
  COPY: copy('copy'),
  ADD: copy('add'),
  CMD: (line) => ({ kind: 'cmd', command: commandWords(line, line.rest) }),
  ENTRYPOINT: (line) => ({ kind: 'entrypoint', command: commandWords(line, line.rest) }),
  WORKDIR: single('workdir'),
  USER: single('user'),
  STOPSIGNAL: single('stopsignal'),
  MAINTAINER: single('maintainer'),
  EXPOSE(line, keyword) {
    demandWords(line, keyword);
    return { kind: 'expose', words: blankWords(line.rest) };
  },
  VOLUME: volume,
  SHELL: shell,
  ONBUILD: onbuild,
  HEALTHCHECK: (line) => ({ kind: 'healthcheck', check: healthcheck(line) }),
};

function step(line: Line, escape: Lines['escape']): Step {
  const keyword = line.keyword.toUpperCase();
  const parser = Object.hasOwn(parsers, keyword) ? parsers[keyword] : undefined;
  if (!parser)
    throw parseError(
      line,
      `unknown instruction: ${line.keyword}${didYouMean(line.keyword, Object.keys(parsers))}`,
    );
  return { ...parser(line, keyword, escape), line };
}

/** One instruction without a file around it: a trigger of ONBUILD. Throws DockerfileError. */
export function parseTrigger(text: string, at: Line): Step {
  const [line] = readLines(text).lines;
  if (!line) throw new DockerfileError('file with no instructions', at);
  return step({ ...line, start: at.start, end: at.end }, '\\');
}

/** A Dockerfile, read. */
export interface Dockerfile {
  escape: Lines['escape'];
  /** ARG instructions before the first FROM. */
  globals: Step[];
  stages: Stage[];
}

/** One stage: its FROM and what follows it. */
export interface Stage {
  from: Extract<Step, { kind: 'from' }>;
  steps: Step[];
}

/** Reads a Dockerfile. Throws DockerfileError with the engine's words. */
export function parseDockerfile(text: string): Dockerfile {
  const { escape, lines } = readLines(text);
  if (lines.length === 0) throw new DockerfileError('file with no instructions');
  const globals: Step[] = [];
  const stages: Stage[] = [];
  for (const line of lines) {
    const next = step(line, escape);
    const stage = stages.at(-1);
    if (next.kind === 'from') stages.push({ from: next, steps: [] });
    else if (stage) stage.steps.push(next);
    else if (next.kind === 'arg') globals.push(next);
    else throw new DockerfileError('no build stage in current context', line);
  }
  return { escape, globals, stages };
}
