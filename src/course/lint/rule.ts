import type { EvidenceCode } from '../../checks/contract.js';
import type { Check } from '../../checks/schema.js';
import type { LessonFile } from '../../environments/contract.js';
import { isTask } from '../lesson.js';
import type { LessonProblem } from '../problems.js';
import type { LessonSource, TaskStep } from '../schema.js';
import type { SourcePath } from '../source/document.js';

/** What a rule looks at: a lesson without errors. */
export interface LintSubject {
  lesson: LessonSource;
  /** The files it brings, read. */
  files: readonly LessonFile[];
  /** Text of lesson.yaml. */
  text: string;
  /** Paths of all files in the lesson's folder, relative to it. */
  folder: readonly string[];
}

/** What a rule found; its place is a path in the document, or a line and column of the file. */
export interface LintFinding extends Pick<LessonProblem, 'severity' | 'message' | 'next'> {
  at: SourcePath | { line: number; column: number };
}

/** One thing that can be known about a lesson without running it. */
export type LintRule = (subject: LintSubject) => LintFinding[] | Promise<LintFinding[]>;

/** A mistake: the lesson would fail or mislead. */
export function error(at: LintFinding['at'], message: string, next?: string): LintFinding {
  return { severity: 'error', at, message, next };
}

/** Something that makes a lesson worse than it could be. */
export function warning(at: LintFinding['at'], message: string, next?: string): LintFinding {
  return { severity: 'warning', at, message, next };
}

/** The tasks of a lesson with their place. */
export function tasksOf(lesson: LessonSource): { step: TaskStep; path: SourcePath }[] {
  return lesson.steps.flatMap((step, index) => (isTask(step) ? [{ step, path: ['steps', index] }] : []));
}

/** Every check of a task, also those of its feedback. */
export function checksOf({
  step,
  path,
}: {
  step: TaskStep;
  path: SourcePath;
}): { check: Check; path: SourcePath }[] {
  return [
    ...step.checks.map((check, index) => ({ check, path: [...path, 'checks', index] })),
    ...step.feedback.flatMap(({ when }, index) =>
      when.map((check, number) => ({ check, path: [...path, 'feedback', index, 'when', number] })),
    ),
  ];
}

/** A script of a lesson. `wrong`: it is meant to go wrong. */
export interface LessonScript {
  text: string;
  path: SourcePath;
  wrong: boolean;
}

/** Every script of a lesson in the order of running. */
export function scriptsOf(lesson: LessonSource): LessonScript[] {
  const script = (text: string, path: SourcePath, wrong = false) => ({ text, path, wrong });
  return [
    script(lesson.setup, ['setup']),
    ...tasksOf(lesson).flatMap(({ step, path }) => [
      script(step.solution, [...path, 'solution']),
      ...step.alternatives.map((each, index) => script(each.run, [...path, 'alternatives', index, 'run'])),
      ...step.wrong.map((each, index) => script(each.run, [...path, 'wrong', index, 'run'], true)),
    ]),
    script(lesson.cleanup, ['cleanup']),
  ].filter(({ text }) => text.trim() !== '');
}

/** What `wrong` may name besides feedback of its step. The type makes sure that none is forgotten. */
const evidence: Record<EvidenceCode, true> = {
  missing: true,
  present: true,
  mismatch: true,
  'name-typo': true,
  'tag-differs': true,
  count: true,
  'not-typed': true,
  'exit-code': true,
  'still-running': true,
  'no-answer': true,
  'wrong-answer': true,
  unreachable: true,
  'not-parsable': true,
  starting: true,
  'engine-down': true,
};
export const evidenceCodes: readonly string[] = Object.keys(evidence);
