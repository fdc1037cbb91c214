import type { DockerChange } from '../contract.js';
import { isJsonObject, type JsonObject } from '../../json.js';

const kinds: readonly string[] = ['container', 'image', 'network', 'volume', 'builder', 'daemon'];

/** A change, and the exec that it is about when it is about one. */
export interface EngineEvent {
  change: DockerChange;
  exec?: string;
}

/**
 * Reads one message of `/events`. Undefined for kinds that no check looks at, and for execs that begin: what an exec
 * changes is seen when it ends (`exec_die`).
 */
export function eventOf(message: JsonObject): EngineEvent | undefined {
  const { Type: kind, Action: action, Actor: actor } = message;
  if (typeof kind !== 'string' || typeof action !== 'string' || !kinds.includes(kind)) return undefined;
  if (/^exec_(create|start)/.test(action)) return undefined;
  const id = isJsonObject(actor) && typeof actor['ID'] === 'string' ? actor['ID'] : '';
  const attributes = isJsonObject(actor) && isJsonObject(actor['Attributes']) ? actor['Attributes'] : {};
  const { name, execID: exec } = attributes;
  return {
    change: {
      kind: kind as DockerChange['kind'],
      action,
      id,
      ...(typeof name === 'string' && { name }),
    },
    ...(typeof exec === 'string' && { exec }),
  };
}
