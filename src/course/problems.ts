import { TutorError } from '../errors.js';

/** Stable names of what can be wrong with lesson files. */
export type ProblemCode =
  | 'yaml-syntax' // the file is not YAML
  | 'missing-key' // a key that must be there is not
  | 'unknown-key' // a key that means nothing here, often a typo
  | 'wrong-type' // a list where text belongs, and the like
  | 'wrong-value' // right type, but the value is not allowed
  | 'duplicate' // two of what must be unique
  | 'bad-operator' // a $operator of a pattern that is unknown or used wrongly
  | 'bad-path' // a file path that is unsafe, missing or too big
  | 'unreadable' // the file or folder can not be read
  | 'track' // a track folder does not fit
  | 'lint'; // valid, but a learner would stumble

/** One mistake in a course, at its place. Lines and columns count from 1. */
export interface LessonProblem {
  code: ProblemCode;
  /** Errors stop a lesson from being played; warnings do not. */
  severity: 'error' | 'warning';
  /** Path of the file, as it was found. */
  file: string;
  line: number;
  column: number;
  /** What was expected and what is there, in one line. */
  message: string;
  /** What helps: a suggestion, the keys that are allowed. */
  next?: string;
}

/** A place in a file; lines and columns count from 1. */
export interface Position {
  line: number;
  column: number;
}

/** "lessons/docker/DK-01/lesson.yaml:12:5", which editors and terminals turn into a link. */
function whereIs(problem: LessonProblem): string {
  return `${problem.file}:${problem.line}:${problem.column}`;
}

/** One problem as a line for people: place, severity, message, and what helps. */
export function formatProblem(problem: LessonProblem): string {
  const next = problem.next ? ` (${problem.next})` : '';
  return `${whereIs(problem)}: ${problem.severity}: ${problem.message}${next}`;
}

/** Problems in the order of their place, so that they read from top to bottom. */
export function sortProblems(problems: readonly LessonProblem[]): LessonProblem[] {
  return [...problems].sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}

/** The error for the edge of the program: `lesson-invalid`, every problem a line, the problems as its cause. */
export function lessonInvalid(what: string, problems: readonly LessonProblem[]): TutorError {
  const first = problems[0];
  const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
  return new TutorError(
    'lesson-invalid',
    [`${what} has ${count}.`, ...problems.map(formatProblem)].join('\n'),
    {
      where: first && whereIs(first),
      next: 'Correct the file; `kube-tutor lint` checks it again.',
      cause: problems,
    },
  );
}
