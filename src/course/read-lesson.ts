import type { LessonFile } from '../environments/contract.js';
import type { LessonEntry } from './find.js';
import type { Lesson } from './lesson.js';
import { sortProblems, type LessonProblem } from './problems.js';
import { maxLessonBytes, readInside, readText } from './read.js';
import type { LessonSource } from './schema.js';
import type { SourceDocument } from './source/document.js';
import { validateLesson } from './validate.js';

/** A lesson read in full: `lesson` when it has no errors. `source` and `document` where the file itself is right. */
export interface ReadLesson {
  lesson?: Lesson;
  problems: LessonProblem[];
  source?: LessonSource;
  document?: SourceDocument;
  /** Text of lesson.yaml. */
  text?: string;
}

/** Reads and checks a lesson and the files beside it. Never throws. */
export function readLesson(entry: Pick<LessonEntry, 'folder' | 'file' | 'track'>): ReadLesson {
  const { file, folder, track } = entry;
  const read = readText(file, maxLessonBytes);
  if ('wrong' in read) {
    const message = `the file ${read.wrong}`;
    return { problems: [{ code: 'unreadable', severity: 'error', file, line: 1, column: 1, message }] };
  }
  const { text } = read;
  const { value, problems, document } = validateLesson(text, file);
  if (!value) return { problems, text, document };
  const results = value.files.map((each, index) => readFile(each, index, folder, document));
  const wrong = results.filter((result) => 'code' in result);
  const files = results.filter((result): result is LessonFile => !('code' in result));
  const whole = { source: value, document, text, problems: sortProblems(wrong) };
  return wrong.length > 0 ? whole : { ...whole, lesson: { ...value, files, track, source: file } };
}

function readFile(
  wanted: LessonSource['files'][number],
  index: number,
  folder: string,
  document: SourceDocument,
): LessonFile | LessonProblem {
  const { path, content, from } = wanted;
  const mode = wanted.executable ? { mode: 0o755 } : {};
  if (from === undefined) return { path, content: content ?? '', ...mode };
  const read = readInside(folder, from);
  if ('text' in read) return { path, content: read.text, ...mode };
  return {
    code: 'bad-path',
    severity: 'error',
    file: document.file,
    ...document.valueAt(['files', index, 'from']),
    message: `the file "${from}" beside the lesson ${read.wrong}`,
  };
}
