import type { HealthcheckSpec, Step } from '../dockerfile/instructions.js';
import type { ImageConfig } from '../../images/document.js';

/** Strings as Go prints a list of them with %q. */
const quoted = (words: readonly string[] | null | undefined) =>
  `[${(words ?? []).map((word) => JSON.stringify(word)).join(' ')}]`;

function seconds(nanos = 0): string {
  return nanos === 0 ? '0s' : goDuration(nanos);
}

function goDuration(nanos: number): string {
  if (nanos < 1e9) return `${nanos / 1e6}ms`;
  const [hours, minutes, rest] = [
    Math.floor(nanos / 3.6e12),
    Math.floor(nanos / 6e10) % 60,
    (nanos % 6e10) / 1e9,
  ];
  return `${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${rest}s`;
}

function health({
  test,
  interval,
  timeout,
  startPeriod,
  startInterval,
  retries = 0,
}: HealthcheckSpec): string {
  const times = [interval, timeout, startPeriod, startInterval].map((nanos) =>
    JSON.stringify(seconds(nanos)),
  );
  const count = `'\\x${retries.toString(16).padStart(2, '0')}'`;
  return `&{${quoted(test)} ${times.join(' ')} ${count}}`;
}

/**
 * What the history of an image says about an instruction that changes its configuration ("CMD [\"a\" \"b\"]"), given the
 * configuration after it. Undefined for those that work on files.
 */
export function describeConfig(step: Step, config: ImageConfig): string | undefined {
  switch (step.kind) {
    case 'env':
    case 'label':
      return `${step.kind.toUpperCase()} ${step.pairs.map(([name, value]) => `${name}=${value}`).join(' ')}`;
    case 'cmd':
      return `CMD ${quoted(config.Cmd)}`;
    case 'entrypoint':
      return `ENTRYPOINT ${quoted(config.Entrypoint)}`;
    case 'user':
    case 'stopsignal':
    case 'maintainer':
      return `${step.kind.toUpperCase()} ${step.value}`;
    case 'volume':
    case 'shell':
      return `${step.kind.toUpperCase()} [${step.words.join(' ')}]`;
    case 'healthcheck':
      return `HEALTHCHECK ${health(step.check)}`;
    case 'onbuild':
      return `ONBUILD ${step.text}`;
    case 'arg':
      return `ARG ${step.args.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).join(' ')}`;
    default:
      return undefined;
  }
}
