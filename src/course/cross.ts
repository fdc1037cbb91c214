import type { Check } from '../checks/schema.js';
import { isQuiz, isTask } from './lesson.js';
import { relativePathMistake } from './paths.js';
import { patternMistakes } from './patterns.js';
import type { LessonProblem } from './problems.js';
import type { LessonSource, TaskStep } from './schema.js';
import type { SourcePath } from './source/document.js';

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
  const patterns = patternMistakes(check, path).map((mistake) => ({
    code: 'bad-operator' as const,
    on: 'value' as const,
    ...mistake,
  }));
  return [...keyMistakes(check, path), ...patterns];
}

function keyMistakes(check: Check, path: SourcePath): CrossMistake[] {
  switch (check.kind) {
    case 'container':
    case 'image':
    case 'network':
    case 'volume':
      return exactlyOne(check, ['name', 'where'], path);
    case 'absent':
      if (check.of === 'file' && check.name === undefined) {
        return [at('missing-key', path, '"name" is missing: the path of the file that must not be there')];
      }
      return exactlyOne(check, ['name', 'where'], path);
    case 'file': {
      const wrong = relativePathMistake(check.path);
      return wrong ? [at('bad-path', [...path, 'path'], `path ${wrong}`)] : [];
    }
    case 'answer':
      return exactlyOne(check, ['equals', 'match', 'value'], path);
    case 'command':
    case 'output':
    case 'http':
    case 'exec':
    case 'logs':
      return [];
  }
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
