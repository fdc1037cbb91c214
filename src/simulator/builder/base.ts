import type { Engine } from '../docker/state.js';
import { pullImage } from '../docker/images/transfer.js';
import { parseReference, tagged, familiar } from '../images/reference.js';
import { findImage, type Image } from '../images/store.js';

/** Finds an image, pulling it when it is not there. Rejects with ReferenceError and the engine's ApiError. */
export async function baseImage(
  engine: Engine,
  name: string,
  options: { pull?: boolean; progress?: (line: string) => void } = {},
): Promise<Image> {
  const local = findImage(engine.images, name);
  const reference = tagged(parseReference(name));
  if (local && !options.pull) return local;
  const answer = await pullImage(engine, reference);
  if ('stream' in answer)
    await answer.stream((piece) =>
      options.progress?.(typeof piece === 'string' ? piece : new TextDecoder().decode(piece)),
    );
  const pulled = findImage(engine.images, familiar(reference)) ?? local;
  if (!pulled) throw new Error(`${name} was pulled and is not there`);
  return pulled;
}
