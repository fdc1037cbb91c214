import { accounts, groups } from '../lib/accounts.js';
import { write } from '../lib/io.js';
import { getopt, UsageError } from '../lib/options.js';
import { encode } from '../lib/text.js';
import { SysError, type ProcessContext } from '../../host/contract.js';
import { complain, complainOf, type Applet } from './applet.js';
import { connectTo } from '../http/client.js';
import { pump } from '../lib/io.js';
import { strerror } from '../lib/errors.js';

function freeId(used: readonly number[], from: number): number {
  let id = from;
  while (used.includes(id)) id++;
  return id;
}

function addLine(context: ProcessContext, path: string, line: string): void {
  context.fs.appendFile(path, encode(`${line}\n`));
}

/** `addgroup [-S] [-g GID] GROUP`, `addgroup USER GROUP` */
export const addgroup: Applet = async (context, args) => {
  const options = getopt(args, 'g:S', { 'gid=': 'g', system: 'S' });
  const [first, second] = options.operands;
  if (first === undefined) throw new UsageError('');
  const all = groups(context.fs);
  if (second !== undefined) {
    const group = all.find((each) => each.name === second);
    if (!group) return complain(context, `unknown group ${second}`);
    const text = all
      .map(
        (each) =>
          `${each.name}:x:${each.gid}:${(each === group ? [...new Set([...each.members, first])] : each.members).join(',')}\n`,
      )
      .join('');
    context.fs.writeFile('/etc/group', encode(text));
    return 0;
  }
  if (all.some((group) => group.name === first)) return complain(context, `group '${first}' in use`);
  const gid = Number(
    options.value('g') ??
      freeId(
        all.map((group) => group.gid),
        options.has('S') ? 100 : 1000,
      ),
  );
  if (all.some((group) => group.gid === gid)) return complain(context, `gid '${gid}' in use`);
  addLine(context, '/etc/group', `${first}:x:${gid}:`);
  return 0;
};

/** `adduser [-DHS] [-h HOME] [-s SHELL] [-G GROUP] [-u UID] [-g GECOS] USER` */
export const adduser: Applet = async (context, args) => {
  const options = getopt(args, 'h:g:s:G:DSHu:k:', {
    'home=': 'h',
    'gecos=': 'g',
    'shell=': 's',
    'ingroup=': 'G',
    'disabled-password': 'D',
    system: 'S',
    'no-create-home': 'H',
    'uid=': 'u',
  });
  const [name, intoGroup] = options.operands;
  if (name === undefined) throw new UsageError('');
  if (intoGroup !== undefined) return addgroup(context, [name, intoGroup]);
  const users = accounts(context.fs);
  if (users.some((user) => user.name === name)) return complain(context, `user '${name}' in use`);
  const uid = Number(
    options.value('u') ??
      freeId(
        users.map((user) => user.uid),
        options.has('S') ? 100 : 1000,
      ),
  );
  if (users.some((user) => user.uid === uid)) return complain(context, `uid '${uid}' in use`);
  const groupName = options.value('G');
  let gid = groups(context.fs).find((group) => group.name === groupName)?.gid;
  if (groupName !== undefined && gid === undefined) return complain(context, `unknown group ${groupName}`);
  if (gid === undefined) {
    gid = options.has('S')
      ? 65533
      : freeId(
          groups(context.fs).map((group) => group.gid),
          uid,
        );
    if (!options.has('S')) addLine(context, '/etc/group', `${name}:x:${gid}:`);
  }
  const home = options.value('h') ?? `/home/${name}`;
  const shell = options.value('s') ?? (options.has('S') ? '/bin/false' : '/bin/sh');
  addLine(
    context,
    '/etc/passwd',
    `${name}:x:${uid}:${gid}:${options.value('g') ?? 'Linux User,,,'}:${home}:${shell}`,
  );
  if (!options.has('H') && !context.fs.exists(home)) {
    try {
      context.fs.mkdir(home, 0o755);
      context.fs.chown(home, uid, gid);
    } catch (error) {
      return complainOf(context, home, error);
    }
  }
  return 0;
};

