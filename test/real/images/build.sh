#!/usr/bin/env bash
# Builds stand-ins for the images of the lessons on the engine of the docker CLI, from programs that are installed on
# this machine (Debian packages busybox-static, nginx, redis-server). No registry is needed. An image that the engine
# has already, the real one included, is left alone.
#
#   build.sh            builds what is missing
#   build.sh --force    builds all, over what is there
set -euo pipefail
cd "$(dirname "$0")"
. ./rootfs.sh

force=${1:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DOCKER_BUILDKIT=0

missing() {
  [ "$force" = --force ] || ! docker image inspect "$1" >/dev/null 2>&1
}

# build TAG CONTEXT [--build-arg ...]
build() {
  local tag=$1 context=$2
  shift 2
  if ! docker build -q -t "$tag" "$@" "$context" >"$scratch/log" 2>&1; then
    cat "$scratch/log" >&2
    echo "build.sh: $tag could not be built" >&2
    return 1
  fi
  echo "built $tag"
}

build_base() {
  local tag=$1 name=$2
  missing "$tag" || return 0
  mkdir -p "$scratch/$name"
  "${name}_root" "$scratch/$name/root"
  cp base/Dockerfile "$scratch/$name/"
  build "$tag" "$scratch/$name"
}

build_nginx() {
  local series=$1 version=$2
  missing "nginx:$series-alpine" || return 0
  if [ ! -d "$scratch/nginx" ]; then
    cp -r nginx "$scratch/nginx"
    nginx_root "$scratch/nginx/rootfs"
  fi
  build "nginx:$series-alpine" "$scratch/nginx" --build-arg "NGINX_VERSION=$version"
}

build_redis() {
  missing redis:7-alpine || return 0
  cp -r redis "$scratch/redis"
  redis_root "$scratch/redis/rootfs"
  build redis:7-alpine "$scratch/redis"
}

build_base busybox:1.36 busybox
build_base alpine:3.20 alpine
build_nginx 1.26 1.26.3
build_nginx 1.27 1.27.5
build_nginx 1.28 1.28.0
build_redis
