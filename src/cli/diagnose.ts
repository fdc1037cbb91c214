import type { Finding } from '../environments/contract.js';
import { doctorContext } from '../environments/doctor/context.js';
import { runDoctor } from '../environments/doctor/doctor.js';
import { ptyAvailable } from '../terminal/pty-available.js';

/** What the doctor finds on this machine; `images`: those of the lessons that are asked about. */
export async function diagnose(
  images: readonly string[],
  onFinding: (finding: Finding) => void = () => {},
): Promise<Finding[]> {
  const pty = async () => {
    const answer = await ptyAvailable();
    return {
      ok: answer.ok,
      says: answer.ok ? 'A real terminal can be opened beside the lesson.' : answer.why,
    };
  };
  const findings: Finding[] = [];
  for await (const finding of runDoctor(doctorContext({ pty, images }))) {
    findings.push(finding);
    onFinding(finding);
  }
  return findings;
}
