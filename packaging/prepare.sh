#!/bin/sh
# Makes .venv and installs the program with its tools into it. Called by make; does nothing when
# everything is there already. No compiler and no display are needed.
set -eu
venv=.venv
stamp=$venv/.installed

newer() { [ -f "$stamp" ] && [ "$stamp" -nt pyproject.toml ] && [ "$stamp" -nt constraints.txt ]; }
if newer && "$venv/bin/python" -c 'import pandavision_gui' 2>/dev/null; then
    exit 0
fi

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

need() { # package names
    if may_install; then
        echo "Installing missing system packages: $*"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
    else
        echo "Missing system packages, please install them: $*" >&2
        exit 1
    fi
}

python=$(find_python) || { need python3 python3-venv && python=$(find_python); } || {
    echo "Python 3.11 or newer was not found; set PYTHON=/path/to/python." >&2
    exit 1
}
"$python" -c 'import ensurepip, venv' 2>/dev/null || need python3-venv

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "Installing into $venv (a few minutes the first time) ..."
"$venv/bin/python" -m pip install -qq --disable-pip-version-check \
    --constraint constraints.txt --editable '.[dev]'
touch "$stamp"
