/** What the nginx images carry besides the program. */

export const entrypoint = `#!/bin/sh
# Prepares the configuration when nginx itself is to run, then becomes the command.
set -e
say() { [ -n "$NGINX_ENTRYPOINT_QUIET_LOGS" ] || echo "$0: $*"; }
if [ "$1" = nginx ] && [ -n "$(ls /docker-entrypoint.d/ 2>/dev/null)" ]; then
  say "/docker-entrypoint.d/ is not empty, will attempt to perform configuration"
  say "Looking for shell scripts in /docker-entrypoint.d/"
  for part in /docker-entrypoint.d/*; do case "$part" in
    *.envsh) say "Sourcing $part"; . "$part" ;;
    *.sh) if [ -x "$part" ]; then say "Launching $part"; "$part"; else say "Ignoring $part, not executable"; fi ;;
    *) say "Ignoring $part" ;;
  esac; done
  say "Configuration complete; ready for start up"
fi

exec "$@"
`;

export const scripts: Readonly<Record<string, string>> = {
  '10-listen-on-ipv6-by-default.sh': `#!/bin/sh
# Makes the default server listen on IPv6 too, unless somebody changed its file.
me=$(basename "$0")
conf=/etc/nginx/conf.d/default.conf
say() { [ -n "$NGINX_ENTRYPOINT_QUIET_LOGS" ] || echo "$me: info: $*"; }
if [ ! -f "$conf" ]; then say "$conf is not a file or does not exist"; exit 0; fi
if [ ! -w "$conf" ]; then say "can not modify $conf (read-only file system?)"; exit 0; fi
say "Getting the checksum of $conf"
if ! echo "$(cat /etc/nginx/default.conf.sha256)  $conf" | sha256sum -c - >/dev/null 2>&1; then
  say "$conf differs from the packaged version"
  exit 0
fi
grep -q 'listen  \\[::\\]:80;' "$conf" || sed -i 's/listen       80;/listen       80;\\n    listen  [::]:80;/' "$conf"
say "Enabled listen on IPv6 in $conf"
`,
  '15-local-resolvers.envsh': `# Gives templates the name servers of this container, when they ask for them.
if [ -n "$NGINX_ENTRYPOINT_LOCAL_RESOLVERS" ]; then
  NGINX_LOCAL_RESOLVERS=$(awk '$1 == "nameserver" { print $2 }' /etc/resolv.conf | tr '\\n' ' ')
  export NGINX_LOCAL_RESOLVERS
fi
`,
  '20-envsubst-on-templates.sh': `#!/bin/sh
# Fills variables of the environment into the templates and puts the results where nginx reads them.
me=$(basename "$0")
from=\${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
suffix=\${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
to=\${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}
[ -d "$from" ] || exit 0
names=$(env | cut -d= -f1 | sed 's/.*/\${&}/' | tr '\\n' ' ')
find "$from" -type f -name "*$suffix" | while read -r template; do
  out="$to/\${template#"$from"/}"
  out=\${out%"$suffix"}
  mkdir -p "$(dirname "$out")"
  [ -n "$NGINX_ENTRYPOINT_QUIET_LOGS" ] || echo "$me: Running envsubst on $template to $out"
  envsubst "$names" < "$template" > "$out"
done
`,
  '30-tune-worker-processes.sh': `#!/bin/sh
# Sets worker_processes to the number of CPUs, when that is wanted.
[ -n "$NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE" ] || exit 0
sed -i "s/^worker_processes .*/worker_processes $(nproc);/" /etc/nginx/nginx.conf
`,
};

export const nginxConf = `user  nginx;
worker_processes  1;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;

events {
    worker_connections  1024;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    keepalive_timeout  65;

    include /etc/nginx/conf.d/*.conf;
}
`;

export const defaultConf = `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;
    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

export const mimeTypes = `types {
    text/html                             html htm shtml;
    text/css                              css;
    text/xml                              xml;
    text/plain                            txt;
    image/gif                             gif;
    image/jpeg                            jpeg jpg;
    image/png                             png;
    image/svg+xml                         svg svgz;
    image/x-icon                          ico;
    application/javascript                js;
    application/json                      json;
    application/pdf                       pdf;
    application/wasm                      wasm;
    application/zip                       zip;
    font/woff2                            woff2;
}
`;

const page = (title: string, style: string, body: string) => `<!DOCTYPE html>
<html>
<head>
<title>${title}</title>
<style>
${style}
</style>
</head>
<body>
${body}
</body>
</html>
`;

const style = `html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }`;

export const indexHtml = page(
  'Welcome to nginx!',
  style,
  `<h1>Welcome to nginx!</h1>
<p>This page tells that the web server runs and finds its files. What it
serves is up to you now: just replace it.</p>

<p>How to configure it stands in the documentation at
<a href="http://nginx.org/">nginx.org</a>.<br/>
Help that one can buy is offered at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Have fun with nginx, and thanks.</em></p>`,
);

export const errorHtml = page(
  'Error',
  style,
  `<h1>An error occurred.</h1>
<p>The server can not give you this page at the moment.</p>
<p><em>Faithfully yours, nginx.</em></p>`,
);
