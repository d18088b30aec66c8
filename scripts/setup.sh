#!/usr/bin/env bash
# Installs what Vern needs on Debian. Called by make, one step at a time; every step may be
# repeated and does nothing when all is there.
#   scripts/setup.sh python     .venv with every Python package, hashes checked
#   scripts/setup.sh node       node_modules with the design system, nothing else
#   scripts/setup.sh journeys   what the whole test run needs besides: browser, Word, PDF, ClamAV, PostgreSQL 15
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m== %s\033[0m\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "Missing Debian packages, and neither root nor sudo is at hand. Have an administrator run: $*"
    fi
}

installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }

# debian PACKAGE…: installs those that are missing
debian() {
    local missing=() package
    command -v dpkg-query >/dev/null || fail "This is not Debian: install the like of '$*' yourself."
    for package in "$@"; do installed "$package" || missing+=("$package"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Debian packages: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Can this Python make a virtual environment?
usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.11 /usr/bin/python3.11 python3 python3.12 python3.13; do
        if usable "$candidate"; then command -v "$candidate"; return; fi
    done
    return 1
}

step_python() {
    local python
    command -v msgfmt >/dev/null || debian gettext
    if ! python=$(find_python); then
        debian python3-venv
        python=$(find_python) || fail "Vern needs Python 3.11 or newer with venv."
    fi
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        say "Python environment from $python"
        "$python" -m venv .venv
    fi
    say "Python packages"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
}

step_node() {
    command -v npm >/dev/null || fail "Vern's design system comes by npm: install Node.js 20 or newer."
    say "Design system"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
}

# A test starts a ClamAV of its own that knows one signature; the services that come with the package
# would fetch hundreds of megabytes.
clamav() {
    if [ -d /run/systemd/system ]; then
        as_root systemctl mask --quiet clamav-freshclam.service clamav-daemon.service clamav-daemon.socket
    fi
    debian clamav-daemon
}

step_journeys() {
    # A test run wants PostgreSQL's programs only, not a server that starts with the machine.
    if ! installed postgresql-15 && [ ! -e /etc/postgresql-common/createcluster.d/vern.conf ]; then
        as_root mkdir -p /etc/postgresql-common/createcluster.d
        echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.d/vern.conf >/dev/null
    fi
    command -v chromium >/dev/null || debian chromium
    command -v soffice >/dev/null || debian libreoffice-writer-nogui
    installed libreoffice-calc || debian libreoffice-calc-nogui
    [ -x /usr/sbin/clamd ] || clamav
    command -v pdftotext >/dev/null || debian poppler-utils
    [ -x /usr/lib/postgresql/15/bin/postgres ] || debian postgresql-15
}

case "${1:-}" in
    python | node | journeys) "step_$1" ;;
    *) fail "Usage: $0 python|node|journeys" ;;
esac
