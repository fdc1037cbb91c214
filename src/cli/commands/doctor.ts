import { openLesson } from '../../course/load.js';
import type { Finding, PrepareProgress } from '../../environments/contract.js';
import { errorTable } from '../../errors.js';
import { chosenLessons, openCatalogue } from '../catalogue.js';
import { diagnose } from '../diagnose.js';
import type { GlobalOptions } from '../options.js';
import { createOutput, type Output } from '../output.js';
import { bar } from '../words.js';

const marks = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;

/** `kube-tutor doctor [--pull [track]]`: findings with their fixes; exit code 8 when one stops lessons. */
export async function doctor(globals: GlobalOptions, { pull }: { pull?: string | true }): Promise<number> {
  const out = createOutput(globals.json);
  const { course } = await openCatalogue(globals);
  const entries = chosenLessons(course, typeof pull === 'string' ? [pull] : []);
  const lessons = await Promise.all(entries.map(({ id }) => openLesson(course, id)));
  const images = [...new Set(lessons.flatMap((lesson) => lesson.images))].sort();
  if (pull) await pullImages(images, out);
  const findings = await diagnose(images, (finding) => {
    for (const line of findingLines(finding)) out.line(line);
  });
  out.json({ findings });
  const problems = findings.filter(({ status }) => status === 'problem').length;
  out.line(problems === 0 ? 'Lessons can run here.' : 'Lessons can not run here yet: see PROBLEM above.');
  return problems === 0 ? 0 : errorTable['doctor-findings'].exit;
}

function findingLines({ status, says, means, fix }: Finding): string[] {
  return [
    `${marks[status]}  ${says}`,
    ...(means ? [`         ${means}`] : []),
    ...(fix ? [`         Fix: ${fix}`] : []),
  ];
}

async function pullImages(images: readonly string[], out: Output): Promise<void> {
  const [{ pullAll }, { engineClient }, { findEngine }, { homedir }] = await Promise.all([
    import('../../environments/docker/images.js'),
    import('../../environments/docker/client.js'),
    import('../../environments/docker/find.js'),
    import('node:os'),
  ]);
  const machine = { env: process.env, home: homedir(), platform: process.platform };
  const { endpoint } = await findEngine(machine, (one) => engineClient(one).ping());
  const shown = new Map<string, string>();
  await pullAll(engineClient(endpoint), images, {
    onProgress(progress) {
      // A line for each tenth: readable in a log and for a screen reader, where a moving bar is not.
      const line = progressLine(progress);
      if (shown.get(progress.item) === line) return;
      shown.set(progress.item, line);
      out.line(line);
    },
  });
}

function progressLine({ label, fraction, state }: PrepareProgress): string {
  const tenths = state === 'done' ? 1 : Math.floor((fraction ?? 0) * 10) / 10;
  return `${bar(tenths, 10)} ${label}${state === 'done' ? ' is here' : ''}`;
}
