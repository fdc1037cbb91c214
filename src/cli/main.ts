import { start } from './commands/start.js';
import { reportError } from './output.js';

/** Runs the program; resolves with the exit code. */
async function main(argv: string[]): Promise<number> {
  try {
    if (argv.length > 0) return await (await import('./command-line.js')).runCommandLine(argv);
    // The way most people come, and they wait for the first screen: without the parser of the command line.
    return await start({ env: 'auto', json: false, plain: false, lessons: [] }, undefined);
  } catch (error) {
    return reportError(error, argv.includes('--json'));
  }
}

// A closed pipe (`kube-tutor list | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});
process.exitCode = await main(process.argv.slice(2));
