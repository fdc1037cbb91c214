import { createHash } from 'node:crypto';
import type { TarEntry } from '../../host/fs/tar.js';
import { defaultPath, type CatalogueImage } from './definition.js';
import * as files from './nginx-files.js';
import { withUser } from './redis.js';
import { executable, file, folder, link, script } from './rootfs.js';
import { alpine } from './small.js';

function rootEntries(version: string): TarEntry[] {
  const checksum = createHash('sha256').update(files.defaultConf).digest('hex');
  return [
    folder('docker-entrypoint.d'),
    ...Object.entries(files.scripts).map(([name, text]) => script(`docker-entrypoint.d/${name}`, text)),
    folder('etc/nginx'),
    file('etc/nginx/nginx.conf', files.nginxConf),
    file('etc/nginx/mime.types', files.mimeTypes),
    file('etc/nginx/default.conf.sha256', `${checksum}\n`),
    folder('etc/nginx/conf.d'),
    file('etc/nginx/conf.d/default.conf', files.defaultConf),
    executable('usr/sbin/nginx', 'nginx'),
    file('usr/share/nginx/version', `${version}\n`),
    executable('usr/bin/envsubst', 'envsubst'),
    executable('usr/bin/curl', 'curl'),
    folder('usr/share/nginx'),
    folder('usr/share/nginx/html'),
    file('usr/share/nginx/html/index.html', files.indexHtml),
    file('usr/share/nginx/html/50x.html', files.errorHtml),
    ...withUser('nginx', 101, 101, '/var/cache/nginx'),
  ];
}

const logs = (): TarEntry[] => [
  folder('var/lib'),
  folder('var/lib/nginx'),
  folder('var/cache'),
  folder('var/cache/nginx'),
  folder('var/log/nginx'),
  link('var/log/nginx/access.log', '/dev/stdout'),
  link('var/log/nginx/error.log', '/dev/stderr'),
];

const maintainer = 'NGINX Docker Maintainers <docker-maint@nginx.com>';

function nginx(tag: string, version: string, created: string): CatalogueImage {
  return {
    name: `nginx:${tag}`,
    created,
    base: alpine,
    steps: [
      { by: `LABEL maintainer=${maintainer}` },
      { by: `ENV NGINX_VERSION=${version}` },
      { by: 'ENV PKG_RELEASE=1' },
      { by: 'ENV DYNPKG_RELEASE=1' },
      { by: 'COPY root / # buildkit', layer: { entries: () => rootEntries(version), size: 13_209_640 } },
      {
        by: 'RUN /bin/sh -c mkdir -p /var/log/nginx /var/lib/nginx /var/cache/nginx && ln -s /dev/stdout /var/log/nginx/access.log && ln -s /dev/stderr /var/log/nginx/error.log # buildkit',
        layer: { entries: logs, size: 22 },
      },
      {
        by: 'COPY docker-entrypoint.sh / # buildkit',
        layer: { entries: () => [script('docker-entrypoint.sh', files.entrypoint)] },
      },
      { by: 'ENTRYPOINT ["/docker-entrypoint.sh"]' },
      { by: 'EXPOSE [80/tcp]' },
      { by: 'STOPSIGNAL SIGQUIT' },
      { by: 'CMD ["nginx" "-g" "daemon off;"]' },
    ],
    config: {
      Env: [defaultPath, `NGINX_VERSION=${version}`, 'PKG_RELEASE=1', 'DYNPKG_RELEASE=1'],
      Entrypoint: ['/docker-entrypoint.sh'],
      Cmd: ['nginx', '-g', 'daemon off;'],
      ExposedPorts: { '80/tcp': {} },
      Labels: { maintainer },
      StopSignal: 'SIGQUIT',
    },
  };
}

/** The nginx images, oldest version first. */
export const nginxImages: readonly CatalogueImage[] = [
  nginx('1.26-alpine', '1.26.3', '2025-10-08T09:31:35.200417763Z'),
  nginx('1.27-alpine', '1.27.5', '2025-10-08T09:31:51.109094629Z'),
  nginx('1.28-alpine', '1.28.0', '2025-10-08T09:32:07.914420183Z'),
];
