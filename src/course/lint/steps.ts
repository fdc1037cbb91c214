import { isQuiz } from '../lesson.js';
import { closest } from '../source/closest.js';
import { checksOf, error, evidenceCodes, tasksOf, warning, type LintRule } from './rule.js';

const wantedHints = { min: 2, max: 4, length: 400 };

/** Hints lead from a nudge to almost there. */
export const hintRule: LintRule = ({ lesson }) =>
  tasksOf(lesson).flatMap(({ step, path }) => [
    ...(step.hints.length < wantedHints.min || step.hints.length > wantedHints.max
      ? [
          warning(
            [...path, 'hints'],
            `${step.hints.length} hints; ${wantedHints.min} to ${wantedHints.max} lead a learner best`,
          ),
        ]
      : []),
    ...step.hints.flatMap((hint, index) =>
      hint.length > wantedHints.length
        ? [
            warning(
              [...path, 'hints', index],
              `a hint of ${hint.length} characters`,
              `at most ${wantedHints.length} are read`,
            ),
          ]
        : [],
    ),
  ]);

/** Wrong attempts name feedback that exists, and feedback is proved by a wrong attempt. */
export const feedbackRule: LintRule = ({ lesson }) =>
  tasksOf(lesson).flatMap(({ step, path }) => {
    const ids = step.feedback.map((feedback) => feedback.id);
    const proved = new Set(step.wrong.map((attempt) => attempt.feedback));
    return [
      ...step.wrong.flatMap((attempt, index) => {
        if (ids.includes(attempt.feedback) || evidenceCodes.includes(attempt.feedback)) return [];
        const near = closest(attempt.feedback, [...ids, ...evidenceCodes]);
        return [
          error(
            [...path, 'wrong', index, 'feedback'],
            `"${attempt.feedback}" is neither feedback of this step nor an evidence code`,
            near ? `did you mean "${near}"?` : `evidence codes are ${evidenceCodes.join(', ')}`,
          ),
        ];
      }),
      ...ids.flatMap((id, index) =>
        proved.has(id)
          ? []
          : [warning([...path, 'feedback', index, 'id'], `no wrong attempt proves the feedback "${id}"`)],
      ),
    ];
  });

/** Values that patterns ask for were remembered, and what is remembered is asked for. */
export const rememberRule: LintRule = ({ lesson }) =>
  tasksOf(lesson).flatMap((task) => {
    const names = Object.keys(task.step.remember ?? {});
    const used = checksOf(task).flatMap(({ check, path }) =>
      rememberedNames(check).map((name) => ({ name, path })),
    );
    return [
      ...used.flatMap(({ name, path }) => {
        if (names.includes(name)) return [];
        const near = closest(name, names);
        return [
          error(
            path,
            `"${name}" is not remembered by this step`,
            near ? `did you mean "${near}"?` : 'add it to "remember"',
          ),
        ];
      }),
      ...names
        .filter((name) => !used.some((use) => use.name === name))
        .map((name) => warning([...task.path, 'remember', name], `"${name}" is remembered and never used`)),
    ];
  });

function rememberedNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(rememberedNames);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$remembered' && typeof inner === 'string' ? [inner] : rememberedNames(inner),
  );
}

/** Options of a quiz differ, and one of them is right. */
export const quizRule: LintRule = ({ lesson }) =>
  lesson.steps.flatMap((step, index) => {
    if (!isQuiz(step)) return [];
    const path = ['steps', index, 'quiz', 'options'];
    const { options } = step.quiz;
    const texts = options.map((option) => option.text.trim().toLowerCase());
    const right = options.filter((option) => option.correct).length;
    return [
      ...(right > 1 ? [warning(path, `${right} options are correct; learners expect one`)] : []),
      ...texts.flatMap((text, at) =>
        texts.indexOf(text) < at ? [error([...path, at, 'text'], 'another option has the same text')] : [],
      ),
    ];
  });
