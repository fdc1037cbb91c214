import { setTimeout as wait } from 'node:timers/promises';
import { TutorError } from '../../errors.js';
import type { Health, Unsubscribe } from '../contract.js';
import { listeners } from '../listeners.js';
import { eventOf, type EngineEvent } from './change.js';
import type { EngineClient } from './client.js';
import { jsonLines } from './json-lines.js';

/** The engine's event stream, kept open for as long as it takes. */
export interface EventStream {
  /** Resolves when the first attempt to connect has come to an end, well or not. */
  readonly ready: Promise<void>;
  health(): Health;
  onHealth(listener: (health: Health) => void): Unsubscribe;
  onEvent(listener: (event: EngineEvent) => void): Unsubscribe;
  close(): void;
}

/** What comes after a gap in the stream: anything may have changed. */
const afterGap: EngineEvent = { change: { kind: 'daemon', action: 'reconnect', id: '' } };

function down(error: unknown): Health {
  if (!(error instanceof TutorError)) return { up: false, says: 'The Docker Engine does not answer.' };
  return { up: false, says: error.message, ...(error.detail.next && { next: error.detail.next }) };
}

/** Milliseconds before an attempt: quick at first, every 2 s while the engine stays away. */
const backOff = (attempt: number) => Math.min(2000, 100 * 2 ** attempt);

/** Opens the event stream and reopens it whenever it ends. `delay` gives the pause before attempt 0, 1, 2 ... */
export function eventStream(client: EngineClient, delay: (attempt: number) => number = backOff): EventStream {
  const healthNews = listeners<Health>();
  const eventNews = listeners<EngineEvent>();
  const closing = new AbortController();
  let health: Health = { up: true };
  let wasOpen = false;
  let firstDone: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (firstDone = resolve));

  const turn = (next: Health) => {
    const news = next.up !== health.up || (!next.up && !health.up && next.says !== health.says);
    health = next;
    if (news) healthNews.tell(next);
  };

  /** One connection, until it ends. Throws only when it could not be opened. */
  const follow = async () => {
    await client.ping();
    const stream = await client.open('/events', { signal: closing.signal });
    turn({ up: true });
    if (wasOpen) eventNews.tell(afterGap);
    wasOpen = true;
    firstDone();
    try {
      for await (const message of jsonLines(stream)) {
        const event = eventOf(message);
        if (event) eventNews.tell(event);
      }
    } catch {
      // The connection broke: the next attempt finds out whether the engine is gone.
    }
  };

  const run = async () => {
    for (let attempt = 0; !closing.signal.aborted; attempt++) {
      try {
        await follow();
        attempt = 0;
      } catch (error) {
        if (closing.signal.aborted) break;
        wasOpen = true;
        turn(down(error));
        firstDone();
      }
      await wait(delay(attempt), undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  };
  void run();

  return {
    ready,
    health: () => health,
    onHealth: (listener) => healthNews.add(listener),
    onEvent: (listener) => eventNews.add(listener),
    close: () => closing.abort(),
  };
}
