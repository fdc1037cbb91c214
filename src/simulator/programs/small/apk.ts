import type { ProcessContext } from '../../host/contract.js';
import { guarded } from '../lib/failure.js';
import { write } from '../lib/io.js';
import { decode } from '../lib/text.js';

/** apk: the package manager of Alpine, in a world where its mirrors can not be reached. */
export function apkProgram(context: ProcessContext): Promise<number> {
  return guarded(context, 'apk', async () => {
    const words = context.argv.slice(1).filter((arg) => !arg.startsWith('-'));
    const [command] = words;
    if (command === undefined) {
      await write(
        context.stdout,
        'apk-tools 2.14.4, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n',
      );
      return 1;
    }
    if (command === 'info' || command === 'list' || command === 'version') return 0;
    if (!['add', 'update', 'upgrade', 'search', 'fetch'].includes(command)) {
      await write(
        context.stderr,
        command === 'del' ? '' : `ERROR: '${command}' is not an apk command. See 'apk --help'.\n`,
      );
      return command === 'del' ? 0 : 1;
    }
    const repositories = context.fs.exists('/etc/apk/repositories')
      ? decode(context.fs.readFile('/etc/apk/repositories')).split('\n').filter(Boolean)
      : [];
    for (const repository of repositories) {
      await write(context.stdout, `fetch ${repository}/x86_64/APKINDEX.tar.gz\n`);
      await write(context.stderr, `WARNING: fetching ${repository}: temporary error (try again later)\n`);
    }
    if (command === 'update') {
      await write(
        context.stderr,
        `${repositories.length} unavailable, 0 stale; 0 distinct packages available\n`,
      );
      return repositories.length;
    }
    const packages = words.slice(1);
    if (command === 'upgrade' || packages.length === 0) return 0;
    const missing = packages
      .map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`)
      .join('');
    await write(context.stderr, `ERROR: unable to select packages:\n${missing}`);
    return packages.length;
  });
}
