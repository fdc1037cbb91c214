import type { TarEntry } from '../../host/fs/tar.js';
import { applets } from './applets.js';
import { executable, file, folder, link } from './rootfs.js';

const passwd = `root:x:0:0:root:/root:/bin/sh
bin:x:1:1:bin:/bin:/sbin/nologin
daemon:x:2:2:daemon:/sbin:/sbin/nologin
mail:x:8:12:mail:/var/mail:/sbin/nologin
operator:x:11:0:operator:/root:/sbin/nologin
guest:x:405:100:guest:/dev/null:/sbin/nologin
nobody:x:65534:65534:nobody:/:/sbin/nologin
`;

const group = `root:x:0:root
bin:x:1:root,bin,daemon
daemon:x:2:root,bin,daemon
sys:x:3:root,bin
adm:x:4:root,daemon
tty:x:5:
disk:x:6:root
mail:x:12:mail
wheel:x:10:root
users:x:100:
nogroup:x:65534:
`;

const folders = [
  'dev',
  'etc',
  'home',
  'lib',
  'lib64',
  'mnt',
  'opt',
  'proc',
  'run',
  'srv',
  'sys',
  'usr',
  'usr/lib',
];
const busyboxSize = 1_157_000;

/** What every image with a userland has: busybox and its names, users, groups, empty folders. */
function userland(release: readonly TarEntry[]): TarEntry[] {
  const names = Object.entries(applets).flatMap(([at, list]) => {
    const up = '../'.repeat(at.split('/').length);
    return [
      folder(at),
      ...list.map((name) => link(`${at}/${name}`, at === 'bin' ? 'busybox' : `${up}bin/busybox`)),
    ];
  });
  return [
    ...folders.map((path) => folder(path)),
    folder('root', { mode: 0o700 }),
    folder('tmp', { mode: 0o1777 }),
    folder('var'),
    folder('var/log'),
    folder('var/spool'),
    folder('var/www'),
    folder('usr/local'),
    folder('usr/local/bin'),
    folder('usr/share'),
    ...names,
    executable('bin/busybox', 'busybox', busyboxSize),
    link('linuxrc', 'bin/busybox'),
    link('var/run', '/run'),
    file('etc/passwd', passwd),
    file('etc/group', group),
    file('etc/shadow', 'root:*::0:::::\nnobody:!::0:::::\n', { mode: 0o640 }),
    file('etc/shells', '/bin/sh\n/bin/ash\n'),
    file('etc/hostname', 'localhost\n'),
    file('etc/nsswitch.conf', 'hosts: files dns\n'),
    ...release,
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The root file system of busybox:1.36. */
export const busyboxRoot = (): TarEntry[] => userland([]);

/** The root file system of alpine:3.20, base of the alpine variants. */
export const alpineRoot = (): TarEntry[] =>
  userland([
    file('etc/alpine-release', '3.20.3\n'),
    file(
      'etc/os-release',
      'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\nHOME_URL="https://alpinelinux.org/"\n',
    ),
    file('etc/issue', 'Welcome to Alpine Linux 3.20\n'),
    folder('etc/apk'),
    file('etc/apk/repositories', 'https://dl-cdn.alpinelinux.org/alpine/v3.20/main\n'),
    executable('sbin/apk', 'apk'),
    file('etc/profile', 'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n'),
    executable('usr/bin/getent', 'getent'),
  ]);
