import { createTree } from '../host/fs/tree.js';
import { ownSize } from '../host/fs/layer.js';
import { checkVolumeName, volumePath } from './container/mounts.js';
import { conflict, invalid, notFound } from './errors.js';
import { matchesLabels, booleanFilter, type Filters } from './filters.js';
import { generateId } from './names.js';
import type { Engine, Volume } from './state.js';
import { formatNanos } from './time.js';

/** Makes a volume, or finds the one of that name. Throws for names and drivers that the engine refuses. */
export function createVolume(
  engine: Engine,
  options: {
    name?: string;
    driver?: string;
    labels?: Record<string, string> | null;
    options?: Record<string, string> | null;
    anonymous?: boolean;
  },
): Volume {
  const driver = options.driver || 'local';
  const name = options.name || generateId();
  if (driver !== 'local')
    throw notFound(`create ${name}: error looking up volume plugin ${driver}: plugin "${driver}" not found`);
  checkVolumeName(name);
  const known = engine.volumes.get(name);
  if (known) return known;
  const opts = options.options && Object.keys(options.options).length > 0 ? options.options : null;
  for (const key of Object.keys(opts ?? {}))
    if (!['type', 'o', 'device', 'size'].includes(key))
      throw invalid(`create ${name}: invalid option: "${key}"`);
  const anonymous = options.anonymous ?? !options.name;
  const labels = anonymous
    ? { 'com.docker.volume.anonymous': '', ...options.labels }
    : (options.labels ?? null);
  const tree = createTree({ mtime: engine.clock.now() });
  const volume: Volume = { name, created: engine.nanos(), driver, labels, options: opts, anonymous, tree };
  engine.volumes.set(name, volume);
  engine.events.emit({ type: 'volume', action: 'create', id: name, attributes: { driver } });
  return volume;
}

/** Containers that have the volume, by id. */
export function usersOf(engine: Engine, name: string): string[] {
  return [...engine.containers.values()]
    .filter((container) => container.mounts.some((mount) => mount.name === name))
    .map((container) => container.id);
}

/** Removes a volume. Throws when it is not there or in use. */
export function removeVolume(engine: Engine, name: string, force = false): void {
  const volume = engine.volumes.get(name);
  if (!volume) {
    if (force) return;
    throw notFound(`get ${name}: no such volume`);
  }
  const users = usersOf(engine, name);
  if (users.length > 0) throw conflict(`remove ${name}: volume is in use - [${users.join(', ')}]`);
  engine.volumes.delete(name);
  engine.events.emit({ type: 'volume', action: 'destroy', id: name, attributes: { driver: volume.driver } });
}

/** A volume as inspect shows it. */
export function volumeJson(volume: Volume): object {
  return {
    CreatedAt: `${formatNanos(volume.created).slice(0, 19)}Z`,
    Driver: volume.driver,
    Labels: volume.labels,
    Mountpoint: volumePath(volume.name),
    Name: volume.name,
    Options: volume.options,
    Scope: 'local',
  };
}

/** Bytes in a volume. */
export const volumeSize = (volume: Volume): number => ownSize(volume.tree);

/** Volumes that the filters let through, by name. */
export function listVolumes(engine: Engine, filters: Filters): Volume[] {
  const dangling = booleanFilter(filters, 'dangling');
  return [...engine.volumes.values()]
    .filter(
      (volume) =>
        (filters.get('name') ?? ['']).some((name) => volume.name.includes(name)) &&
        (filters.get('driver') ?? [volume.driver]).includes(volume.driver) &&
        matchesLabels(volume.labels, filters.get('label')) &&
        (dangling === undefined || (usersOf(engine, volume.name).length === 0) === dangling),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
