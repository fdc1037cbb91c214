#!/bin/sh
# Lets the default server listen on IPv6 too, unless somebody brought another configuration.
conf=/etc/nginx/conf.d/default.conf
say() { echo "10-listen-on-ipv6-by-default.sh: info: $*"; }

[ -f /proc/net/if_inet6 ] || { say "ipv6 not available"; exit 0; }
[ -w "$conf" ] || { say "can not modify $conf (read-only file system?)"; exit 0; }
if grep -q 'listen  \[::\]:80;' "$conf"; then say "IPv6 listen already enabled"; exit 0; fi
say "Getting the checksum of $conf"
if [ "$(md5sum <"$conf")" != "$(cat /usr/share/nginx/default.conf.md5)" ]; then
  say "$conf differs from the packaged version"
  exit 0
fi
sed -i 's/listen       80;/&\n    listen  [::]:80;/' "$conf"
say "Enabled listen on IPv6 in $conf"
