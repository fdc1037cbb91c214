#!/bin/sh
# Runs the scripts of /docker-entrypoint.d before nginx and tells about each, as the official image does.
set -e

say() { echo "/docker-entrypoint.sh: $*"; }

if [ "$1" = nginx ]; then
  say "/docker-entrypoint.d/ is not empty, will attempt to perform configuration"
  say "Looking for shell scripts in /docker-entrypoint.d/"
  for script in /docker-entrypoint.d/*; do
    case $script in
      *.envsh) say "Sourcing $script"; . "$script" ;;
      *.sh) say "Launching $script"; "$script" ;;
      *) say "Ignoring $script" ;;
    esac
  done
  say "Configuration complete; ready for start up"
fi

exec "$@"
