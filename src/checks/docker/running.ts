import type { JsonObject } from '../../json.js';
import type { Evidence } from '../contract.js';
import type { KindContext } from '../kinds/kind.js';
import { notRunning } from './container.js';
import { missingEvidence } from './evidence.js';
import { findObject } from './objects.js';

/** Why a container can not be looked into: it is not there, or (when that is needed) it does not run. */
export async function containerProblem(
  name: string,
  context: KindContext,
  needs: 'running' | 'there',
): Promise<Evidence | undefined> {
  const object: JsonObject | undefined = await findObject(context.world.docker, 'container', name);
  if (!object) return missingEvidence('container', name, context);
  return needs === 'running' ? notRunning(name, object, context.now) : undefined;
}
