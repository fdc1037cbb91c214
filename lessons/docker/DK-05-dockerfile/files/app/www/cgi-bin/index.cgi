#!/bin/sh
# The page "/": counts its visits, in redis when DB_HOST says where one is, else in a file.
if [ -n "$DB_HOST" ]; then
  hits=$(printf 'INCR hits\r\nQUIT\r\n' | nc -w 2 "$DB_HOST" 6379 | tr -d ':\r' | head -n 1)
else
  hits=$(($(cat /tmp/hits 2>/dev/null) + 1))
  echo "$hits" >/tmp/hits
fi

printf 'Content-Type: text/plain\r\n\r\n'
echo "hits=$hits version=$APP_VERSION color=$COLOR host=$(hostname)"
