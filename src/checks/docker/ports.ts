import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import type { Evidence } from '../contract.js';
import type { Mismatch } from '../match.js';
import { mismatchFacts } from '../mismatch-facts.js';
import { valueAt } from '../path.js';
import { describe } from '../words.js';

/** A container port and the host ports that lead to it. */
interface Published {
  inside: string;
  host: string[];
}

/** Explains a mismatch in the published ports of a container; undefined for any other mismatch. */
export function portEvidence(name: string, mismatch: Mismatch, object: JsonObject): Evidence | undefined {
  const [section, map, port] = mismatch.keys;
  const isPort =
    `${section}.${map}` === 'NetworkSettings.Ports' || `${section}.${map}` === 'HostConfig.PortBindings';
  if (!isPort || typeof port !== 'string') return undefined;
  const inside = portNumber(port);
  const wanted = hostPortIn(
    mismatch.keys.at(-1) === 'HostPort' ? mismatch.expected : null,
    mismatch.expected,
  );
  const published = publishedPorts(valueAt(object, mismatch.keys.slice(0, 2)));
  return {
    ...mismatchFacts(`container ${name}`, mismatch),
    says: portWords(name, inside, wanted, published),
    next: `docker port ${name}`,
  };
}

function portWords(name: string, inside: string, wanted: Json | null, published: Published[]): string {
  const goal = wanted === null ? '' : `; the task wants host port ${describe(wanted)}`;
  const here = published.find((one) => one.inside === inside);
  if (here)
    return `Port ${inside} of container ${name} is published on host port ${here.host.join(', ')}${goal}.`;
  if (typeof wanted === 'string') {
    const reversed = published.some((one) => one.inside === wanted && one.host.includes(inside));
    if (reversed) {
      return `-p is HOST:CONTAINER. Host port ${inside} leads to ${wanted} inside ${name}; the task wants it the other way round.`;
    }
  }
  const others = published.map((one) => `${one.host.join(', ')}:${one.inside}`).join(' and ');
  const instead = others ? ` (published is ${others})` : '';
  return `Port ${inside} of container ${name} is not published${instead}${goal}.`;
}

/** The wanted host port: the value itself, or the first HostPort inside what was expected. */
function hostPortIn(direct: Json, expected: Json): Json {
  if (direct !== null) return direct;
  if (Array.isArray(expected))
    return expected.map((one) => hostPortIn(null, one)).find((one) => one !== null) ?? null;
  if (!isJsonObject(expected)) return null;
  if (expected.HostPort !== undefined) return expected.HostPort;
  return hostPortIn(null, Object.values(expected));
}

function publishedPorts(map: Json | undefined): Published[] {
  return Object.entries(isJsonObject(map) ? map : {}).flatMap(([port, bindings]) => {
    const host = (Array.isArray(bindings) ? bindings : [])
      .map((binding) => (isJsonObject(binding) ? binding.HostPort : undefined))
      .filter((one) => typeof one === 'string');
    return host.length > 0 ? [{ inside: portNumber(port), host: [...new Set(host)] }] : [];
  });
}

/** "80/tcp" is 80; other protocols are named. */
function portNumber(port: string): string {
  return port.replace(/\/tcp$/, '');
}
