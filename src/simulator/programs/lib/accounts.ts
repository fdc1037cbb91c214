import type { Files } from '../../host/contract.js';
import { decode } from './text.js';

/** A line of /etc/passwd. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
  gecos: string;
  home: string;
  shell: string;
}

/** A line of /etc/group. */
export interface Group {
  name: string;
  gid: number;
  members: string[];
}

function readLines(files: Files, path: string): string[][] {
  try {
    return decode(files.readFile(path))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}

/** Accounts of /etc/passwd; none without the file. */
export function accounts(files: Files): Account[] {
  return readLines(files, '/etc/passwd').map(
    ([name = '', , uid, gid, gecos = '', home = '', shell = '']) => ({
      name,
      uid: Number(uid),
      gid: Number(gid),
      gecos,
      home,
      shell,
    }),
  );
}

/** Groups of /etc/group; none without the file. */
export function groups(files: Files): Group[] {
  return readLines(files, '/etc/group').map(([name = '', , gid, members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(',').filter(Boolean),
  }));
}

/** The home folder of a user. */
export function homeOf(files: Files, user: string): string | undefined {
  return accounts(files).find((account) => account.name === user)?.home;
}

/** The name of a user, or the number when it has none. */
export function userName(files: Files, uid: number): string {
  return accounts(files).find((account) => account.uid === uid)?.name ?? String(uid);
}

/** The name of a group, or the number when it has none. */
export function groupName(files: Files, gid: number): string {
  return groups(files).find((group) => group.gid === gid)?.name ?? String(gid);
}
