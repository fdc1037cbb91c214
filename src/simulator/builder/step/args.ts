import type { Step } from '../dockerfile/instructions.js';
import type { Lookup } from '../dockerfile/substitute.js';
import { expander } from './resolve.js';

/** Arguments that builds know without ARG. */
export const predefinedArgs = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap(
  (name) => [name, name.toLowerCase()],
);

/** What ARG instructions take their values from. */
export interface ArgSources {
  /** --build-arg */
  given: ReadonlyMap<string, string>;
  /** ARG before the first FROM, and what the builder sets itself. */
  globals: ReadonlyMap<string, string | undefined>;
}

/** Values of the names of an ARG: what was given, else its default, else that of the global one. */
export function argValues(
  step: Extract<Step, { kind: 'arg' }>,
  sources: ArgSources,
  lookup: Lookup,
  escape: string,
): [string, string | undefined][] {
  const word = expander(step, lookup, escape);
  return step.args.map(({ name, value }) => [
    name,
    sources.given.get(name) ?? (value === undefined ? sources.globals.get(name) : word(value)),
  ]);
}

/** Values of the ARG instructions before the first FROM. */
export function globalArgs(
  steps: readonly Step[],
  given: ReadonlyMap<string, string>,
  escape: string,
  builtIn: ReadonlyMap<string, string> = new Map(),
): Map<string, string | undefined> {
  const globals = new Map<string, string | undefined>(builtIn);
  for (const step of steps)
    if (step.kind === 'arg')
      for (const [name, value] of argValues(step, { given, globals }, (key) => globals.get(key), escape))
        globals.set(name, value);
  return globals;
}

/** Build arguments that no ARG asks for, in order. */
export function unusedArgs(given: ReadonlyMap<string, string>, steps: readonly Step[]): string[] {
  const asked = new Set([
    ...predefinedArgs,
    ...steps.flatMap((step) => (step.kind === 'arg' ? step.args.map(({ name }) => name) : [])),
  ]);
  return [...given.keys()].filter((name) => !asked.has(name)).sort();
}
