import { accounts, groupName, groups, userName } from '../lib/accounts.js';
import { write } from '../lib/io.js';
import { getopt } from '../lib/options.js';
import { complain, type Applet } from './applet.js';

/** `id [-ugGnr] [USER]` */
export const id: Applet = async (context, args) => {
  const options = getopt(args, 'ugGnr');
  const { fs } = context;
  const [user] = options.operands;
  let { uid, gid } = context.credentials;
  let extra = [...context.credentials.groups];
  if (user !== undefined) {
    const account = accounts(fs).find((each) => each.name === user);
    if (!account) return complain(context, `unknown user ${user}`);
    ({ uid, gid } = account);
    extra = groups(fs)
      .filter((group) => group.members.includes(user))
      .map((group) => group.gid);
  }
  const all = [...new Set([gid, ...extra])];
  const userWord = (number: number) => (options.has('n') ? userName(fs, number) : String(number));
  const groupWord = (number: number) => (options.has('n') ? groupName(fs, number) : String(number));
  if (options.has('u')) await write(context.stdout, `${userWord(uid)}\n`);
  else if (options.has('g')) await write(context.stdout, `${groupWord(gid)}\n`);
  else if (options.has('G')) await write(context.stdout, `${all.map(groupWord).join(' ')}\n`);
  else {
    const named = (number: number, name: string) => (name === String(number) ? name : `${number}(${name})`);
    const list = all.map((each) => named(each, groupName(fs, each))).join(',');
    const own = `uid=${named(uid, userName(fs, uid))} gid=${named(gid, groupName(fs, gid))}`;
    await write(context.stdout, `${own} groups=${list}\n`);
  }
  return 0;
};

/** `whoami` */
export const whoami: Applet = async (context) => {
  const { uid } = context.credentials;
  const name = userName(context.fs, uid);
  if (name === String(uid)) return complain(context, `unknown uid ${uid}`);
  await write(context.stdout, `${name}\n`);
  return 0;
};

/** `groups [USER]` */
export const groupsOf: Applet = (context, args) => id(context, ['-Gn', ...args]);

/** `logname` */
export const logname: Applet = async (context) => complain(context, 'getlogin: No such process');
