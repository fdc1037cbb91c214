import type { Credentials } from '../contract.js';

/** A user that the passwd or group file does not know. */
export class UnknownUser extends Error {
  override readonly name = 'UnknownUser';
}

/** A line of /etc/passwd. */
export interface PasswdEntry {
  name: string;
  uid: number;
  gid: number;
  home: string;
  shell: string;
}

/** Reads the text of /etc/passwd; broken lines are left out. */
export function parsePasswd(text: string): PasswdEntry[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , uid, gid, , home = '', shell = ''] = line.split(':');
    return /^\d+$/.test(uid ?? '') ? [{ name, uid: Number(uid), gid: Number(gid), home, shell }] : [];
  });
}

function parseGroups(text: string): { name: string; gid: number; members: string[] }[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , gid, members = ''] = line.split(':');
    return /^\d+$/.test(gid ?? '') ? [{ name, gid: Number(gid), members: members.split(',') }] : [];
  });
}

/**
 * Credentials and home of "user", "uid", "user:group" or "uid:gid" as `docker run --user` takes them, by the container's
 * own passwd and group files. Throws UnknownUser with the engine's words.
 */
export function findUser(
  spec: string,
  files: { passwd: string; group: string },
  extraGroups: readonly string[] = [],
): { credentials: Credentials; home: string } {
  const passwd = parsePasswd(files.passwd);
  const groups = parseGroups(files.group);
  const [userPart = '', groupPart] = spec.split(':');
  const number = (text: string) => (/^\d+$/.test(text) ? Number(text) : undefined);
  const wanted = userPart || '0';
  const user =
    passwd.find((entry) => entry.name === wanted) ?? passwd.find((entry) => entry.uid === number(wanted));
  const uid = user?.uid ?? number(wanted);
  if (uid === undefined)
    throw new UnknownUser(`unable to find user ${wanted}: no matching entries in passwd file`);
  const groupId = (name: string): number => {
    const gid = groups.find((entry) => entry.name === name)?.gid ?? number(name);
    if (gid === undefined)
      throw new UnknownUser(`unable to find group ${name}: no matching entries in group file`);
    return gid;
  };
  const gid = groupPart ? groupId(groupPart) : (user?.gid ?? 0);
  const memberOf = groupPart || !user ? [] : groups.filter((entry) => entry.members.includes(user.name));
  const all = [gid, ...memberOf.map((entry) => entry.gid), ...extraGroups.map(groupId)];
  return { credentials: { uid, gid, groups: [...new Set(all)] }, home: user?.home || '/' };
}
