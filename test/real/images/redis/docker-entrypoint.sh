#!/bin/sh
# Options or a configuration file mean redis-server; as root it hands over to the user redis.
set -e
case $1 in -* | *.conf) set -- redis-server "$@" ;; esac

# With the defaults of redis-server nobody outside the container could connect; the official build is open as well.
if [ "$1" = redis-server ]; then
  shift
  set -- redis-server --protected-mode no --bind '* -::*' "$@"
  if [ "$(id -u)" = 0 ]; then
    # Not the applet of busybox, which can not change users.
    find . \! -user redis -exec chown redis {} +
    exec /usr/bin/setpriv --reuid=999 --regid=1000 --clear-groups "$@"
  fi
fi

exec "$@"
