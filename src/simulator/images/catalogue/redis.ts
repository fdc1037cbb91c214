import { filesTime, executable, file, folder, script } from './rootfs.js';
import { alpine } from './small.js';
import { defaultPath, type CatalogueImage } from './definition.js';
import type { TarEntry } from '../../host/fs/tar.js';

const entrypoint = `#!/bin/sh
# Runs redis-server as the user redis when started by root; options alone mean redis-server.
set -e
if [ "\${1#-}" != "$1" ] || [ "\${1%.conf}" != "$1" ]; then
  set -- redis-server "$@"
fi
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . \\! -user redis -exec chown redis {} +
  exec setpriv --reuid=redis --regid=redis --clear-groups "$0" "$@"
fi
umask 0077
exec "$@"
`;

/** /etc/passwd and /etc/group of the base with one service user more. */
export function withUser(name: string, uid: number, gid: number, home: string): TarEntry[] {
  const base = alpine.steps[0]?.layer?.entries() ?? [];
  const text = (path: string) => new TextDecoder().decode(base.find((entry) => entry.path === path)?.content);
  return [
    file('etc/passwd', `${text('etc/passwd')}${name}:x:${uid}:${gid}:${name}:${home}:/sbin/nologin\n`),
    file('etc/group', `${text('etc/group')}${name}:x:${gid}:\n`),
  ];
}

export const redis: CatalogueImage = {
  name: 'redis:7-alpine',
  created: '2025-10-08T09:33:09.551203876Z',
  base: alpine,
  steps: [
    {
      by: 'COPY root / # buildkit',
      layer: {
        entries: () => [
          executable('usr/local/bin/redis-server', 'redis-server'),
          executable('usr/local/bin/redis-cli', 'redis-cli'),
          executable('usr/local/bin/redis-benchmark', 'redis-benchmark'),
          ...withUser('redis', 999, 1000, '/home/redis'),
        ],
        size: 19_401_118,
      },
    },
    { by: 'ENV REDIS_VERSION=7.4.7' },
    {
      by: 'RUN /bin/sh -c mkdir /data && chown redis:redis /data # buildkit',
      layer: { entries: () => [folder('data', { uid: 999, gid: 1000 })] },
    },
    { by: 'VOLUME [/data]' },
    {
      by: 'WORKDIR /data',
      layer: { entries: () => [{ ...folder('data', { uid: 999, gid: 1000 }), mtime: filesTime + 1000 }] },
    },
    {
      by: 'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit',
      layer: { entries: () => [script('usr/local/bin/docker-entrypoint.sh', entrypoint)] },
    },
    { by: 'ENTRYPOINT ["docker-entrypoint.sh"]' },
    { by: 'EXPOSE [6379/tcp]' },
    { by: 'CMD ["redis-server"]' },
  ],
  config: {
    Env: [defaultPath, 'REDIS_VERSION=7.4.7'],
    Entrypoint: ['docker-entrypoint.sh'],
    Cmd: ['redis-server'],
    ExposedPorts: { '6379/tcp': {} },
    Volumes: { '/data': {} },
    WorkingDir: '/data',
  },
};
