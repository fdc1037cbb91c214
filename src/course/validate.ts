import type { z } from 'zod';
import type { LessonProblem } from './problems.js';
import { sortProblems } from './problems.js';
import { crossMistakes } from './cross.js';
import { lessonSchema, trackSchema, type LessonSource, type Track } from './schema.js';
import { parseSource, type SourceDocument } from './source/document.js';
import { explainIssues } from './source/issues.js';

/** A checked file: its value when there are no errors, its problems in the order of their place, and where things stand. */
export interface Validated<T> {
  value?: T;
  problems: LessonProblem[];
  document: SourceDocument;
}

/** Checks the text of a lesson.yaml. `file` is only for messages. Never throws. */
export function validateLesson(text: string, file: string): Validated<LessonSource> {
  const checked = validate(lessonSchema, text, file);
  if (!checked.value) return checked;
  const { document, value } = checked;
  const problems = crossMistakes(value).map(({ path, on, ...mistake }): LessonProblem => ({
    ...mistake,
    severity: 'error',
    file,
    ...(on === 'key' ? document.keyAt(path) : document.valueAt(path)),
  }));
  return problems.length === 0 ? checked : { document, problems: sortProblems(problems) };
}

/** Checks the text of a track.yaml. */
export function validateTrack(text: string, file: string): Validated<Track> {
  return validate(trackSchema, text, file);
}

function validate<S extends z.ZodType>(schema: S, text: string, file: string): Validated<z.output<S>> {
  const document = parseSource(text, file);
  if (document.problems.length > 0) return { problems: document.problems, document };
  const result = schema.safeParse(document.data);
  if (result.success) return { value: result.data, problems: [], document };
  return { problems: sortProblems(explainIssues(result.error.issues, schema, document)), document };
}
