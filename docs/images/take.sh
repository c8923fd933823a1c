#!/bin/sh
# Takes the README's pictures of a running `make demo`, with a Chromium and a font that has Chinese:
#   CHROMIUM=chromium sh docs/images/take.sh http://127.0.0.1:8100
set -eu
console=${1:-http://127.0.0.1:8100}
here=$(cd "$(dirname "$0")" && pwd)
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

# The gravest complaint in 岭南时光: 重大, two warnings, a supervision order with a late milestone.
number=$(curl -s "$console/?grade=1&project=lnsj" | grep -o 'complaints/TS[0-9-]*' | head -1)

take() { # name, address, height
    "${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --no-first-run --hide-scrollbars \
        --disable-background-networking --disable-component-update --disable-sync \
        --user-data-dir="$profile" --window-size="1280,$3" --screenshot="$here/$1.png" "$console/$2" \
        2>/dev/null
}

take complaint "$number" 1370
take trace "$number/trace" 1400
take report reports/"$(date +%Y-%m)" 1330
