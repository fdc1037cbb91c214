import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { LessonEntry } from '../find.js';
import { loadCourse, allLessons } from '../load.js';
import { sortProblems, type LessonProblem } from '../problems.js';
import { readLesson } from '../read-lesson.js';
import { bashRule } from './bash.js';
import { imageRule } from './images.js';
import { portRule } from './ports.js';
import type { LintRule } from './rule.js';
import { feedbackRule, hintRule, quizRule, rememberRule } from './steps.js';
import { folderRule, proseRule, readingRule, tabRule } from './texts.js';

const rules: readonly LintRule[] = [
  hintRule,
  feedbackRule,
  rememberRule,
  quizRule,
  imageRule,
  portRule,
  proseRule,
  tabRule,
  readingRule,
  folderRule,
  bashRule,
];

/** Everything that can be known about one lesson without running it, from top to bottom. Never throws. */
export async function lintLesson(
  entry: Pick<LessonEntry, 'folder' | 'file' | 'track'>,
): Promise<LessonProblem[]> {
  const { lesson, source, document, text, problems } = readLesson(entry);
  if (!lesson || !source || !document || text === undefined) return problems;
  const subject = { lesson: source, files: lesson.files, text, folder: await filesIn(entry.folder) };
  const found = (await Promise.all(rules.map(async (rule) => rule(subject)))).flat();
  return sortProblems(
    found.map(({ at, ...finding }) => ({
      ...finding,
      code: 'lint' as const,
      file: entry.file,
      ...('line' in at ? at : document.valueAt(at)),
    })),
  );
}

/** Lints every lesson of some folders (see loadCourse for what they may hold), or those with the given ids. */
export async function lintCourse(
  dirs: readonly string[],
  ids?: readonly string[],
): Promise<{ lessons: number; problems: LessonProblem[] }> {
  const course = await loadCourse(dirs);
  const wanted = allLessons(course).filter((lesson) => !ids || ids.includes(lesson.id));
  const problems = [...course.problems];
  for (const lesson of wanted) problems.push(...(await lintLesson(lesson)));
  return { lessons: wanted.length, problems: sortProblems(problems) };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
