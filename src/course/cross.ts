import { checkProblems } from '../checks/problems.js';
import { operators, type Check } from '../checks/schema.js';
import { isQuiz, isTask } from './lesson.js';
import { relativePathMistake } from './paths.js';
import type { LessonProblem } from './problems.js';
import type { LessonSource, TaskStep } from './schema.js';
import { closest } from './source/closest.js';
import { describe } from './source/describe.js';
import { valueAt, type SourcePath } from './source/document.js';

/** A mistake between keys that are each fine alone; its place is a path in the document. */
export interface CrossMistake extends Pick<LessonProblem, 'code' | 'message' | 'next'> {
  path: SourcePath;
  on: 'key' | 'value';
}

/** What a schema can not say: unique ids, keys that exclude or need each other, operators, safe paths. */
export function crossMistakes(lesson: LessonSource): CrossMistake[] {
  return [
    ...duplicates(lesson.steps, (step) => step.id, ['steps'], 'id', 'step'),
    ...duplicates(lesson.files, (file) => file.path, ['files'], 'path', 'file'),
    ...lesson.files.flatMap(fileMistakes),
    ...lesson.steps.flatMap((step, index) => {
      const path = ['steps', index];
      if (isTask(step)) return taskMistakes(step, path);
      if (!isQuiz(step) || step.quiz.options.some((option) => option.correct)) return [];
      return [
        at(
          'wrong-value',
          [...path, 'quiz', 'options'],
          'no option is correct',
          'give one option `correct: true`',
        ),
      ];
    }),
  ];
}

function taskMistakes(step: TaskStep, path: SourcePath): CrossMistake[] {
  return [
    ...duplicates(step.feedback, (feedback) => feedback.id, [...path, 'feedback'], 'id', 'feedback'),
    ...step.checks.flatMap((check, index) => checkMistakes(check, [...path, 'checks', index])),
    ...step.feedback.flatMap(({ when }, index) =>
      when.flatMap((check, number) => checkMistakes(check, [...path, 'feedback', index, 'when', number])),
    ),
  ];
}

function checkMistakes(check: Check, path: SourcePath): CrossMistake[] {
  const wrong = check.kind === 'file' ? relativePathMistake(check.path) : undefined;
  const unsafe = wrong === undefined ? [] : [at('bad-path', [...path, 'path'], `path ${wrong}`)];
  const problems = checkProblems(check).map((problem): CrossMistake => {
    const key = String(problem.path.at(-1) ?? '');
    const known = Object.hasOwn(operators, key);
    const near = key.startsWith('$') && !known ? closest(key, Object.keys(operators)) : undefined;
    return {
      code: problem.path.length > 0 ? 'bad-operator' : 'wrong-value',
      path: [...path, ...problem.path],
      on: 'value',
      message: known ? `${problem.says} It is ${describe(valueAt(check, problem.path))}.` : problem.says,
      next: near ? `did you mean "${near}"?` : undefined,
    };
  });
  return [...unsafe, ...problems];
}

function fileMistakes(file: LessonSource['files'][number], index: number): CrossMistake[] {
  const path = ['files', index];
  const wrong = relativePathMistake(file.path);
  return [
    ...(wrong ? [at('bad-path', [...path, 'path'], `path ${wrong}`)] : []),
    ...exactlyOne(file, ['content', 'from'], path),
  ];
}

function exactlyOne(value: object, keys: string[], path: SourcePath): CrossMistake[] {
  const there = keys.filter((key) => (value as Record<string, unknown>)[key] !== undefined);
  const choice = keys.map((key) => `"${key}"`).join(' or ');
  if (there.length === 0) return [at('missing-key', path, `${choice} is missing`)];
  if (there.length === 1) return [];
  return [{ ...at('wrong-value', [...path, there[1]!], `either ${choice}, not both`), on: 'key' }];
}

function duplicates<T>(
  list: readonly T[],
  idOf: (element: T) => string,
  path: SourcePath,
  key: string,
  what: string,
): CrossMistake[] {
  const ids = list.map(idOf);
  return ids.flatMap((id, index) =>
    ids.indexOf(id) === index
      ? []
      : [
          at(
            'duplicate',
            [...path, index, key],
            `another ${what} has the ${key} "${id}" already`,
            `give each ${what} its own`,
          ),
        ],
  );
}

function at(code: LessonProblem['code'], path: SourcePath, message: string, next?: string): CrossMistake {
  return { code, path, on: 'value', message, next };
}
