import { write } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { complain, type Applet } from './applet.js';

/** `hostname [-sidf]` */
export const hostname: Applet = async (context, args) => {
  const options = getopt(args, 'sidfF:');
  if (options.operands.length || options.has('F'))
    return complain(context, 'sethostname: Operation not permitted');
  const [short = '', ...domain] = context.hostname.split('.');
  let shown = context.hostname;
  if (options.has('s')) shown = short;
  else if (options.has('d')) shown = domain.join('.');
  else if (options.has('i')) shown = (await context.net.lookup(context.hostname)).join(' ');
  await write(context.stdout, `${shown}\n`);
  return 0;
};

const kernel = { release: '6.6.0', version: '#1 SMP PREEMPT_DYNAMIC', machine: 'x86_64' };

/** The kernel's release as /proc/sys/kernel/osrelease tells it. */
function release(context: Parameters<Applet>[0]): string {
  try {
    return new TextDecoder().decode(context.fs.readFile('/proc/sys/kernel/osrelease')).trim();
  } catch {
    return kernel.release;
  }
}

/** `uname [-amnrspvio]` */
export const uname: Applet = async (context, args) => {
  const options = getopt(args, 'amnrspvio', { all: 'a' });
  const values: [string, string][] = [
    ['s', 'Linux'],
    ['n', context.hostname],
    ['r', release(context)],
    ['v', kernel.version],
    ['m', kernel.machine],
    ['o', 'GNU/Linux'],
  ];
  const wanted = values.filter(([letter]) => options.has('a') || options.has(letter));
  const shown = wanted.length ? wanted : values.slice(0, 1);
  await write(context.stdout, `${shown.map(([, value]) => value).join(' ')}\n`);
  return 0;
};

/** `arch` */
export const arch: Applet = async (context) => {
  await write(context.stdout, `${kernel.machine}\n`);
  return 0;
};

/** `nproc` */
export const nproc: Applet = async (context) => {
  await write(context.stdout, `${Math.max(1, Math.ceil(context.limits.cpus ?? 2))}\n`);
  return 0;
};
