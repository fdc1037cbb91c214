import { alpineRoot, busyboxRoot } from './base.js';
import { defaultPath, type CatalogueImage } from './definition.js';
import { executable, file, folder, script } from './rootfs.js';

/** The small images: distributions without a service, and single programs. */
export const busybox: CatalogueImage = {
  name: 'busybox:1.36',
  created: '2025-10-08T09:31:04.512390217Z',
  steps: [
    { by: 'ADD busybox-rootfs.tar.gz / # buildkit', layer: { entries: busyboxRoot, size: 2_028_114 } },
    { by: 'CMD ["sh"]' },
  ],
  config: { Env: [defaultPath], Cmd: ['sh'] },
};

export const alpine: CatalogueImage = {
  name: 'alpine:3.20',
  created: '2025-10-08T09:30:41.118734902Z',
  steps: [
    { by: 'ADD alpine-rootfs.tar.gz / # buildkit', layer: { entries: alpineRoot, size: 2_028_371 } },
    { by: 'CMD ["/bin/sh"]' },
  ],
  config: { Env: [defaultPath], Cmd: ['/bin/sh'] },
};

export const whoami: CatalogueImage = {
  name: 'traefik/whoami:v1.10',
  created: '2025-10-08T09:34:57.640028115Z',
  steps: [
    {
      by: 'COPY root / # buildkit',
      layer: { entries: () => [executable('whoami', 'whoami')], size: 5_878_210 },
    },
    { by: 'ENTRYPOINT ["/whoami"]' },
    { by: 'EXPOSE [80/tcp]' },
  ],
  config: { Env: [defaultPath], Entrypoint: ['/whoami'], ExposedPorts: { '80/tcp': {} } },
};

export const python: CatalogueImage = {
  name: 'python:3.12-alpine',
  created: '2025-10-08T09:34:12.201871344Z',
  base: alpine,
  steps: [
    { by: 'ENV LANG=C.UTF-8' },
    { by: 'ENV PYTHON_VERSION=3.12.12' },
    {
      by: 'COPY root / # buildkit',
      layer: {
        entries: () => [executable('usr/local/bin/python3.12', 'python3'), ...pythonNames()],
        size: 35_180_402,
      },
    },
    { by: 'CMD ["python3"]' },
  ],
  config: { Env: [defaultPath, 'LANG=C.UTF-8', 'PYTHON_VERSION=3.12.12'], Cmd: ['python3'] },
};

function pythonNames() {
  const name = (path: string) => executable(path, 'python3');
  return [name('usr/local/bin/python3'), name('usr/local/bin/python')];
}

const registryScript = `#!/bin/sh
# Serves the registry; a first argument that is a configuration file needs no "serve".
set -e
case "$1" in
  *.yaml | *.yml) set -- registry serve "$@" ;;
  serve | garbage-collect | help | -*) set -- registry "$@" ;;
esac
exec "$@"
`;

const registryConfig = `version: 0.1
log:
  fields:
    service: registry
storage:
  filesystem:
    rootdirectory: /var/lib/registry
http:
  addr: :5000
  headers:
    X-Content-Type-Options: [nosniff]
`;

export const registry: CatalogueImage = {
  name: 'registry:2',
  created: '2025-10-08T09:33:38.907716430Z',
  base: alpine,
  steps: [
    {
      by: 'COPY root / # buildkit',
      layer: {
        entries: () => [
          executable('bin/registry', 'registry'),
          folder('etc/docker'),
          folder('etc/docker/registry'),
          file('etc/docker/registry/config.yml', registryConfig),
          folder('var/lib'),
          folder('var/lib/registry'),
        ],
        size: 24_770_913,
      },
    },
    { by: 'VOLUME [/var/lib/registry]' },
    { by: 'EXPOSE [5000/tcp]' },
    {
      by: 'COPY entrypoint.sh /entrypoint.sh # buildkit',
      layer: { entries: () => [script('entrypoint.sh', registryScript)] },
    },
    { by: 'ENTRYPOINT ["/entrypoint.sh"]' },
    { by: 'CMD ["/etc/docker/registry/config.yml"]' },
  ],
  config: {
    Env: [defaultPath],
    Entrypoint: ['/entrypoint.sh'],
    Cmd: ['/etc/docker/registry/config.yml'],
    ExposedPorts: { '5000/tcp': {} },
    Volumes: { '/var/lib/registry': {} },
  },
};

const itWorks = '<html><body><h1>It works!</h1></body></html>\n';
const httpdConfig = `ServerRoot "/usr/local/apache2"
Listen 80
ServerAdmin you@example.com
DocumentRoot "/usr/local/apache2/htdocs"
DirectoryIndex index.html
ErrorLog /proc/self/fd/2
CustomLog /proc/self/fd/1 common
`;

export const httpd: CatalogueImage = {
  name: 'httpd:2.4-alpine',
  created: '2025-10-08T09:32:02.300416118Z',
  base: alpine,
  steps: [
    { by: 'ENV HTTPD_PREFIX=/usr/local/apache2' },
    { by: 'WORKDIR /usr/local/apache2', layer: { entries: () => [folder('usr/local/apache2')] } },
    { by: 'ENV HTTPD_VERSION=2.4.66' },
    {
      by: 'COPY root / # buildkit',
      layer: {
        entries: () => [
          folder('usr/local/apache2/bin'),
          executable('usr/local/apache2/bin/httpd', 'apache-httpd'),
          folder('usr/local/apache2/conf'),
          file('usr/local/apache2/conf/httpd.conf', httpdConfig),
          folder('usr/local/apache2/htdocs'),
          file('usr/local/apache2/htdocs/index.html', itWorks),
          folder('usr/local/apache2/logs'),
          script(
            'usr/local/bin/httpd-foreground',
            '#!/bin/sh\nset -e\nrm -f /usr/local/apache2/logs/httpd.pid\nexec httpd -DFOREGROUND "$@"\n',
          ),
        ],
        size: 61_420_007,
      },
    },
    { by: 'STOPSIGNAL SIGWINCH' },
    { by: 'EXPOSE [80/tcp]' },
    { by: 'CMD ["httpd-foreground"]' },
  ],
  config: {
    Env: [
      `PATH=/usr/local/apache2/bin:${defaultPath.slice('PATH='.length)}`,
      'HTTPD_PREFIX=/usr/local/apache2',
      'HTTPD_VERSION=2.4.66',
    ],
    Cmd: ['httpd-foreground'],
    ExposedPorts: { '80/tcp': {} },
    StopSignal: 'SIGWINCH',
    WorkingDir: '/usr/local/apache2',
  },
};
