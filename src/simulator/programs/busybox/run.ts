import { SysError, type ProcessContext } from '../../host/contract.js';
import { accounts, groups } from '../lib/accounts.js';
import { strerror } from '../lib/errors.js';
import { write } from '../lib/io.js';
import { getopt, UsageError } from '../lib/options.js';
import { findSignal } from '../lib/signals.js';
import { complain, type Applet } from './applet.js';
import { formatDate } from './date.js';
import { become } from './env.js';
import { readDuration } from './sleep.js';

/** Starts a program and tells why it can not. */
async function startProgram(context: ProcessContext, argv: string[]) {
  try {
    return context.spawn({ argv });
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    await complain(context, `can't execute '${argv[0]}': ${strerror(error.code)}`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

/** `timeout [-s SIGNAL] [-k SECONDS] SECONDS PROGRAM ARGS` */
export const timeout: Applet = async (context, args) => {
  const options = getopt(args, '+s:k:', { 'signal=': 's', 'kill-after=': 'k' });
  const [limit = '', ...argv] = options.operands;
  const ms = readDuration(limit);
  const signal = findSignal(options.value('s') ?? 'TERM');
  if (argv.length === 0) throw new UsageError('');
  if (ms === undefined) return complain(context, `invalid number '${limit}'`);
  if (!signal) return complain(context, `invalid signal '${options.value('s')}'`);
  const child = await startProgram(context, argv);
  if (typeof child === 'number') return child;
  for (const passed of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    context.onSignal(passed, () => context.kill(child.pid, passed));
  const over = ms === 0 ? new Promise<never>(() => {}) : context.sleep(ms).then(() => undefined);
  const first = await Promise.race([child.exited, over]);
  if (first) return first.code;
  context.kill(child.pid, signal);
  const after = readDuration(options.value('k') ?? '');
  if (
    after !== undefined &&
    !(await Promise.race([child.exited, context.sleep(after).then(() => undefined)]))
  )
    context.kill(child.pid, 'SIGKILL');
  await child.exited;
  return 143;
};

/** `time PROGRAM ARGS` */
export const time: Applet = async (context, args) => {
  const argv = args.filter((arg, index) => index > 0 || !/^-[vp]$/.test(arg));
  const start = context.clock.now();
  const child = await startProgram(context, argv);
  if (typeof child === 'number') return child;
  const { code } = await child.exited;
  const seconds = (context.clock.now() - start) / 1000;
  const shown = `${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s`;
  await write(context.stderr, `real\t${shown}\nuser\t0m 0.00s\nsys\t0m 0.00s\n`);
  return code;
};

/** `nohup PROGRAM ARGS` */
export const nohup: Applet = async (context, args) => {
  if (args.length === 0) throw new UsageError('');
  context.onSignal('SIGHUP', 'ignore');
  if (!context.isTty(1)) return become(context, args);
  await complain(context, 'appending output to nohup.out');
  return context.exec({ argv: args, stdout: context.openWrite('nohup.out', { append: true }) });
};

/** `watch [-n SECONDS] [-t] PROGRAM ARGS` */
export const watch: Applet = async (context, args) => {
  const options = getopt(args, '+n:td');
  if (options.operands.length === 0) throw new UsageError('');
  const seconds = Number(options.value('n') ?? 2);
  const command = options.operands.join(' ');
  for (;;) {
    const width = context.tty?.size().columns ?? 80;
    const title = `Every ${seconds.toFixed(1)}s: ${command}`;
    const now = formatDate('%Y-%m-%d %H:%M:%S', context.clock.now());
    const header = options.has('t') ? '' : `${title.padEnd(Math.max(0, width - now.length))}${now}\n\n`;
    await write(context.stdout, `\x1b[H\x1b[J${header}`);
    await context.spawn({ argv: ['sh', '-c', command] }).exited;
    await context.sleep(seconds * 1000);
  }
};

/** `which NAME...` */
export const which: Applet = async (context, names) => {
  let status = 0;
  for (const name of names.filter((each) => each !== '-a')) {
    const folders = name.includes('/')
      ? ['']
      : (context.env['PATH'] ?? '').split(':').map((folder) => `${folder}/`);
    const found = folders.map((folder) => folder + name).find((path) => isExecutable(context, path));
    if (found === undefined) status = 1;
    else await write(context.stdout, `${found}\n`);
  }
  return status;
};

function isExecutable(context: ProcessContext, path: string): boolean {
  try {
    const stat = context.fs.stat(path);
    return stat.type === 'file' && (stat.mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

/** Finds a user and a group by name or number. Undefined for an unknown name. */
function findIds(context: ProcessContext, user: string | undefined, group: string | undefined) {
  const account = accounts(context.fs).find((each) => each.name === user || String(each.uid) === user);
  const uid =
    user === undefined
      ? context.credentials.uid
      : (account?.uid ?? (/^\d+$/.test(user) ? Number(user) : undefined));
  const named = groups(context.fs).find((each) => each.name === group);
  const gid =
    group === undefined
      ? (account?.gid ?? context.credentials.gid)
      : (named?.gid ?? (/^\d+$/.test(group) ? Number(group) : undefined));
  return uid === undefined || gid === undefined ? undefined : { uid, gid, account };
}

/** `setpriv [--reuid UID] [--regid GID] [--clear-groups|--init-groups] PROGRAM ARGS` */
export const setpriv: Applet = async (context, args) => {
  const options = getopt(args, '+d', {
    'reuid=': 'u',
    'ruid=': 'u',
    'euid=': 'u',
    'regid=': 'g',
    'rgid=': 'g',
    'egid=': 'g',
    'clear-groups': 'c',
    'init-groups': 'i',
    'keep-groups': 'k',
    'groups=': 'G',
    nnp: 'n',
    'no-new-privs': 'n',
    'inh-caps=': 'I',
    'ambient-caps=': 'A',
    'bounding-set=': 'B',
  });
  const ids = findIds(context, options.value('u'), options.value('g'));
  if (!ids) return complain(context, `failed to parse ${options.value('u') ?? options.value('g')}`);
  if (options.operands.length === 0) throw new UsageError('');
  return switchUser(
    context,
    options.operands,
    { uid: ids.uid, gid: ids.gid, groups: options.has('k') ? context.credentials.groups : [ids.gid] },
    context.env,
  );
};

/** `su-exec USER[:GROUP] PROGRAM ARGS`, `chpst -u` and their like: becomes the program as another user. */
async function switchUser(
  context: ProcessContext,
  argv: string[],
  credentials: ProcessContext['credentials'],
  env: Record<string, string>,
): Promise<number> {
  try {
    return await context.exec({ argv, env, credentials });
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    await complain(
      context,
      error.code === 'EPERM'
        ? "can't set uid: Operation not permitted"
        : `can't execute '${argv[0]}': ${strerror(error.code)}`,
    );
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

/** `su [-lmp] [-s SHELL] [-c COMMAND] [USER]` */
export const su: Applet = async (context, args) => {
  const login = args.includes('-');
  const options = getopt(
    args.filter((arg) => arg !== '-'),
    '+lmps:c:',
  );
  const [user = 'root', ...rest] = options.operands;
  const ids = findIds(context, user, undefined);
  if (!ids?.account) return complain(context, `unknown user ${user}`);
  if (context.credentials.uid !== 0) return complain(context, 'must be suid to work properly');
  const { account, uid, gid } = ids;
  const keeps = options.has('m') || options.has('p');
  const shell = options.value('s') ?? (account.shell || '/bin/sh');
  const own: Record<string, string> = keeps
    ? {}
    : { HOME: account.home, SHELL: shell, USER: user, LOGNAME: user };
  const command = options.value('c');
  const argv = [
    login || options.has('l') ? '-sh' : shell,
    ...(command === undefined ? [] : ['-c', command]),
    ...rest,
  ];
  const groupIds = groups(context.fs)
    .filter((group) => group.members.includes(user))
    .map((group) => group.gid);
  try {
    return await context.exec({
      argv,
      file: shell,
      env: { ...context.env, ...own },
      credentials: { uid, gid, groups: [gid, ...groupIds] },
      ...(login ? { cwd: account.home } : {}),
    });
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    return complain(context, `can't execute '${shell}': ${strerror(error.code)}`);
  }
};
