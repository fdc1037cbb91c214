import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TutorError } from '../../errors.js';
import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import { parseHost, type Endpoint, type TlsMaterial } from './endpoint.js';

/** Reads a file that may not be there. */
function optional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function optionalJson(path: string): JsonObject | undefined {
  const text = optional(path);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `currentContext` of the CLI's config.json, undefined when none is chosen. */
export function currentContext(configFolder: string): string | undefined {
  const name = optionalJson(join(configFolder, 'config.json'))?.['currentContext'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** CA, certificate and key in a folder, each under the name that the Docker CLI gives it. */
export function tlsFrom(folder: string, verify: boolean): TlsMaterial {
  return {
    verify,
    ca: optional(join(folder, 'ca.pem')),
    cert: optional(join(folder, 'cert.pem')),
    key: optional(join(folder, 'key.pem')),
  };
}

/**
 * The endpoint of a context of the Docker CLI: `contexts/meta/<sha256 of the name>/meta.json`, TLS material beside it
 * in `contexts/tls`. Throws TutorError engine-missing when there is no such context, or it has no Docker endpoint.
 */
export function contextEndpoint(configFolder: string, name: string): Endpoint {
  const folder = createHash('sha256').update(name).digest('hex');
  const metaPath = join(configFolder, 'contexts', 'meta', folder, 'meta.json');
  const endpoints = optionalJson(metaPath)?.['Endpoints'];
  const docker = isJsonObject(endpoints) ? endpoints['docker'] : undefined;
  const host = isJsonObject(docker) ? docker['Host'] : undefined;
  if (!isJsonObject(docker) || typeof host !== 'string') {
    throw new TutorError(
      'engine-missing',
      `The Docker context "${name}" is chosen, but there is no such context.`,
      {
        where: metaPath,
        next: 'List the contexts with `docker context ls` and choose one with `docker context use NAME`.',
      },
    );
  }
  const tls = tlsFrom(
    join(configFolder, 'contexts', 'tls', folder, 'docker'),
    docker['SkipTLSVerify'] !== true,
  );
  const wantsTls = tls.ca !== undefined || tls.cert !== undefined || !tls.verify;
  return parseHost(host, wantsTls ? tls : undefined);
}
