import type { ProcessContext } from '../../host/contract.js';
import { guarded } from '../lib/failure.js';
import { write } from '../lib/io.js';
import { UsageError } from '../lib/options.js';
import { applets, busyboxApplets } from './applets.js';

const banner = 'BusyBox v1.36.1 (2024-06-10 07:11:47 UTC) multi-call binary.';

/** Busybox: acts as the tool whose name it was called by; `busybox TOOL args...` names it. */
export async function busyboxProgram(context: ProcessContext): Promise<number> {
  const called = (context.argv[0] ?? '').replace(/^-/, '').split('/').at(-1) ?? '';
  if (called !== 'busybox') return runNamed(context, called, context.argv.slice(1));
  const [name, ...args] = context.argv.slice(1);
  if (name === '--list') {
    await write(context.stdout, `${busyboxApplets().join('\n')}\n`);
    return 0;
  }
  if (name !== undefined && name !== '--help') return runNamed(context, name, args);
  const names = [...busyboxApplets()].join(', ');
  await write(
    context.stdout,
    `${banner}\nBusyBox is copyrighted by many authors between 1998-2015.\nLicensed under GPLv2. See source distribution for detailed\ncopyright notices.\n\nUsage: busybox [function [arguments]...]\n   or: busybox --list\n   or: function [arguments]...\n\nCurrently defined functions:\n\t${names}\n`,
  );
  return 0;
}

async function runNamed(context: ProcessContext, name: string, args: string[]): Promise<number> {
  const entry = applets[name];
  if (!entry) {
    await write(context.stderr, `${name}: applet not found\n`);
    return 127;
  }
  const [usage, load] = entry;
  const showUsage = async (code: number) => {
    await write(context.stderr, `${banner}\n\nUsage: ${name}${usage === '' ? '' : ` ${usage}`}\n`);
    return code;
  };
  if (
    args.length === 1 &&
    args[0] === '--help' &&
    !['echo', 'test', '[', '[[', 'true', 'false'].includes(name)
  )
    return showUsage(0);
  const applet = await load();
  return guarded(context, name, async () => {
    try {
      return await applet(context, args);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      if (error.message !== '') await write(context.stderr, `${name}: ${error.message}\n`);
      return showUsage(1);
    }
  });
}
