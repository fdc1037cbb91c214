import type { Finding } from '../contract.js';
import { bashProbe } from './bash.js';
import { diskProbe } from './disk.js';
import { dockerCliProbe } from './docker-cli.js';
import { dockerPluginsProbe } from './docker-plugins.js';
import { engineProbe } from './engine.js';
import { engineVersionProbe } from './engine-version.js';
import { imagesProbe } from './images.js';
import { memoryProbe } from './memory.js';
import { nodeProbe } from './node.js';
import { portsProbe } from './ports.js';
import type { DoctorContext, Probe } from './probe.js';
import { ptyProbe } from './pty.js';
import { rightsProbe } from './rights.js';
import { terminalProbe } from './terminal.js';

/** Everything that is looked at, in the order of the report. An environment adds its probes here. */
const probes: readonly Probe[] = [
  ...[nodeProbe, terminalProbe, ptyProbe, bashProbe],
  ...[engineProbe, rightsProbe, engineVersionProbe, dockerCliProbe, dockerPluginsProbe],
  ...[diskProbe, memoryProbe, portsProbe, imagesProbe],
];

async function lookSafely(probe: Probe, context: DoctorContext): Promise<Finding[]> {
  try {
    return await probe.look(context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ id: probe.id, status: 'warning', says: `This could not be looked at: ${reason}` }];
  }
}

/** Looks at everything at once and gives the findings in the order of the probes, each as soon as its turn has come. */
export async function* runDoctor(context: DoctorContext, wanted = probes): AsyncGenerator<Finding> {
  const looks = wanted.map((probe) => lookSafely(probe, context));
  for (const look of looks) yield* await look;
}
