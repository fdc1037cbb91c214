import * as z from 'zod';
import { checkSchema, patternSchema, valueRef } from '../checks/schema.js';

const line = z.string().min(1);
const markdown = line.describe('Markdown: paragraphs, lists, `code`, **bold**, fenced blocks.');
const script = line.describe('A bash script: what a learner would type, one command a line.');
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be small letters, digits and dashes');

/** A mistake that the lesson foresees: when `when` holds while the step is not done, `say` is shown. */
const feedbackSchema = z.strictObject({
  id: slug,
  when: z.array(checkSchema).min(1).describe('All of these must pass for the feedback to be shown.'),
  say: line.describe(
    'What is seen, what is wanted, one nudge. {{State.ExitCode}} is that value of the object of the first `when`.',
  ),
});

const wrongSchema = z.strictObject({
  about: line.describe('The mistake in a few words.'),
  run: script,
  stays: z
    .boolean()
    .default(false)
    .describe('The last command does not come back by itself; verify interrupts it.'),
  feedback: slug.describe('Id of the feedback of this step, or an evidence code, that must come.'),
});

const alternativeSchema = z.strictObject({ about: line, run: script });

const stepBase = {
  id: slug,
  title: line,
  prose: markdown,
};

const taskStep = z.strictObject({
  ...stepBase,
  task: markdown.describe('What to do, in one or two sentences.'),
  remember: z
    .record(slug, valueRef)
    .describe('Values kept when the step begins, for $remembered.')
    .optional(),
  hints: z.array(markdown).min(1).describe('From a nudge to almost there.'),
  solution: script,
  alternatives: z.array(alternativeSchema).default([]),
  wrong: z.array(wrongSchema).default([]),
  checks: z.array(checkSchema).min(1),
  feedback: z.array(feedbackSchema).default([]),
  debrief: markdown.describe('Why it worked: what happened inside.'),
});

const optionSchema = z.strictObject({
  text: line,
  correct: z.boolean().default(false),
  explain: line.describe('Why this option is right or wrong; shown once it was chosen.'),
});

const quizStep = z.strictObject({
  ...stepBase,
  quiz: z.strictObject({
    question: markdown,
    options: z.array(optionSchema).min(2),
    nuance: markdown.describe('A second card after the answer, where the truth has more sides.').optional(),
  }),
});

/** A step of a lesson: something to do, or something to answer. */
export const stepSchema = z.union([taskStep, quizStep]);

const fileSchema = z.strictObject({
  path: line.describe('Relative to the work folder.'),
  content: z.string().optional(),
  from: line.describe('Or: a file beside the lesson.').optional(),
  executable: z.boolean().default(false),
});

/** A lesson file (lesson.yaml). */
export const lessonSchema = z.strictObject({
  id: z.string().regex(/^[A-Z]{2}-\d{2}$/, 'must look like DK-01'),
  title: line,
  goal: line,
  minutes: z.int().min(1).max(120),
  requires: z
    .array(
      z.enum(['docker', 'kubernetes', 'nodes', 'metrics', 'ingress', 'gateway', 'load-balancer', 'helm']),
    )
    .min(1),
  images: z.array(line).default([]),
  files: z.array(fileSchema).default([]),
  setup: z.string().default(''),
  steps: z.array(stepSchema).min(1),
  cleanup: z.string().default(''),
  learned: z.array(line).min(1).describe('What the learner can do now; shown when the lesson is done.'),
  reading: z.array(z.strictObject({ title: line, url: z.url() })).default([]),
});

/** A track file (track.yaml): an ordered folder of lessons. */
export const trackSchema = z.strictObject({
  id: slug,
  title: line,
  summary: line,
  after: z.array(slug).default([]).describe('Tracks that come before.'),
});

export type LessonSource = z.output<typeof lessonSchema>;
export type TaskStep = z.output<typeof taskStep>;
export type QuizStep = z.output<typeof quizStep>;
export type Step = TaskStep | QuizStep;
export type Track = z.output<typeof trackSchema>;
export type Feedback = z.output<typeof feedbackSchema>;
export { patternSchema };
