import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { quickHeadline, topLevelScalars, type Headline } from './headline.js';
import type { LessonProblem } from './problems.js';
import { foldersIn, maxLessonBytes, readText } from './read.js';
import type { Track } from './schema.js';

/** A lesson of which no more than the headline has been looked at. */
export interface LessonEntry extends Headline {
  /** Track id. */
  track: string;
  /** Folder of the lesson. */
  folder: string;
  /** Path of its lesson.yaml. */
  file: string;
}

/** What was found in the folders of a course, in the order of finding. */
export interface Found {
  tracks: Track[];
  /** `track` is undefined where the folder belongs to none. */
  lessons: (Omit<LessonEntry, 'track'> & { track?: string })[];
  problems: LessonProblem[];
}

/** Finds what a folder holds: a course (folders of tracks), one track, lessons without a track, or one lesson. */
export async function findLessons(dir: string): Promise<Found> {
  const names = foldersIn(dir);
  if (!names) return nothing([problem(dir, 'unreadable', 'there is no folder here that can be read')]);
  if (existsSync(join(dir, 'lesson.yaml'))) {
    const parent = await findTrack(dirname(dir));
    return combine([
      { ...nothing([]), tracks: parent?.tracks ?? [] },
      await findLesson(dir, parent?.tracks[0]?.id),
    ]);
  }
  const own = await findTrack(dir);
  if (own) return combine([own, ...(await findAll(names, dir, own.tracks[0]?.id ?? basename(dir)))]);
  return combine(
    await Promise.all(
      names.map(async (name) => {
        const folder = join(dir, name);
        const track = await findTrack(folder);
        if (track) {
          const inside = foldersIn(folder) ?? [];
          return combine([track, ...(await findAll(inside, folder, track.tracks[0]?.id ?? name))]);
        }
        return existsSync(join(folder, 'lesson.yaml')) ? findLesson(folder, undefined) : nothing([]);
      }),
    ),
  );
}

async function findAll(names: readonly string[], dir: string, track: string): Promise<Found[]> {
  return Promise.all(
    names.map(async (name) => {
      const folder = join(dir, name);
      return existsSync(join(folder, 'lesson.yaml')) ? findLesson(folder, track) : nothing([]);
    }),
  );
}

/** The track.yaml of a folder; undefined when it has none. */
async function findTrack(folder: string): Promise<Found | undefined> {
  const file = join(folder, 'track.yaml');
  const read = readText(file, maxLessonBytes);
  if ('wrong' in read) {
    return read.wrong === 'does not exist'
      ? undefined
      : nothing([problem(file, 'unreadable', `the file ${read.wrong}`)]);
  }
  const quick = quickTrack(read.text);
  if (quick) return { ...nothing([]), tracks: [quick] };
  const { validateTrack } = await import('./validate.js');
  const { value, problems } = validateTrack(read.text, file);
  return { ...nothing(problems), tracks: value ? [value] : [] };
}

/** The track when its file has only the three plain lines, as the first track of a course does. */
function quickTrack(text: string): Track | undefined {
  const keys = topLevelScalars(text);
  const lines = text.split(/\r?\n/).filter((line) => /^[^#\s]/.test(line));
  const [id, title, summary] = ['id', 'title', 'summary'].map((key) => keys.get(key));
  const after = /^after: \[([a-z0-9-]+(?:, ?[a-z0-9-]+)*)?\]$/m.exec(text);
  if (!id || !title || !summary || lines.length !== (after ? 4 : 3) || !/^[a-z0-9][a-z0-9-]*$/.test(id))
    return undefined;
  return { id, title, summary, after: after?.[1]?.split(/, ?/) ?? [] };
}

async function findLesson(folder: string, track: string | undefined): Promise<Found> {
  const file = join(folder, 'lesson.yaml');
  const read = readText(file, maxLessonBytes);
  if ('wrong' in read) return nothing([problem(file, 'unreadable', `the file ${read.wrong}`)]);
  const quick = quickHeadline(read.text);
  if (quick) return { ...nothing([]), lessons: [{ ...quick, track, folder, file }] };
  const { validateLesson } = await import('./validate.js');
  const { value, problems } = validateLesson(read.text, file);
  if (!value) return nothing(problems);
  const { id, title, goal, minutes, steps } = value;
  return {
    ...nothing([]),
    lessons: [{ id, title, goal, minutes, steps: steps.length, track, folder, file }],
  };
}

function combine(parts: readonly Found[]): Found {
  return {
    tracks: parts.flatMap((part) => part.tracks),
    lessons: parts.flatMap((part) => part.lessons),
    problems: parts.flatMap((part) => part.problems),
  };
}

function nothing(problems: LessonProblem[]): Found {
  return { tracks: [], lessons: [], problems };
}

function problem(file: string, code: LessonProblem['code'], message: string): LessonProblem {
  return { code, severity: 'error', file, line: 1, column: 1, message };
}
