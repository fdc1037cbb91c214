import { SysError, type Credentials, type Stat } from '../contract.js';

/** What a call wants to do with a node: the permission bits of one class. */
export const wants = { read: 4, write: 2, execute: 1 } as const;

/** True when the credentials may do this: the classic owner, group, others check; uid 0 may all but execute plain files. */
export function may(stat: Stat, who: Credentials, want: number): boolean {
  if (who.uid === 0) {
    const needsBit = (want & wants.execute) !== 0 && stat.type !== 'directory';
    return !needsBit || (stat.mode & 0o111) !== 0;
  }
  const inGroup = stat.gid === who.gid || who.groups.includes(stat.gid);
  const shift = stat.uid === who.uid ? 6 : inGroup ? 3 : 0;
  return ((stat.mode >> shift) & want) === want;
}

/** Throws EACCES unless `may`. */
export function demand(stat: Stat, who: Credentials, want: number, path: string): void {
  if (!may(stat, who, want)) throw new SysError('EACCES', path);
}

/** In a sticky folder (/tmp) only the owner of the entry or of the folder may remove a name. */
export function demandRemoval(folder: Stat, entry: Stat, who: Credentials, path: string): void {
  demand(folder, who, wants.write | wants.execute, path);
  const sticky = (folder.mode & 0o1000) !== 0;
  if (sticky && who.uid !== 0 && who.uid !== folder.uid && who.uid !== entry.uid)
    throw new SysError('EPERM', path);
}
