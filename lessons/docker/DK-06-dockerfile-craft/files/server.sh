#!/bin/sh
# The shop's API: a small web server on port 8000.
cd "$(dirname "$0")" || exit 1
export APP_VERSION="${APP_VERSION:-$(cat version)}"
export COLOR="${COLOR:-blue}"

if [ "$1" = --version ]; then
  echo "shop/api $APP_VERSION"
  exit 0
fi

httpd -f -p 8000 -h www &
trap 'kill $!; exit 0' TERM INT
echo "listening on :8000"
wait
