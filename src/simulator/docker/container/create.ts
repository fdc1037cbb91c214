import { createTree } from '../../host/fs/tree.js';
import { parseReference, ReferenceError, tagged, familiar } from '../../images/reference.js';
import { findImage, type Image } from '../../images/store.js';
import { decode, isBody, list, map, num, str, sub, type Body } from '../decode.js';
import { ApiError, conflict, failure, invalid, notFound } from '../errors.js';
import { generateId, generateName, shortId } from '../names.js';
import { findNetwork } from '../networks.js';
import type { Container, Endpoint, Engine } from '../state.js';
import { configFields, endpointFields, hostConfigFields } from './fields.js';
import { byName, containerEvent } from './find.js';
import { initTree } from './init-layer.js';
import { checkEndpoint } from './network.js';
import { containerMounts } from './mounts.js';
import { createStreams } from './streams.js';
import { checkConfig } from './validate.js';

const nameRules = '[a-zA-Z0-9][a-zA-Z0-9_.-]';

/** Throws unless the name may be given to a container and is free. `prefix` is what the message starts with. */
export function checkName(engine: Engine, name: string, prefix = ''): void {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name))
    throw invalid(`${prefix}Invalid container name (${name}), only ${nameRules} are allowed`);
  const holder = byName(engine, name);
  if (holder)
    throw conflict(
      `${prefix}Conflict. The container name "/${name}" is already in use by container "${holder.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    );
}

/** Finds the image that a container is to be made of. Throws with the engine's words. */
export function imageFor(engine: Engine, name: string): Image {
  try {
    const image = findImage(engine.images, name);
    if (image) return image;
    throw notFound(`No such image: ${familiar(tagged(parseReference(name)))}`);
  } catch (error) {
    if (error instanceof ReferenceError) throw invalid(error.message);
    throw error;
  }
}

const command = (value: unknown): string[] | null => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw invalid(
    'invalid JSON: json: cannot unmarshal object into Go struct field Config.Cmd of type []string',
  );
};

/** Makes a container of a request: { ...config, HostConfig, NetworkingConfig }. Throws the engine's errors. */
export function createContainer(
  engine: Engine,
  body: Body,
  options: { name?: string; platform?: string } = {},
): { container: Container; warnings: string[] } {
  const hostConfig = decode(sub(body, 'HostConfig'), hostConfigFields, 'HostConfig');
  const config = decode(body, configFields, 'Config');
  if (options.name) checkNameShape(options.name);
  checkConfig(config, hostConfig, engine.machine.facts.cpus);
  const imageName = str(config, 'Image');
  if (imageName === '') throw invalid('no command specified');
  const image = imageFor(engine, imageName);
  mergeImage(config, image);
  const argv = [...(command(config.Entrypoint) ?? []), ...(command(config.Cmd) ?? [])];
  if (argv.length === 0) throw invalid('no command specified');
  completeHostConfig(hostConfig, config);
  if (options.name) checkName(engine, options.name);

  const id = generateId();
  const name = options.name || generateName((taken) => byName(engine, taken) !== undefined);
  if (str(config, 'Hostname') === '') config.Hostname = hostnameFor(engine, hostConfig, id);
  const endpoints = endpointsFor(engine, hostConfig, sub(sub(body, 'NetworkingConfig'), 'EndpointsConfig'));
  checkLinks(engine, hostConfig);
  const volumesOfImage = (image.document.config.Volumes ?? {}) as Body;
  const mounts = containerMounts(engine, config, hostConfig, volumesOfImage);
  const volumes = { ...sub(config, 'Volumes'), ...volumesOfImage };
  config.Volumes = Object.keys(volumes).length > 0 ? volumes : null;
  const [path = '', ...args] = argv;
  const driver = str(sub(hostConfig, 'LogConfig'), 'Type');
  const container: Container = {
    id,
    name,
    created: engine.nanos(),
    path,
    args,
    config,
    hostConfig,
    imageId: image.id,
    tree: createTree({ over: initTree(engine.images.layers.tree(image.document.rootfs.diff_ids)) }),
    mounts,
    endpoints,
    state: {
      running: false,
      paused: false,
      restarting: false,
      removing: false,
      dead: false,
      oomKilled: false,
      exitCode: 0,
      error: '',
    },
    restartCount: 0,
    stopped: false,
    streams: createStreams(engine.nanos, { logged: driver !== 'none' }),
    execIds: new Set(),
    sandboxId: '',
    ports: [],
    waiters: new Set(),
    backoff: 0,
  };
  engine.containers.set(id, container);
  containerEvent(engine, container, 'create');
  return { container, warnings: [] };
}

function checkNameShape(name: string): void {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name))
    throw invalid(`Invalid container name (${name}), only ${nameRules} are allowed`);
}

const nameOf = (entry: string) => entry.split('=')[0] ?? '';

function mergeImage(config: Body, image: Image): void {
  const base = image.document.config;
  const names = new Set(list(config, 'Env').map((entry) => entry.split('=')[0]));
  const inherited = (base.Env ?? []).filter((entry) => !names.has(entry.split('=')[0]));
  // Observed of the engine: the variables of the request come first, by name, last first.
  const own = [...list(config, 'Env')].sort((a, b) =>
    nameOf(a) < nameOf(b) ? 1 : nameOf(a) > nameOf(b) ? -1 : 0,
  );
  config.Env = [...own, ...inherited];
  // An entrypoint on the command line hides the image's command.
  const entrypoint = command(config.Entrypoint);
  const cmd = command(config.Cmd);
  if (entrypoint === null) {
    if (cmd === null || cmd.length === 0) config.Cmd = base.Cmd ?? null;
    config.Entrypoint = base.Entrypoint ?? null;
  } else {
    config.Entrypoint = entrypoint.length === 1 && entrypoint[0] === '' ? null : entrypoint;
    config.Cmd = cmd;
  }
  if (Array.isArray(config.Cmd) && config.Cmd.length === 0) config.Cmd = null;
  if (str(config, 'User') === '') config.User = base.User ?? '';
  if (str(config, 'WorkingDir') === '') config.WorkingDir = base.WorkingDir ?? '';
  config.Labels = Object.fromEntries(
    Object.entries({ ...base.Labels, ...map(config, 'Labels') }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  if (base.ExposedPorts || config.ExposedPorts)
    config.ExposedPorts = { ...sub(config, 'ExposedPorts'), ...base.ExposedPorts };
  if (config.StopSignal === undefined && base.StopSignal) config.StopSignal = base.StopSignal;
  if (config.StopTimeout === undefined && base.StopTimeout !== undefined)
    config.StopTimeout = base.StopTimeout;
  if (config.Shell === undefined && base.Shell) config.Shell = base.Shell;
  const check = sub(config, 'Healthcheck');
  const inheritedCheck = base.Healthcheck;
  if (inheritedCheck && list(check, 'Test').length === 0)
    config.Healthcheck = { ...inheritedCheck, ...withoutEmpty(check) };
  else if (isBody(config.Healthcheck)) config.Healthcheck = withoutEmpty(check);
  reorder(config);
}

const withoutEmpty = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== 0 && value !== null));

/** Puts the fields that came from the image into the engine's order. */
function reorder(config: Body): void {
  const copy = { ...config };
  for (const name of Object.keys(config)) delete config[name];
  for (const [name] of configFields) if (copy[name] !== undefined) config[name] = copy[name];
}

function completeHostConfig(hostConfig: Body, config: Body): void {
  const log = sub(hostConfig, 'LogConfig');
  hostConfig.LogConfig = { Type: str(log, 'Type') || 'json-file', Config: log.Config ?? {} };
  const mode = str(hostConfig, 'NetworkMode');
  hostConfig.NetworkMode = mode === 'default' || mode === '' ? 'bridge' : mode;
  const policy = sub(hostConfig, 'RestartPolicy');
  hostConfig.RestartPolicy = {
    Name: str(policy, 'Name') || 'no',
    MaximumRetryCount: num(policy, 'MaximumRetryCount'),
  };
  hostConfig.CgroupnsMode = str(hostConfig, 'CgroupnsMode') || 'private';
  hostConfig.IpcMode = str(hostConfig, 'IpcMode') || 'private';
  hostConfig.ShmSize = num(hostConfig, 'ShmSize') || 67108864;
  hostConfig.Runtime = str(hostConfig, 'Runtime') || 'runc';
  if (hostConfig.MemorySwappiness === -1) hostConfig.MemorySwappiness = null;
  if (num(hostConfig, 'PidsLimit') <= 0) hostConfig.PidsLimit = null;
  if (num(hostConfig, 'Memory') > 0 && num(hostConfig, 'MemorySwap') === 0)
    hostConfig.MemorySwap = 2 * num(hostConfig, 'Memory');
  if (hostConfig.Privileged === true) Object.assign(hostConfig, { MaskedPaths: null, ReadonlyPaths: null });
  if (list(hostConfig, 'ExtraHosts').length === 0) hostConfig.ExtraHosts = null;
  if (config.Healthcheck === undefined) delete config.Healthcheck;
}

function hostnameFor(engine: Engine, hostConfig: Body, id: string): string {
  return str(hostConfig, 'NetworkMode') === 'host' ? engine.machine.hostname : shortId(id);
}

function endpointsFor(engine: Engine, hostConfig: Body, asked: Body): Map<string, Endpoint> {
  const mode = str(hostConfig, 'NetworkMode');
  const endpoints = new Map<string, Endpoint>();
  if (mode.startsWith('container:')) return endpoints;
  const named = Object.entries(asked).map(
    ([name, value]) => [name === 'default' ? 'bridge' : name, value] as const,
  );
  for (const [name, value] of [
    ...(named.some(([name]) => name === mode) ? [] : [[mode, {}] as const]),
    ...named,
  ]) {
    const network = findNetwork(engine, name);
    const settings = decode(isBody(value) ? value : {}, endpointFields, 'EndpointSettings');
    const endpoint = emptyEndpoint(settings);
    if (network) checkEndpoint(network, endpoint);
    endpoints.set(network?.name ?? name, endpoint);
  }
  return endpoints;
}

/** An endpoint that is not connected. */
export function emptyEndpoint(asked: Body): Endpoint {
  const ipam = asked.IPAMConfig;
  const aliases = list(asked, 'Aliases');
  return {
    asked: {
      ...asked,
      IPAMConfig: isBody(ipam) ? ipam : null,
      Aliases: aliases.length > 0 ? aliases : null,
      Links: list(asked, 'Links').length > 0 ? asked.Links : null,
    },
    networkId: '',
    endpointId: '',
    address: '',
    prefix: 0,
    gateway: '',
    mac: '',
  };
}

function checkLinks(engine: Engine, hostConfig: Body): void {
  for (const link of list(hostConfig, 'Links')) {
    const name = link.split(':')[0] ?? '';
    const target =
      byName(engine, name) ?? [...engine.containers.values()].find(({ id }) => id.startsWith(name));
    if (!target) throw failure(`could not get container for ${name}: No such container: ${name}`);
    const mode = str(target.hostConfig, 'NetworkMode');
    if (mode.startsWith('container:')) {
      const other = mode.slice('container:'.length);
      if (!byName(engine, other) && !engine.containers.has(other))
        throw new ApiError(404, `could not get container for ${other}: No such container: ${other}`);
    }
  }
}
