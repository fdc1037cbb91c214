# Makes the root filesystems of the stand-in images out of programs of this machine. Sourced by build.sh.

# add_program ROOT PROGRAM: the program and the libraries that it is linked with, at the same paths.
add_program() {
  local root=$1 program file
  program=$(command -v "$2") || { echo "rootfs.sh: $2 is not installed here" >&2; return 1; }
  for file in "$program" $(ldd "$program" | grep -o '/[^ ]*'); do
    mkdir -p "$root$(dirname "$file")"
    cp -L "$file" "$root$file"
  done
}

add_users() {
  mkdir -p "$1/etc" "$1/root" "$1/home"
  cat >"$1/etc/passwd" <<-'END'
	root:x:0:0:root:/root:/bin/sh
	daemon:x:1:1:daemon:/usr/sbin:/bin/false
	bin:x:2:2:bin:/bin:/bin/false
	www-data:x:33:33:www-data:/var/www:/bin/false
	nobody:x:65534:65534:nobody:/home:/bin/false
	END
  cat >"$1/etc/group" <<-'END'
	root:x:0:
	daemon:x:1:
	bin:x:2:
	www-data:x:33:
	nobody:x:65534:
	END
}

add_folders() {
  mkdir -p "$1"/{bin,dev,etc,home,proc,run,sbin,sys,usr/bin,usr/sbin,var/log,var/www}
  install -d -m 1777 "$1/tmp" "$1/var/tmp"
}

# The official busybox image has every applet in /bin.
busybox_root() {
  local root=$1 applet
  add_folders "$root"
  add_users "$root"
  cp "$(command -v busybox)" "$root/bin/busybox"
  for applet in $(busybox --list); do
    [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"
  done
}

# Alpine spreads the applets over its folders and has no httpd and no telnetd.
alpine_root() {
  local root=$1 applet
  add_folders "$root"
  add_users "$root"
  cp "$(command -v busybox)" "$root/bin/busybox"
  for applet in $(busybox --list-full); do
    case $applet in */httpd | */telnetd | bin/busybox) continue ;; esac
    mkdir -p "$root/$(dirname "$applet")"
    ln -sf /bin/busybox "$root/$applet"
  done
  echo 3.20.6 >"$root/etc/alpine-release"
  printf '%s\n' 'NAME="Alpine Linux"' ID=alpine VERSION_ID=3.20.6 'PRETTY_NAME="Alpine Linux v3.20"' >"$root/etc/os-release"
}

nginx_root() {
  local root=$1
  add_program "$root" nginx
  cp /etc/nginx/mime.types "$root/etc/nginx/mime.types"
  # What the official image keeps below /var/cache is below /var/lib in Debian's build.
  mkdir -p "$root/var/lib/nginx" "$root/var/log/nginx" "$root/usr/share/nginx"
  ln -s /dev/stdout "$root/var/log/nginx/access.log"
  ln -s /dev/stderr "$root/var/log/nginx/error.log"
  md5sum <"$root/etc/nginx/conf.d/default.conf" >"$root/usr/share/nginx/default.conf.md5"
}

redis_root() {
  local program
  for program in redis-server redis-cli setpriv; do add_program "$1" "$program"; done
  mkdir -p "$1/data"
}
