import { isJsonObject } from '../../json.js';
import type { EngineClient } from './client.js';
import { refusal } from './failure.js';
import { frameDecoder } from './frames.js';
import { inspectObject, pathOf } from './objects.js';

/** Milliseconds that the engine has to send logs. */
const patience = 10_000;

/** Last lines of a container's logs, both streams in the order they came; "" when there is no such container. */
export async function logsOf(client: EngineClient, container: string, tail: number): Promise<string> {
  const object = await inspectObject(client, 'container', container);
  if (!object) return '';
  const config = object['Config'];
  const isTty = isJsonObject(config) && config['Tty'] === true;
  const stream = await client.open(`/containers/${pathOf(container)}/logs`, {
    query: { stdout: true, stderr: true, tail },
    signal: AbortSignal.timeout(patience),
  });
  const parts: Buffer[] = [];
  const keep = (bytes: Buffer) => parts.push(Buffer.from(bytes));
  const status = stream.statusCode ?? 0;
  const decode = isTty || status >= 400 ? keep : frameDecoder((_channel, bytes) => keep(bytes));
  for await (const chunk of stream) decode(chunk as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  // Gone since, or a logging driver that can not be read.
  if (status === 404 || status === 501) return '';
  if (status >= 400) throw refusal(status, text.trim(), `read the logs of ${container}`);
  return text;
}
