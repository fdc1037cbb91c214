import { ApiError, noSuchContainer } from '../errors.js';
import type { Container, Engine } from '../state.js';

/** Finds a container by id, name, or the beginning of an id. Throws 404, and 400 for an ambiguous beginning. */
export function findContainer(engine: Engine, name: string): Container {
  const bare = name.replace(/^\//, '');
  const exact = engine.containers.get(bare) ?? byName(engine, bare);
  if (exact) return exact;
  const matching = bare === '' ? [] : [...engine.containers.values()].filter(({ id }) => id.startsWith(bare));
  if (matching.length > 1) throw new ApiError(400, `multiple IDs found with provided prefix: ${name}`);
  if (!matching[0]) throw noSuchContainer(name);
  return matching[0];
}

/** The container of exactly this name. */
export function byName(engine: Engine, name: string): Container | undefined {
  return [...engine.containers.values()].find((container) => container.name === name);
}

/** The word for the state of a container. */
export function statusOf({ state }: Pick<Container, 'state'>): string {
  if (state.removing) return 'removing';
  if (state.dead) return 'dead';
  if (state.restarting) return 'restarting';
  if (state.paused) return 'paused';
  if (state.running) return 'running';
  return state.started === undefined || state.finished === undefined ? 'created' : 'exited';
}

/** Emits an event of a container: its labels, image and name go with it. */
export function containerEvent(
  engine: Engine,
  container: Container,
  action: string,
  attributes: Record<string, string> = {},
): void {
  const labels = (container.config.Labels ?? {}) as Record<string, string>;
  const image = typeof container.config.Image === 'string' ? container.config.Image : '';
  const all = { ...labels, image, name: container.name, ...attributes };
  engine.events.emit({ type: 'container', action, id: container.id, attributes: all });
}
