import type { Lesson } from '../../../src/course/lesson.js';
import { lessonSchema } from '../../../src/course/schema.js';
import type { CourseTrack } from '../../../src/tui/contract.js';

/** A lesson with two tasks and a question, long enough to be scrolled. */
export function sampleLesson(): Lesson {
  const source = lessonSchema.parse({
    id: 'DK-01',
    title: 'Your first container',
    goal: 'Run an isolated process from an image and see it come and go.',
    minutes: 10,
    requires: ['docker'],
    images: ['busybox:1.36', 'nginx:1.27-alpine'],
    steps: [
      {
        id: 'server',
        title: 'Start a web server in the background',
        prose:
          'A container is a **process** with its own view of the machine. It starts from an *image*: a read-only set of files.\n\n`docker run` does three things:\n\n- finds the image, and pulls it when it is not here,\n- makes a container from it,\n- starts the program that the image names.\n\nWith `-d` the program stays in the background:\n\n```\ndocker run -d --name NAME IMAGE\n```',
        task: 'Start `nginx:1.27-alpine` in the background and call the container `web`.',
        hints: [
          'The background is a matter of one letter: look at `docker run --help`.',
          'The name comes with `--name`.',
          '`docker run -d --name web IMAGE`: only the image is missing.',
        ],
        solution: 'docker run -d --name web nginx:1.27-alpine\n',
        checks: [
          { kind: 'container', name: 'web', says: 'There is a container web' },
          {
            kind: 'container',
            name: 'web',
            match: { State: { Status: 'running' } },
            says: 'It is running',
          },
          { kind: 'container', name: 'web', match: { Config: {} }, says: 'It comes from nginx:1.27-alpine' },
        ],
        debrief:
          'The engine made a writable layer on top of the image, a network interface, and a process. The process is still there: `docker top web` shows it.',
      },
      {
        id: 'why-stop',
        title: 'When does a container stop?',
        prose: 'You started a container and got your prompt back at once.',
        quiz: {
          question: 'What makes a container stop by itself?',
          options: [
            {
              text: 'Its main process ends',
              correct: true,
              explain: 'A container lives as long as process 1.',
            },
            { text: 'The terminal is closed', explain: 'With `-d` it does not hang on a terminal.' },
            { text: 'Nobody has used it for an hour', explain: 'The engine does not look at use.' },
          ],
          nuance: 'The engine can also end it: when memory runs out, or when you say `docker stop`.',
        },
      },
      {
        id: 'remove',
        title: 'Remove it',
        prose: 'A stopped container still takes space.',
        task: 'Remove the container `web`, though it is running.',
        hints: ['`docker rm` has an option for that.'],
        solution: 'docker rm -f web\n',
        checks: [{ kind: 'absent', of: 'container', name: 'web', says: 'No container web is left' }],
        debrief: '`-f` sends SIGKILL first.',
      },
    ],
    learned: ['start a container in the background and name it', 'say when a container stops', 'remove it'],
    reading: [{ title: 'docker run', url: 'https://docs.docker.com/reference/cli/docker/container/run/' }],
  });
  return { ...source, track: 'docker', source: 'lessons/docker/01/lesson.yaml', files: [] };
}

const titles = [
  'Your first container',
  'Container lifecycle and exit codes',
  'Images, tags, layers, digests',
  'Look inside a running container',
  'Write a Dockerfile',
  'Layers, cache and small images',
];

/** Two tracks; the first lesson is done, the second was begun at `now` minus two hours. */
export function sampleCourse(now: number): CourseTrack[] {
  return [
    {
      id: 'docker',
      title: 'Docker fundamentals',
      summary: 'Containers, images, networks and volumes, on your own engine.',
      lessons: titles.map((title, index) => ({
        id: `DK-0${index + 1}`,
        title,
        goal: 'Stop, start, kill, restart and read exit codes; see what a restart policy does and does not do.',
        minutes: 10 + index,
        steps: 6,
        solved: [6, 2, 0, 0, 0, 0][index]!,
        unaided: [5, 2, 0, 0, 0, 0][index]!,
        nextStep: index === 1 ? 'Start a long job, stop it politely' : undefined,
        lastVisited: [now - 86_400_000, now - 7_200_000][index],
      })),
    },
    {
      id: 'core',
      title: 'Kubernetes core objects',
      summary: 'Pods, deployments, services and what holds them together.',
      lessons: ['Your first pod', 'Labels and selectors', 'Deployments'].map((title, index) => ({
        id: `CO-0${index + 1}`,
        title,
        goal: 'See it run.',
        minutes: 12,
        steps: 6,
        solved: 0,
        unaided: 0,
      })),
    },
  ];
}
