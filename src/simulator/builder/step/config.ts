import type { ImageConfig } from '../../images/document.js';
import { DockerfileError } from '../dockerfile/error.js';
import type { CommandWords, HealthcheckSpec, Step } from '../dockerfile/instructions.js';
import { absolute } from './resolve.js';
import { envMap, shellOf, type StageState } from './state.js';

function argv(config: ImageConfig, { shell, words }: CommandWords): string[] {
  return shell && words.length > 0 ? [...shellOf(config), ...words] : words;
}

function ports(step: Step, words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const [range = '', protocol = 'tcp'] = word.split('/');
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    const [low, high] = [Number(first), Number(last)];
    if (first === undefined || low > high || high > 65535)
      throw new DockerfileError(`invalid containerPort: ${range}`, step.line);
    if (!['tcp', 'udp', 'sctp'].includes(protocol.toLowerCase()))
      throw new DockerfileError(`invalid proto: ${protocol}`, step.line);
    return Array.from({ length: high - low + 1 }, (_, i) => `${low + i}/${protocol.toLowerCase()}`);
  });
}

function health(check: HealthcheckSpec): NonNullable<ImageConfig['Healthcheck']> {
  const fields = {
    Interval: check.interval,
    Timeout: check.timeout,
    StartPeriod: check.startPeriod,
    StartInterval: check.startInterval,
    Retries: check.retries,
  };
  const given = Object.entries(fields).filter(([, value]) => value);
  return { Test: check.test, ...Object.fromEntries(given) };
}

const emptyKeys = (words: readonly string[]) => Object.fromEntries(words.map((word) => [word, {}]));

/** What an instruction (its variables filled in) changes in the configuration of the image. Throws DockerfileError. */
export function configAfter({ document, commandGiven }: StageState, step: Step): ImageConfig {
  const { config } = document;
  switch (step.kind) {
    case 'env': {
      const env = envMap(config.Env);
      for (const [name, value] of step.pairs) env.set(name, value);
      return { ...config, Env: [...env].map(([name, value]) => `${name}=${value}`) };
    }
    case 'label':
      return { ...config, Labels: { ...config.Labels, ...Object.fromEntries(step.pairs) } };
    case 'cmd':
      return { ...config, Cmd: argv(config, step.command) };
    case 'entrypoint':
      return {
        ...config,
        Entrypoint: argv(config, step.command),
        Cmd: commandGiven ? config.Cmd : undefined,
      };
    case 'workdir':
      return { ...config, WorkingDir: absolute(config.WorkingDir, step.value).replace(/(.)\/$/, '$1') };
    case 'user':
      return { ...config, User: step.value };
    case 'expose':
      return { ...config, ExposedPorts: { ...config.ExposedPorts, ...emptyKeys(ports(step, step.words)) } };
    case 'volume':
      return { ...config, Volumes: { ...config.Volumes, ...emptyKeys(step.words) } };
    case 'stopsignal':
      return { ...config, StopSignal: step.value };
    case 'shell':
      return { ...config, Shell: step.words };
    case 'onbuild':
      return { ...config, OnBuild: [...(config.OnBuild ?? []), step.text] };
    case 'healthcheck':
      return { ...config, Healthcheck: health(step.check) };
    default:
      return config;
  }
}
