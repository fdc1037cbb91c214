import { posix } from 'node:path';
import { write } from '../lib/io.js';
import { UsageError } from '../lib/options.js';
import { complain, type Applet } from './applet.js';

/** `true` */
export const yesStatus: Applet = () => Promise.resolve(0);

/** `false` */
export const noStatus: Applet = () => Promise.resolve(1);

/** `clear` */
export const clear: Applet = async (context) => {
  await write(context.stdout, '\x1b[H\x1b[J');
  return 0;
};

/** `reset` */
export const reset: Applet = async (context) => {
  await write(context.stdout, '\x1bc\x1b(B\x1b[m\x1b[J\x1b[?25h');
  return 0;
};

/** `sync`: the simulated disks have no cache. */
export const sync: Applet = () => Promise.resolve(0);

/** `pwd` */
export const pwd: Applet = async (context) => {
  await write(context.stdout, `${context.cwd()}\n`);
  return 0;
};

/** `tty [-s]` */
export const tty: Applet = async (context, args) => {
  const attached = context.isTty(0);
  if (!args.includes('-s')) await write(context.stdout, attached ? '/dev/pts/0\n' : 'not a tty\n');
  return attached ? 0 : 1;
};

/** `basename FILE [SUFFIX]` */
export const basename: Applet = async (context, [path, suffix]) => {
  if (path === undefined) throw new UsageError('');
  const stripped = path.replace(/(?<=.)\/+$/, '');
  const name = stripped === '/' ? '/' : (stripped.split('/').at(-1) ?? '');
  const cut = suffix && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  await write(context.stdout, `${cut}\n`);
  return 0;
};

/** `dirname FILE` */
export const dirname: Applet = async (context, [path]) => {
  if (path === undefined) throw new UsageError('');
  await write(context.stdout, `${posix.dirname(path)}\n`);
  return 0;
};

/** `readlink [-fne] FILE` */
export const readlink: Applet = async (context, args) => {
  const paths = args.filter((arg) => !/^-[fnemv]+$/.test(arg));
  const options = args.filter((arg) => /^-[fnemv]+$/.test(arg)).join('');
  let status = 0;
  for (const path of paths) {
    try {
      const target =
        options.includes('f') || options.includes('e') ? canonical(context, path) : context.fs.readlink(path);
      await write(context.stdout, options.includes('n') ? target : `${target}\n`);
    } catch {
      status = 1;
    }
  }
  return status;
};

function canonical(context: Parameters<Applet>[0], path: string): string {
  const absolute = posix.resolve(context.cwd(), path);
  try {
    return context.fs.realpath(absolute);
  } catch {
    return posix.join(context.fs.realpath(posix.dirname(absolute)), posix.basename(absolute));
  }
}

/** `realpath FILE...` */
export const realpath: Applet = async (context, args) => {
  let status = 0;
  for (const path of args.filter((arg) => arg !== '--')) {
    try {
      await write(context.stdout, `${canonical(context, path)}\n`);
    } catch {
      status = await complain(context, `${path}: No such file or directory`);
    }
  }
  return status;
};
