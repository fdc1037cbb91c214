import type { Filters } from './filters.js';
import { matchesLabels } from './filters.js';
import { seconds, type Nanos } from './time.js';

/** One event of the engine's stream. */
export interface EngineEvent {
  type: 'container' | 'image' | 'network' | 'volume' | 'builder' | 'daemon';
  action: string;
  id: string;
  attributes: Record<string, string>;
  time: Nanos;
}

/** The last events and those who listen. */
export interface EventLog {
  emit(event: Omit<EngineEvent, 'time'>): void;
  past(): readonly EngineEvent[];
  listen(call: (event: EngineEvent) => void): () => void;
}

/** How many events the engine remembers. */
const remembered = 256;

/** Makes an event log. */
export function createEventLog(now: () => Nanos): EventLog {
  const events: EngineEvent[] = [];
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    emit(part) {
      const sorted = Object.fromEntries(Object.entries(part.attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
      const event = { ...part, attributes: sorted, time: now() };
      events.push(event);
      if (events.length > remembered) events.shift();
      for (const call of [...listeners]) call(event);
    },
    past: () => events,
    listen(call) {
      listeners.add(call);
      return () => listeners.delete(call);
    },
  };
}

/** An event as JSON; container and image events keep the old fields too. */
export function eventJson(event: EngineEvent): object {
  const { type, action, id, attributes, time } = event;
  const old = type === 'container' || type === 'image';
  const from = type === 'container' ? { from: attributes.image ?? '' } : {};
  return {
    ...(old ? { status: action, id, ...from } : {}),
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: attributes },
    scope: 'local',
    time: seconds(time),
    timeNano: Number(time),
  };
}

/** Whether the filters of `docker events` let an event through. */
export function passes(event: EngineEvent, filters: Filters): boolean {
  const { type, id, attributes, action } = event;
  const named = (kind: EngineEvent['type'], keys: readonly string[]) => {
    const wanted = filters.get(kind);
    if (!wanted) return true;
    const names = [id, ...keys.map((key) => attributes[key] ?? '')];
    return (
      (type === kind || kind === 'image') &&
      wanted.some((text) => names.some((name) => name === text || (name === id && id.startsWith(text))))
    );
  };
  const actions = filters.get('event');
  const types = filters.get('type');
  return (
    (!types || types.includes(type)) &&
    (!actions || actions.some((wanted) => action === wanted || action.startsWith(`${wanted}:`))) &&
    named('container', ['name']) &&
    named('image', type === 'image' ? ['name'] : ['image']) &&
    named('network', ['name']) &&
    named('volume', []) &&
    matchesLabels(attributes, filters.get('label'))
  );
}
