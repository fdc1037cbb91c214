import type { DockerChange, DockerReader } from '../contract.js';
import { listeners } from '../listeners.js';
import type { EngineClient } from './client.js';
import { eventStream } from './events.js';
import { execIn } from './exec.js';
import { logsOf } from './logs.js';
import { inspectAll, inspectObject } from './objects.js';

/** A reader with an end. */
export interface OpenDockerReader extends DockerReader {
  close(): void;
}

/** Ids of our own execs that are remembered; older ones have long ended. */
const remembered = 200;

/**
 * Opens a reader of the engine. Nothing is cached: an answer is as fresh as the engine's own. `delay` as in eventStream.
 * The reader's own execs are no changes: a check that execs would otherwise call itself for ever.
 */
export async function openReader(
  client: EngineClient,
  delay?: (attempt: number) => number,
): Promise<OpenDockerReader> {
  const changes = listeners<DockerChange>();
  const ownExecs = new Set<string>();
  const events = eventStream(client, delay);
  events.onEvent(({ change, exec }) => {
    if (exec === undefined || !ownExecs.has(exec)) changes.tell(change);
  });
  await events.ready;

  const remember = (id: string) => {
    ownExecs.add(id);
    const [oldest] = ownExecs;
    if (ownExecs.size > remembered && oldest !== undefined) ownExecs.delete(oldest);
  };

  return {
    inspect: (kind, name) => inspectObject(client, kind, name),
    list: (kind) => inspectAll(client, kind),
    exec: (container, argv) => execIn(client, container, argv, remember),
    logs: (container, { tail = 1000 } = {}) => logsOf(client, container, tail),
    health: () => events.health(),
    onHealth: (listener) => events.onHealth(listener),
    onChange: (listener) => changes.add(listener),
    close: () => events.close(),
  };
}
