import { Command, CommanderError, Option } from 'commander';
import { parseEnvironment, type GlobalOptions } from './options.js';

/** What a command gets: the options of the whole program and its own arguments. Returns the exit code. */
export type Action<Args extends unknown[]> = (globals: GlobalOptions, ...args: Args) => Promise<number>;

/** What the commands do; each is loaded only when it is called. */
export interface Actions {
  start: Action<[lesson: string | undefined]>;
  list: Action<[filter: string | undefined]>;
  doctor: Action<[options: { pull?: string | true }]>;
  lint: Action<[paths: string[]]>;
  verify: Action<[lessons: string[]]>;
  progress: Action<[]>;
  reset: Action<[lesson: string | undefined, options: { all?: boolean }]>;
  newLesson: Action<[dir: string, options: { id?: string; title?: string }]>;
  completion: Action<[shell: string]>;
}

/** The command line. `done` gets the exit code of the command that ran. */
export function buildProgram(version: string, actions: Actions, done: (exitCode: number) => void): Command {
  const program = new Command('kube-tutor')
    .description(
      'Learn Docker and Kubernetes in your terminal: a lesson on one side, a real shell on the other.',
    )
    .version(version, '--version', 'print the version')
    .addOption(
      new Option('--env <name>', 'where lessons run: auto, docker, kind, cluster, simulator')
        .default('auto')
        .argParser(parseEnvironment),
    )
    .option('--json', 'print JSON for programs', false)
    .option('--plain', 'line by line, without a full screen: for screen readers and simple terminals', false)
    .option('--lessons <dir>', 'a folder with lessons of your own (may be repeated)', collect, [])
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Run `kube-tutor --help` to see what there is.')
    .exitOverride();
  const globals = () => program.opts<GlobalOptions>();

  program
    .command('start', { isDefault: true })
    .description('open the tutorial, or a lesson by its id')
    .argument('[lesson]', 'id of a lesson: DK-01')
    .action(async (lesson: string | undefined) => done(await actions.start(globals(), lesson)));
  program
    .command('list')
    .description('list the lessons with your progress')
    .argument('[filter]', 'only lessons with this text in id, title or goal, or of this track')
    .action(async (filter: string | undefined) => done(await actions.list(globals(), filter)));
  program
    .command('doctor')
    .description('look whether lessons can run here, and say how to mend what is missing')
    .option(
      '--pull [track]',
      'also pull the images of a track (or of all lessons), for a place without network',
    )
    .action(async (options: { pull?: string | true }) => done(await actions.doctor(globals(), options)));
  program
    .command('progress')
    .description('show what you have done')
    .action(async () => done(await actions.progress(globals())));
  program
    .command('reset')
    .description('forget the progress of a lesson and remove what it made')
    .argument('[lesson]', 'id of a lesson: DK-01')
    .option('--all', 'all lessons')
    .action(async (lesson: string | undefined, options: { all?: boolean }) =>
      done(await actions.reset(globals(), lesson, options)),
    );

  program
    .command('lint')
    .description('check lesson files for all that can be known without running them')
    .argument(
      '[paths...]',
      'lesson, track or course folders (default: the lessons that come with kube-tutor)',
    )
    .action(async (paths: string[]) => done(await actions.lint(globals(), paths)));
  program
    .command('verify')
    .description('prove lessons: checks fail before, pass after each way, and name each mistake')
    .argument('[lessons...]', 'ids of lessons or tracks (default: all)')
    .action(async (lessons: string[]) => done(await actions.verify(globals(), lessons)));
  const fresh = program.command('new').description('make something new');
  fresh
    .command('lesson')
    .description('write a small lesson that works, to start from')
    .argument('<dir>', 'folder to write it into')
    .option('--id <id>', 'id of the lesson: MY-01')
    .option('--title <title>', 'title of the lesson')
    .action(async (dir: string, options: { id?: string; title?: string }) =>
      done(await actions.newLesson(globals(), dir, options)),
    );
  program
    .command('completion')
    .description('print a completion script')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string) => done(await actions.completion(globals(), shell)));
  return program;
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

/** True for the way commander ends after --help and --version. */
export function isQuietEnd(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}
