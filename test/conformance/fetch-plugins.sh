#!/bin/sh
# fetch-plugins.sh FOLDER: puts docker-compose (2.40) and docker-buildx (0.29) of Debian sid into FOLDER, without
# touching what is installed. Wants apt; the mirror is the machine's own, or DEBIAN_MIRROR. Link FOLDER as ~/.docker/cli-plugins, or hand it to
# `run.mjs --plugins FOLDER`.
set -eu
folder=$(mkdir -p "$1" && cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Created-By: Packages' | head -n 1)}
[ -n "$mirror" ] || { echo 'No Debian mirror is set up here: set DEBIAN_MIRROR.' >&2; exit 1; }
keys=/usr/share/keyrings/debian-archive-keyring.gpg
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/state"
echo "deb [signed-by=$keys] ${mirror%/} sid main" > "$work/sources.list"
touch "$work/state/status"
set -- -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State="$work/state" \
  -o Dir::State::Lists="$work/lists" -o Dir::State::status="$work/state/status" -o Dir::Cache="$work/cache" \
  -o APT::Sandbox::User=root
apt-get "$@" -q update
cd "$work"
apt-get "$@" -q download docker-compose docker-buildx
for package in ./*.deb; do dpkg -x "$package" "$work/root"; done
for name in docker-compose docker-buildx; do
  found=$(find "$work/root" -type f -path "*/cli-plugins/$name" | head -n 1)
  install -m 0755 "$found" "$folder/$name"
done
"$folder/docker-compose" version
"$folder/docker-buildx" version
