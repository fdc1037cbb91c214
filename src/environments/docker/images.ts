import { isJsonObject, type JsonObject } from '../../json.js';
import { TutorError } from '../../errors.js';
import type { PrepareProgress } from '../contract.js';
import { inParallel } from '../parallel.js';
import { engineMessage, type EngineClient } from './client.js';
import { connectionFailure } from './failure.js';
import { familiarName } from './image-name.js';
import { jsonLines } from './json-lines.js';
import { inspectObject } from './objects.js';
import { isPassing, pullFailure } from './pull-failure.js';
import { emptyPull, pullDetail, pullProgress } from './pull-progress.js';

/** How to pull: who is told, how to stop, how many at a time. */
export interface PullOptions {
  onProgress?: (progress: PrepareProgress) => void;
  signal?: AbortSignal | undefined;
  width?: number;
}

/** Tries for a pull whose connection breaks. */
const tries = 3;

function errorOf(line: JsonObject): string | undefined {
  const detail = line['errorDetail'];
  if (isJsonObject(detail) && typeof detail['message'] === 'string') return detail['message'];
  return typeof line['error'] === 'string' ? line['error'] : undefined;
}

/** One pull. Resolves to what went wrong in the engine's words, undefined when the image is there. */
async function pullOnce(
  client: EngineClient,
  image: string,
  tell: (progress: Partial<PrepareProgress>) => void,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const stream = await client.open('/images/create', {
    method: 'POST',
    query: { fromImage: familiarName(image) },
    signal,
  });
  let state = emptyPull;
  let failure: string | undefined;
  try {
    for await (const line of jsonLines(stream)) {
      if ((stream.statusCode ?? 0) >= 400) return engineMessage(line) || `status ${stream.statusCode}`;
      failure = errorOf(line) ?? failure;
      state = pullProgress(state, line);
      tell({ fraction: state.fraction, detail: pullDetail(state) });
    }
  } catch (error) {
    throw signal?.aborted ? error : connectionFailure(error, client.endpoint);
  }
  return failure;
}

/** Pulls one image unless it is there. Complete layers of a pull that was broken off are not pulled again. */
async function pull(client: EngineClient, image: string, options: PullOptions): Promise<void> {
  const item = { item: `image:${image}`, label: image };
  const tell = (more: Partial<PrepareProgress>) =>
    options.onProgress?.({ ...item, state: 'running', ...more });
  if (await inspectObject(client, 'image', image)) {
    return tell({ state: 'done', fraction: 1, detail: 'already here' });
  }
  tell({});
  let failure: string | undefined;
  for (let attempt = 0; attempt < tries; attempt++) {
    failure = await pullOnce(client, image, tell, options.signal);
    if (failure === undefined) return tell({ state: 'done', fraction: 1 });
    if (!isPassing(failure)) break;
  }
  throw pullFailure(image, failure ?? '');
}

/**
 * Pulls the images that are not there, a few at a time. One that fails does not stop the others; when all are through,
 * the first failure is thrown: TutorError image-unavailable, engine-disk-full or one of the connection.
 */
export async function pullAll(
  client: EngineClient,
  images: readonly string[],
  options: PullOptions = {},
): Promise<void> {
  const wanted = [...new Set(images)];
  for (const image of wanted)
    options.onProgress?.({ item: `image:${image}`, label: image, state: 'waiting' });
  const failures = await inParallel(wanted, options.width ?? 3, async (image) => {
    try {
      options.signal?.throwIfAborted();
      await pull(client, image, options);
      return undefined;
    } catch (error) {
      const detail = error instanceof TutorError ? error.message : String(error);
      options.onProgress?.({ item: `image:${image}`, label: image, state: 'failed', detail });
      return error instanceof Error ? error : new Error(String(error));
    }
  });
  const failed = failures.filter((one) => one !== undefined);
  const [first] = failed;
  if (!first) return;
  if (!(first instanceof TutorError) || failed.length === 1) throw first;
  throw new TutorError(first.code, `${first.message} ${failed.length - 1} more failed.`, first.detail);
}