/** `deluser USER` and `delgroup GROUP` */
export function removeFrom(path: '/etc/passwd' | '/etc/group'): Applet {
  return async (context, args) => {
    const name = args.filter((arg) => !arg.startsWith('-'))[0];
    if (name === undefined) throw new UsageError('');
    const lines = new TextDecoder().decode(context.fs.readFile(path)).split(/(?<=\n)/);
    const kept = lines.filter((line) => !line.startsWith(`${name}:`));
    if (kept.length === lines.length)
      return complain(context, `unknown ${path === '/etc/passwd' ? 'user' : 'group'} ${name}`);
    context.fs.writeFile(path, encode(kept.join('')));
    return 0;
  };
}

/** `dmesg`: containers may not read the kernel's log. */
export const dmesg: Applet = (context) => complain(context, 'klogctl: Operation not permitted');

/** `usleep N`: microseconds */
export const usleep: Applet = async (context, [count]) => {
  await context.sleep(Number(count ?? 0) / 1000);
  return 0;
};

/** `unlink FILE` */
export const unlink: Applet = async (context, [path = '']) => {
  try {
    context.fs.unlink(path);
    return 0;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return complain(context, `can't remove file '${path}': ${strerror(error.code)}`);
  }
};

/** `nologin` */
export const nologin: Applet = async (context) => {
  await write(context.stdout, 'This account is not available\n');
  return 1;
};

/** `mountpoint [-q] FOLDER` */
export const mountpoint: Applet = async (context, args) => {
  const path = args.find((arg) => !arg.startsWith('-')) ?? '';
  if (!context.fs.exists(path))
    return args.includes('-q') ? 1 : complain(context, `${path}: No such file or directory`);
  const table = context.fs.exists('/proc/mounts')
    ? new TextDecoder().decode(context.fs.readFile('/proc/mounts'))
    : '';
  const found = table.split('\n').some((line) => line.split(' ')[1] === context.fs.realpath(path));
  if (!args.includes('-q')) await write(context.stdout, `${path} is ${found ? '' : 'not '}a mountpoint\n`);
  return found ? 0 : 1;
};

/** `telnet HOST [PORT]` */
export const telnet: Applet = async (context, [host, port = '23']) => {
  if (host === undefined) throw new UsageError('');
  try {
    const connection = await connectTo(context.net, host, Number(port));
    await write(context.stdout, `Connected to ${host}\n`);
    const sending = pump(context.stdin, connection).then(() => connection.end());
    sending.catch(() => {});
    await pump(connection, context.stdout);
    connection.close();
    await write(context.stderr, 'Connection closed by foreign host\n');
    return 1;
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    if (error.code === 'ENOENT') return complain(context, `bad address '${host}'`);
    return complain(context, `can't connect to remote host (${host}): ${strerror(error.code)}`);
  }
};

/** `traceroute HOST`: the simulated networks are one hop wide, two through a gateway. */
export const traceroute: Applet = async (context, args) => {
  const [host] = getopt(args, 'FIldnrv46f:i:m:p:q:s:t:w:z:').operands;
  if (host === undefined) throw new UsageError('');
  let address: string | undefined;
  try {
    [address] = await context.net.lookup(host);
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
  }
  if (address === undefined) return complain(context, `bad address '${host}'`);
  await write(context.stdout, `traceroute to ${host} (${address}), 30 hops max, 46 byte packets\n`);
  try {
    const time = await context.net.ping(address);
    await write(
      context.stdout,
      ` 1  ${host} (${address})  ${Array.from({ length: 3 }, () => `${time.toFixed(3)} ms`).join('  ')}\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof SysError) || context.killed.aborted) throw error;
    for (let hop = 1; hop <= 30; hop++) {
      await context.sleep(15_000);
      await write(context.stdout, `${String(hop).padStart(2)}  *  *  *\n`);
    }
    return 0;
  }
};
