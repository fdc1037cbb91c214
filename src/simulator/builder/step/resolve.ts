import { posix } from 'node:path';
import { DockerfileError } from '../dockerfile/error.js';
import type { Pair, Step } from '../dockerfile/instructions.js';
import { expand, WordError, type Lookup } from '../dockerfile/substitute.js';

/** Makes a reader of words for one instruction: variables filled in, mistakes told with the place. */
export function expander(step: Step, lookup: Lookup, escape: string): (text: string) => string {
  return (text) => {
    try {
      return expand(text, lookup, { escape });
    } catch (error) {
      if (!(error instanceof WordError)) throw error;
      throw new DockerfileError(`failed to process ${JSON.stringify(text)}: ${error.message}`, step.line);
    }
  };
}

/** Fills in the variables of an instruction, where it is one that has them. Throws DockerfileError. */
export function resolveStep(step: Step, lookup: Lookup, escape: string): Step {
  const word = expander(step, lookup, escape);
  switch (step.kind) {
    case 'env':
    case 'label':
      return { ...step, pairs: step.pairs.map(([name, value]): Pair => [word(name), word(value)]) };
    case 'copy':
    case 'add':
      return {
        ...step,
        sources: step.sources.map(word),
        target: word(step.target),
        chown: step.chown === undefined ? undefined : word(step.chown),
        chmod: step.chmod === undefined ? undefined : word(step.chmod),
        heredocs: step.heredocs.map((doc) =>
          doc.expand ? { ...doc, content: expand(doc.content, lookup, { raw: true, escape }) } : doc,
        ),
      };
    case 'workdir':
    case 'user':
    case 'stopsignal':
      return { ...step, value: word(step.value) };
    case 'expose':
      return { ...step, words: step.words.flatMap((text) => word(text).split(/\s+/).filter(Boolean)) };
    case 'volume':
      return { ...step, words: step.words.map(word) };
    default:
      return step;
  }
}

/** An absolute path of a path in a working directory; a slash at the end stays. */
export function absolute(workdir: string | undefined, path: string): string {
  const joined = path.startsWith('/') ? path : posix.join(workdir ?? '/', path);
  const folder = /(^|\/)\.?$/.test(path) && joined !== '/';
  const normal = posix.normalize(`/${joined}`).replace(/(.)\/+$/, '$1');
  return folder && normal !== '/' ? `${normal}/` : normal;
}
