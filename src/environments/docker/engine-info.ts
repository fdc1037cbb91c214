import { isJsonObject, type Json } from '../../json.js';
import type { EngineClient } from './client.js';
import { endpointName } from './endpoint.js';

/** Who answers at the other end. */
export interface EngineInfo {
  /** Tells engines apart: what was noted for one must not be removed from another. */
  id: string;
  /** "Docker Engine" or "Podman Engine". */
  product: string;
  version: string;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Asks an engine who it is. */
export async function engineInfo(client: EngineClient): Promise<EngineInfo> {
  const [info, version] = await Promise.all([
    client.expect('describe itself', '/info'),
    client.expect('tell its version', '/version'),
  ]);
  const components =
    isJsonObject(version) && Array.isArray(version['Components']) ? version['Components'] : [];
  const isPodman = components.some((one) => isJsonObject(one) && text(one['Name']).startsWith('Podman'));
  return {
    id: (isJsonObject(info) && text(info['ID'])) || endpointName(client.endpoint),
    product: isPodman ? 'Podman Engine' : 'Docker Engine',
    version: isJsonObject(version) ? text(version['Version']) : '',
  };
}
