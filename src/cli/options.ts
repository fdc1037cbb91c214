import type { EnvironmentName } from '../environments/contract.js';
import { TutorError } from '../errors.js';

/** Options that every command knows. */
export interface GlobalOptions {
  env: EnvironmentName | 'auto';
  json: boolean;
  plain: boolean;
  /** Folders of one's own lessons, in the order given. */
  lessons: string[];
}

const environments = ['auto', 'docker', 'kind', 'cluster', 'simulator'] as const;

/** Reads `--env`. Throws TutorError usage for an unknown name. */
export function parseEnvironment(value: string): GlobalOptions['env'] {
  const found = environments.find((name) => name === value);
  if (!found) {
    throw new TutorError('usage', `There is no environment "${value}".`, {
      next: `Choose one of: ${environments.join(', ')}.`,
    });
  }
  return found;
}
