import { newLesson as write } from '../../course/scaffold.js';
import type { GlobalOptions } from '../options.js';
import { createOutput } from '../output.js';

/** `kube-tutor new lesson DIR`: a small lesson that works, to start from. */
export async function newLesson(
  globals: GlobalOptions,
  dir: string,
  { id = 'MY-01', title = 'My first lesson' }: { id?: string; title?: string },
): Promise<number> {
  const out = createOutput(globals.json);
  const file = await write(dir, id, title);
  out.json({ id, file });
  out.line(`Wrote ${file}.`);
  out.line(`\`kube-tutor lint ${dir}\` checks it; \`kube-tutor start ${id} --lessons ${dir}\` plays it.`);
  return 0;
}
