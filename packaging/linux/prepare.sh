#!/bin/sh
# What building the packages needs beyond the bundle: Debian's tools, and the libraries whose
# packages are asked for (packaging/linux/needed_packages.py). Does nothing where all is there.
set -eu

packages="binutils dpkg-dev xz-utils libdbus-1-3 libegl1 libfontconfig1 libfreetype6 libgl1
    libglib2.0-0 libwayland-client0 libwayland-cursor0 libwayland-egl1 libx11-6 libx11-xcb1 libxcb1
    zlib1g"

command -v dpkg-query >/dev/null 2>&1 || {
    echo "The packages are built on Debian or Ubuntu." >&2
    exit 1
}
missing=""
for name in $packages; do
    dpkg-query -W -f '${Status}\n' "$name" 2>/dev/null | grep -q '^install ok installed' ||
        missing="$missing $name"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ]; then
    echo "Missing system packages, please install them:$missing" >&2
    exit 1
fi
apt-get update -qq
# shellcheck disable=SC2086 # a list of words
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
