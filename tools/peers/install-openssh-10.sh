#!/usr/bin/env bash
# Unpacks OpenSSH 10 of Debian's backports into a folder, without installing it: a second peer beside the system's own.
set -euo pipefail
target="${1:-/opt/nacre-peers/openssh-10}"
mirror="${NACRE_DEBIAN_MIRROR:-http://deb.debian.org/debian}"
[ -x "$target/usr/sbin/sshd" ] && { echo "OpenSSH 10 is in $target"; exit 0; }
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
architecture="$(dpkg --print-architecture)"
fetch() { curl --fail --silent --show-error --location --retry 3 --max-time 120 --output "$2" "$1"; }
fetch "$mirror/dists/bookworm-backports/main/binary-$architecture/Packages.xz" "$work/packages.xz"
xz -dc "$work/packages.xz" > "$work/packages"
for package in openssh-server openssh-client openssh-sftp-server; do
  file="$(awk -v name="$package" '$1 == "Package:" { current = $2 } $1 == "Filename:" && current == name { print $2; exit }' "$work/packages")"
  fetch "$mirror/$file" "$work/$package.deb"
  dpkg -x "$work/$package.deb" "$work/root"
done
mkdir -p "$target"
cp -a "$work/root/." "$target/"
"$target/usr/bin/ssh" -V
