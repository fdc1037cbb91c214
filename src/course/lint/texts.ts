import { isQuiz, isTask } from '../lesson.js';
import { error, warning, type LintRule } from './rule.js';

/** How many words fit on a small screen and in a reader's patience. */
const most = { prose: 130, task: 45, debrief: 110, question: 60, explain: 60, title: 8, goal: 25 };

/** Texts are short. */
export const proseRule: LintRule = ({ lesson }) => {
  const texts: [text: string, path: (string | number)[], limit: keyof typeof most][] = [
    [lesson.title, ['title'], 'title'],
    [lesson.goal, ['goal'], 'goal'],
    ...lesson.steps.flatMap((step, index): typeof texts => {
      const at = (...path: (string | number)[]) => ['steps', index, ...path];
      return [
        [step.title, at('title'), 'title'],
        [step.prose, at('prose'), 'prose'],
        ...(isTask(step)
          ? ([
              [step.task, at('task'), 'task'],
              [step.debrief, at('debrief'), 'debrief'],
            ] as typeof texts)
          : []),
        ...(isQuiz(step)
          ? ([
              [step.quiz.question, at('quiz', 'question'), 'question'],
              ...step.quiz.options.map((option, i) => [
                option.explain,
                at('quiz', 'options', i, 'explain'),
                'explain',
              ]),
            ] as typeof texts)
          : []),
      ];
    }),
  ];
  return texts.flatMap(([text, path, limit]) => {
    const words = text.split(/\s+/).filter(Boolean).length;
    return words > most[limit]
      ? [warning(path, `${words} words; at most ${most[limit]} are easy to read here`)]
      : [];
  });
};

/** Spaces only: tabs look different everywhere, and YAML refuses some of them. */
export const tabRule: LintRule = ({ text }) =>
  text
    .split('\n')
    .flatMap((line, index) =>
      line.includes('\t')
        ? [
            error(
              { line: index + 1, column: line.indexOf('\t') + 1 },
              'a tab',
              'use spaces, or a file of its own with `from`',
            ),
          ]
        : [],
    );

/** Reading is reached safely. */
export const readingRule: LintRule = ({ lesson }) =>
  lesson.reading.flatMap(({ url }, index) =>
    url.startsWith('https://')
      ? []
      : [error(['reading', index, 'url'], `${url} does not start with https://`)],
  );

/** Files beside the lesson are part of it. */
export const folderRule: LintRule = ({ lesson, folder }) => {
  const wanted = new Set([
    'lesson.yaml',
    ...lesson.files.flatMap(({ from }) => (from === undefined ? [] : [from])),
  ]);
  return folder
    .filter((path) => !wanted.has(path))
    .map((path) =>
      warning(
        { line: 1, column: 1 },
        `the file ${path} beside the lesson is not used`,
        'name it in "files" with `from`, or remove it',
      ),
    );
};
