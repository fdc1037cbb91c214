import { fakeEngine, reply } from '../environments/docker/fake-engine.js';
import { openOuter, type Outer } from './outer.js';
import { launcher, type TemporaryHome } from './program.js';

/** A whole program with a lesson open and the shell at its prompt. */
export interface OpenLesson {
  outer: Outer;
  close(): Promise<void>;
}

/** The prompt of a shell in the folder of the lesson. */
const prompt = /^.*BN-01 [$#]/;

/**
 * Opens a lesson without any task for the engine, on an engine that has nothing: what is measured is the terminal, and
 * it must not depend on what else an engine does.
 */
export async function openBenchLesson(
  home: TemporaryHome,
  { flags = [], env = {} }: { flags?: string[]; env?: Record<string, string> } = {},
): Promise<OpenLesson> {
  const engine = await fakeEngine({
    'GET /info': (_, response) => reply(response, { ID: 'bench' }),
    'GET /version': (_, response) => reply(response, { Version: '0', Components: [] }),
    'GET /containers/json': (_, response) => reply(response, []),
    'GET /networks': (_, response) => reply(response, []),
    'GET /volumes': (_, response) => reply(response, { Volumes: [] }),
    'GET /images/json': (_, response) => reply(response, []),
  });
  const outer = openOuter({
    file: process.execPath,
    args: [...flags, launcher, 'start', 'BN-01', '--lessons', 'test/bench/lessons'],
    env: { ...home.env, ...env, DOCKER_HOST: `unix://${engine.path}` },
  });
  await outer.shows((rows) => rows.some((row) => prompt.test(row)));
  return {
    outer,
    async close() {
      outer.kill();
      await outer.ended;
      await engine.remove();
    },
  };
}

/** Bash in a terminal, with nothing between. `screen`: see Command. */
export function openBareShell(home: TemporaryHome, screen: boolean): Outer {
  return openOuter({
    file: 'bash',
    args: ['--noprofile', '--norc', '-i'],
    env: { ...home.env, PS1: 'bare $ ' },
    screen,
  });
}
