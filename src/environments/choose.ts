import { TutorError } from '../errors.js';
import type { Environment, EnvironmentName } from './contract.js';
import type { Machine } from './docker/find.js';

/**
 * Opens the environment of that name; `auto` takes the best that is there. Environments load when they are opened, so
 * that naming them costs nothing at start. Throws TutorError environment-unsupported, or what the environment throws.
 */
export async function openEnvironment(
  name: EnvironmentName | 'auto',
  machine: Partial<Machine> = {},
): Promise<Environment> {
  if (name === 'auto' || name === 'docker') {
    const { openDockerEnvironment } = await import('./docker/environment.js');
    return openDockerEnvironment(machine);
  }
  throw new TutorError('environment-unsupported', `The environment "${name}" is not part of this version.`, {
    next: 'Use `--env docker`.',
  });
}
