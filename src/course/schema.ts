import * as z from 'zod';
import { checkSchema, valueRef } from '../checks/schema.js';

const line = z.string().min(1);
const markdown = line.describe('Markdown: paragraphs, lists, `code`, **bold**, fenced blocks.');
const script = line.describe('A bash script: what a learner would type, one command a line.');
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be small letters, digits and dashes');

/** A mistake that the lesson foresees: when `when` holds while the step is not done, `say` is shown. */
const feedbackSchema = z.strictObject({
  id: slug.describe('Names the feedback, for `wrong`.'),
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
  id: slug.describe('Unique in the lesson. Progress is kept under it: do not change it later.'),
  title: line.describe('A few words, for the map of the lesson.'),
  prose: markdown.describe('Markdown. One idea: what the learner must know to do this step.'),
};

const taskStep = z.strictObject({
  ...stepBase,
  task: markdown.describe('What to do, in one or two sentences.'),
  remember: z
    .record(slug, valueRef)
    .describe('Values kept when the step begins, for $remembered.')
    .optional(),
  hints: z.array(markdown).min(1).describe('From a nudge to almost there.'),
  solution: script.describe('A bash script that does the task, one command a line.'),
  alternatives: z
    .array(alternativeSchema)
    .default([])
    .describe('Other right ways; verify proves that they pass.'),
  wrong: z
    .array(wrongSchema)
    .default([])
    .describe('Typical wrong attempts; verify proves the feedback they get.'),
  checks: z.array(checkSchema).min(1).describe('All must pass for the step to be solved.'),
  feedback: z
    .array(feedbackSchema)
    .default([])
    .describe('Words for typical mistakes; the first that applies is shown.'),
  debrief: markdown.describe('Why it worked: what happened inside.'),
});

const optionSchema = z.strictObject({
  text: line,
  correct: z.boolean().default(false).describe('true for the right answer.'),
  explain: line.describe('Why this option is right or wrong; shown once it was chosen.'),
});

const quizStep = z.strictObject({
  ...stepBase,
  quiz: z
    .strictObject({
      question: markdown,
      options: z.array(optionSchema).min(2).describe('Shown in a mixed order; at least one is correct.'),
      nuance: markdown.describe('A second card after the answer, where the truth has more sides.').optional(),
    })
    .describe('A question instead of a task.'),
});

/** A step of a lesson: something to do, or something to answer. */
export const stepSchema = z.union([taskStep, quizStep]);

const fileSchema = z.strictObject({
  path: line.describe('Relative to the work folder.'),
  content: z.string().describe('The text of the file.').optional(),
  from: line.describe('Or: a file beside the lesson.').optional(),
  executable: z.boolean().default(false).describe('true: the file can be run.'),
});

/** A lesson file (lesson.yaml). */
export const lessonSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Z]{2}-\d{2}$/, 'must look like DK-01')
    .describe('Two letters of the track and a number: DK-01.'),
  title: line.describe('A few words.'),
  goal: line.describe('One sentence: what the learner will be able to do.'),
  minutes: z.int().min(1).max(120).describe('How long it takes a newcomer.'),
  requires: z
    .array(
      z.enum(['docker', 'kubernetes', 'nodes', 'metrics', 'ingress', 'gateway', 'load-balancer', 'helm']),
    )
    .min(1)
    .describe('What the environment must offer.'),
  images: z.array(line).default([]).describe('Images that are pulled before the lesson: nginx:1.27-alpine.'),
  files: z.array(fileSchema).default([]).describe('Files put into the work folder before the lesson.'),
  setup: z.string().default('').describe('A bash script that brings the world to the start of the lesson.'),
  steps: z.array(stepSchema).min(1).describe('What is done, one after the other: tasks and questions.'),
  cleanup: z.string().default('').describe('A bash script run before what the lesson made is removed.'),
  learned: z.array(line).min(1).describe('What the learner can do now; shown when the lesson is done.'),
  reading: z
    .array(z.strictObject({ title: line, url: z.url() }))
    .default([])
    .describe('Where to read on; https only.'),
});

/** A track file (track.yaml): an ordered folder of lessons. */
export const trackSchema = z.strictObject({
  id: slug.describe('Unique in the course: docker.'),
  title: line.describe('A few words.'),
  summary: line.describe('One sentence: what the track teaches.'),
  after: z.array(slug).default([]).describe('Tracks that come before.'),
});

export type LessonSource = z.output<typeof lessonSchema>;
export type TaskStep = z.output<typeof taskStep>;
export type QuizStep = z.output<typeof quizStep>;
export type Step = TaskStep | QuizStep;
export type Track = z.output<typeof trackSchema>;
