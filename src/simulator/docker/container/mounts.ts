import { existsSync, mkdirSync } from 'node:fs';
import { posix } from 'node:path';
import { allowedHostPath } from '../../host/fs/bind.js';
import { bool, isBody, list, map, str, sub, type Body } from '../decode.js';
import { failure, invalid } from '../errors.js';
import { generateId } from '../names.js';
import type { Engine, MountPoint } from '../state.js';
import { createVolume } from '../volumes.js';

const modes = new Set(['ro', 'rw', 'z', 'Z', 'nocopy', 'consistent', 'cached', 'delegated']);
const propagations = new Set(['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']);

/** Where the engine says that a volume lies. */
export const volumePath = (name: string): string => `/var/lib/docker/volumes/${name}/_data`;

/** Reads a --volume specification that names a source: "data:/data:ro", "/home/x:/x". Throws the engine's errors. */
export function parseBind(spec: string): MountPoint {
  const parts = spec.split(':');
  if (parts.length > 3 || parts.some((part) => part === ''))
    throw invalid(`invalid volume specification: '${spec}'`);
  const [first = '', second, mode = ''] = parts;
  if (second === undefined) throw invalid(`invalid volume specification: '${spec}'`);
  for (const flag of mode.split(',').filter(Boolean))
    if (!modes.has(flag) && !propagations.has(flag)) throw invalid(`invalid mode: ${mode}`);
  const flags = mode.split(',');
  const isPath = first.startsWith('/');
  const type = isPath ? 'bind' : 'volume';
  const wrong = (why: string) => invalid(`invalid volume specification: '${spec}': ${why}`);
  if (!second.startsWith('/'))
    throw wrong(
      `invalid mount config for type "${type}": invalid mount path: '${second}' mount path must be absolute`,
    );
  if (posix.normalize(second) === '/') throw wrong("invalid specification: destination can't be '/'");
  if (!isPath) checkVolumeName(first);
  const destination = posix.normalize(second).replace(/(?<=.)\/$/, '');
  const common = { destination, mode, writable: !flags.includes('ro') };
  if (isPath) {
    const propagation = flags.find((flag) => propagations.has(flag)) ?? 'rprivate';
    return { ...common, type: 'bind', source: posix.normalize(first), propagation };
  }
  return {
    ...common,
    type: 'volume',
    name: first,
    source: volumePath(first),
    driver: 'local',
    mode: mode === '' ? 'z' : mode,
    propagation: '',
    copy: !flags.includes('nocopy'),
  };
}

