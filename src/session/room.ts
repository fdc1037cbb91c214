import type { Check } from '../checks/schema.js';
import { isTask, type Lesson } from '../course/lesson.js';
import type { LessonRoom, WantedName } from '../environments/contract.js';

/** What an environment must know of a lesson. */
export function roomOf(lesson: Lesson): LessonRoom {
  const { id, requires, images, files, setup, cleanup } = lesson;
  return { id, requires, images, files, names: namesOf(lesson), setup, cleanup };
}

/** Networks that every engine has. */
const standing = new Set(['bridge', 'host', 'none']);

/** Names of what the lesson makes: those its checks look for, but for the images it is given. */
function namesOf({ steps, images }: Lesson): WantedName[] {
  const wanted = steps.flatMap((step) => (isTask(step) ? step.checks.flatMap(nameIn) : []));
  const made = wanted.filter(
    ({ kind, name }) => !(kind === 'image' && images.includes(name)) && !standing.has(name),
  );
  return [...new Map(made.map((one) => [`${one.kind} ${one.name}`, one])).values()];
}

function nameIn(check: Check): WantedName[] {
  switch (check.kind) {
    case 'container':
    case 'image':
    case 'network':
    case 'volume':
      return check.name === undefined ? [] : [{ kind: check.kind, name: check.name }];
    case 'absent':
      return check.name === undefined || check.of === 'file' ? [] : [{ kind: check.of, name: check.name }];
    case 'exec':
    case 'logs':
      return [{ kind: 'container', name: check.container }];
    default:
      return [];
  }
}
