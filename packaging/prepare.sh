#!/bin/sh
# Makes .venv and installs the program with its tools into it, and the system's libraries that Qt
# needs. Called by make; does nothing when everything is there already. No compiler and no display
# are needed, and nothing but the window needs Qt: without its libraries the rest goes on.
set -eu
venv=.venv
stamp=$venv/.installed

# What the window needs on Debian and Ubuntu: to be drawn at all, and on an X display.
qt_packages="libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3 fonts-dejavu-core
    libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-image0
    libxcb-render-util0 libxcb-xkb1"

newer() { [ -f "$stamp" ] && [ "$stamp" -nt pyproject.toml ] && [ "$stamp" -nt constraints.txt ]; }

find_python() {
    for name in "${PYTHON:-python3}" python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return 0
        fi
    done
    return 1
}

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

install() { # package names
    echo "Installing missing system packages:" "$@"
    apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need() { # package names without which nothing goes on
    if may_install; then
        install "$@"
    else
        echo "Missing system packages, please install them: $*" >&2
        exit 1
    fi
}

# Fails when Qt cannot draw offscreen, has no font, or lacks a library for an X display. Loading
# the plugin is the test: its libraries are asked for by nobody before a window opens.
qt_works() {
    QT_QPA_PLATFORM=offscreen "$venv/bin/python" - >/dev/null 2>&1 <<'PYTHON'
import ctypes
import sys
from pathlib import Path

import PySide6
from PySide6.QtGui import QFontDatabase, QGuiApplication

app = QGuiApplication([])
if sys.platform == "linux":
    plugins = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
    ctypes.CDLL(str(plugins / "libqxcb.so"))
sys.exit(not QFontDatabase.families())
PYTHON
}

give_qt_its_libraries() {
    qt_works && return 0
    # shellcheck disable=SC2086 # a list of words
    set -- $qt_packages
    if may_install; then
        # A package of another name (Ubuntu's libglib2.0-0t64) must not keep out the others.
        install "$@" || for name in "$@"; do
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$name" >/dev/null 2>&1 || true
        done
        qt_works && return 0
    fi
    echo "The window will not open before these system packages are installed (the names are" \
        "Debian's and Ubuntu's); the command line works without them: $*" >&2
}

if newer && "$venv/bin/python" -c 'import pandavision_gui' 2>/dev/null; then
    exit 0
fi

python=$(find_python) || { need python3 python3-venv && python=$(find_python); } || {
    echo "Python 3.11 or newer was not found; set PYTHON=/path/to/python." >&2
    exit 1
}
"$python" -c 'import ensurepip, venv' 2>/dev/null || need python3-venv

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "Installing into $venv (a few minutes the first time) ..."
"$venv/bin/python" -m pip install -qq --disable-pip-version-check \
    --constraint constraints.txt --editable '.[dev]'
give_qt_its_libraries
touch "$stamp"
