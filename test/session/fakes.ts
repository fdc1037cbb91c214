import type {
  CommandRecord,
  DockerChange,
  Environment,
  Health,
  LessonRoom,
} from '../../src/environments/contract.js';
import type { Lesson } from '../../src/course/lesson.js';
import { lessonSchema } from '../../src/course/schema.js';
import { emitter } from '../../src/session/emitter.js';
import type { TerminalSession, TutorRequest } from '../../src/terminal/contract.js';

/** A lesson of two tasks and a quiz, small enough to read in a test. */
export function smallLesson(): Lesson {
  const task = (id: string) => ({
    id,
    title: `Do ${id}`,
    prose: 'Some prose.',
    task: `Type ${id}.`,
    hints: ['A nudge.', 'Nearly there.'],
    solution: id,
    checks: [{ kind: 'command', line: id }],
    debrief: 'That is how.',
  });
  const source = lessonSchema.parse({
    id: 'XX-01',
    title: 'A lesson',
    goal: 'To learn.',
    minutes: 1,
    requires: ['docker'],
    learned: ['something'],
    steps: [
      task('one'),
      task('two'),
      {
        id: 'ask',
        title: 'A question',
        prose: 'Think.',
        quiz: {
          question: 'Which?',
          options: [
            { text: 'this', correct: true, explain: 'Yes.' },
            { text: 'that', explain: 'No.' },
          ],
        },
      },
    ],
  });
  return { ...source, track: 'test', source: 'lesson.yaml', files: [] };
}

/** A shell that the test speaks for. */
export function fakeTerminal() {
  const data = emitter<string>();
  const commands = emitter<CommandRecord>();
  const exits = emitter<number>();
  let answer: ((request: TutorRequest) => string) | undefined;
  const sizes: { columns: number; rows: number }[] = [];
  let killed = false;
  const session: TerminalSession = {
    kind: 'line',
    write: (bytes) => data.emit(bytes),
    onData: (listener) => data.on((chunk) => void listener(chunk)),
    onCommand: (listener) => commands.on(listener),
    onExit: (listener) => exits.on(listener),
    prompt: () => 'command',
    onPrompt: () => () => {},
    onRequest(listener) {
      answer = listener;
      return () => (answer = undefined);
    },
    resize: (size) => sizes.push(size),
    kill: async () => {
      killed = true;
    },
  };
  return {
    session,
    sizes,
    killed: () => killed,
    exit: (code: number) => exits.emit(code),
    command: (line: string, exitCode = 0) =>
      commands.emit({ line, exitCode, output: '', startedAt: 1, finishedAt: 2 }),
    request: (request: TutorRequest) => answer?.(request) ?? '',
  };
}

/** An environment without a world, whose doings are written down. */
export function fakeEnvironment() {
  const log: string[] = [];
  const docker = emitter<DockerChange>();
  const health = emitter<Health>();
  const files = emitter<string>();
  let failure: Error | undefined;
  const note = (what: string) => async (room: LessonRoom) => {
    log.push(`${what} ${room.id}`);
    if (failure) throw failure;
  };
  const environment: Environment = {
    name: 'docker',
    summary: 'a world in memory',
    world: {
      docker: {
        inspect: async () => undefined,
        list: async () => [],
        exec: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
        logs: async () => '',
        health: () => ({ up: true }),
        onHealth: (listener) => health.on(listener),
        onChange: (listener) => docker.on(listener),
      },
      files: { read: async () => undefined, onChange: (listener) => files.on(listener) },
      http: async () => ({ ok: false, says: 'nothing listens' }),
    },
    prepare: async (room, { resume }) => note(resume ? 'resume' : 'prepare')(room),
    shell: () => ({ cwd: '/', env: {} }),
    run: async () => ({ exitCode: 0, output: '' }),
    reset: note('reset'),
    clean: note('clean'),
    close: async () => {},
  };
  return {
    environment,
    log,
    health: (value: Health) => health.emit(value),
    dockerChanged: () => docker.emit({ kind: 'container', action: 'start', id: 'x' }),
    failWith: (error: Error | undefined) => (failure = error),
  };
}