/** Throws unless the text can name a volume. */
export function checkVolumeName(name: string): void {
  if (name.length === 1)
    throw invalid(
      `create ${name}: volume name is too short, names should be at least two alphanumeric characters`,
    );
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name))
    throw invalid(
      `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
    );
}

function parseMount(engine: Engine, mount: Body): MountPoint {
  const type = str(mount, 'Type');
  const target = str(mount, 'Target');
  const source = str(mount, 'Source');
  const wrong = (why: string) => invalid(`invalid mount config for type "${type}": ${why}`);
  if (!['bind', 'volume', 'tmpfs'].includes(type))
    throw invalid(`invalid mount config: mount type unknown: "${type}"`);
  if (target === '') throw wrong('field Target must not be empty');
  if (!target.startsWith('/')) throw wrong(`invalid mount path: '${target}' mount path must be absolute`);
  if (posix.normalize(target) === '/') throw wrong("invalid specification: destination can't be '/'");
  const common = { destination: posix.normalize(target), writable: !bool(mount, 'ReadOnly'), mode: '' };
  if (type === 'tmpfs') {
    if (source !== '') throw wrong('field Source must not be specified');
    return { ...common, type, source: '', propagation: '' };
  }
  if (type === 'bind') {
    if (source === '') throw wrong('field Source must not be empty');
    if (!source.startsWith('/')) throw wrong(`invalid mount path: '${source}' mount path must be absolute`);
    const options = sub(mount, 'BindOptions');
    if (!existsSync(source) && !bool(options, 'CreateMountpoint'))
      throw wrong(`bind source path does not exist: ${source}`);
    hostPath(engine, source);
    return { ...common, type, source, propagation: str(options, 'Propagation') || 'rprivate' };
  }
  const name = source === '' ? generateId() : source;
  checkVolumeName(name);
  const options = sub(mount, 'VolumeOptions');
  const labels = map(options, 'Labels');
  if (!engine.volumes.has(name) && (source === '' || Object.keys(labels).length > 0))
    createVolume(engine, { name, labels, anonymous: source === '' });
  const copy = !bool(options, 'NoCopy');
  return {
    ...common,
    type: 'volume',
    name,
    source: volumePath(name),
    driver: 'local',
    mode: 'z',
    propagation: '',
    copy,
  };
}

/** The real path behind the source of a bind mount. Throws when it is not below a folder that may be mounted. */
export function hostPath(engine: Engine, source: string): string {
  const real = allowedHostPath(source, engine.bindRoots);
  if (real !== undefined) return real;
  throw failure(
    `error while mounting volume '${source}': the simulated engine mounts only folders below ${engine.bindRoots.join(', ') || '(none)'}`,
  );
}

/** Makes the folder of a bind mount given by --volume, as the engine does when it is missing. */
export function ensureHostFolder(engine: Engine, source: string): void {
  const real = hostPath(engine, source);
  if (!existsSync(real)) mkdirSync(real, { recursive: true });
}

/**
 * All mounts of a new container: --volume, --mount, --volumes-from, and anonymous volumes of the image, by destination.
 * Makes the volumes that it names.
 */
export function containerMounts(
  engine: Engine,
  config: Body,
  hostConfig: Body,
  anonymousOf: Body,
): MountPoint[] {
  const mounts = new Map<string, MountPoint>();
  for (const spec of list(hostConfig, 'VolumesFrom')) inherit(engine, spec, mounts);
  const taken = new Set<string>();
  const put = (mount: MountPoint) => {
    if (taken.has(mount.destination)) throw invalid(`Duplicate mount point: ${mount.destination}`);
    taken.add(mount.destination);
    mounts.set(mount.destination, mount);
  };
  const binds = list(hostConfig, 'Binds').map(parseBind);
  const asked = (Array.isArray(hostConfig.Mounts) ? hostConfig.Mounts : []).filter(isBody);
  const explicit = asked.map((mount) => parseMount(engine, mount));
  for (const mount of binds) if (mount.type === 'bind') ensureHostFolder(engine, mount.source);
  for (const mount of [...binds, ...explicit]) put(mount);
  for (const [destination, options] of Object.entries(map(hostConfig, 'Tmpfs'))) {
    const path = posix.normalize(destination);
    mounts.set(path, {
      type: 'tmpfs',
      source: '',
      destination: path,
      mode: options,
      writable: !/\bro\b/.test(options),
      propagation: '',
    });
  }
  for (const destination of [...Object.keys(sub(config, 'Volumes')), ...Object.keys(anonymousOf)]) {
    const path = posix.normalize(destination).replace(/(?<=.)\/$/, '');
    if (mounts.has(path)) continue;
    const name = generateId();
    const source = volumePath(name);
    const common = {
      name,
      source,
      destination: path,
      driver: 'local',
      mode: '',
      writable: true,
      propagation: '',
      copy: true,
    };
    mounts.set(path, { type: 'volume', ...common });
    createVolume(engine, { name, anonymous: true });
  }
  for (const mount of mounts.values())
    if (mount.type === 'volume' && mount.name && !engine.volumes.has(mount.name))
      createVolume(engine, { name: mount.name, anonymous: false });
  return [...mounts.values()].sort((a, b) => (a.destination < b.destination ? -1 : 1));
}

function inherit(engine: Engine, spec: string, mounts: Map<string, MountPoint>): void {
  const [name = '', mode] = spec.split(':');
  const source = [...engine.containers.values()].find(
    (container) => container.name === name || container.id.startsWith(name),
  );
  if (!source) throw invalid(`No such container: ${name}`);
  for (const mount of source.mounts)
    if (mount.type !== 'tmpfs')
      mounts.set(mount.destination, { ...mount, writable: mount.writable && mode !== 'ro', copy: false });
}
