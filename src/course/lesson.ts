import type { LessonFile } from '../environments/contract.js';
import type { LessonSource, QuizStep, Step, TaskStep } from './schema.js';

/** A lesson as the rest of the program knows it: validated, files read, its place in the course known. */
export interface Lesson extends Omit<LessonSource, 'files'> {
  /** Track id: "docker". */
  track: string;
  /** Path of lesson.yaml, for messages. */
  source: string;
  files: LessonFile[];
}

/** True for a step that asks for something to be done in the terminal. */
export function isTask(step: Step): step is TaskStep {
  return 'task' in step;
}

/** True for a step that asks a question with options. */
export function isQuiz(step: Step): step is QuizStep {
  return 'quiz' in step;
}
