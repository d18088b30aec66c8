#!/bin/bash
# Change to the release in /srv/vern/releases/$1, which is installed already, while people work.
set -euo pipefail
release="/srv/vern/releases/${1:?name of the release}"
cd "$release"

run() { systemd-run --quiet --pipe --wait --uid=vern --gid=vern -p EnvironmentFile=/etc/vern/vern.env \
    -p WorkingDirectory="$release" --setenv=VERN_MANIFEST=1 "$release/.venv/bin/vern" "$@"; }
ready() {
    for _ in $(seq 60); do
        curl --silent --fail --output /dev/null "http://127.0.0.1:$1/readyz?exclude=backup&exclude=mail&exclude=worker" && return
        sleep 1
    done
    echo "The server on port $1 does not become ready; the other one still serves." >&2
    exit 1
}

run backup
run migrate                                            # only adds: the old version goes on
run manage collectstatic --no-input --verbosity 0      # beside the old files, which stay
ln -sfn "$release" /srv/vern/current
for port in 8001 8002; do
    systemctl restart "vern-web@$port"
    ready "$port"
done
systemctl restart vern-worker
