#!/usr/bin/env bash
# Trains, kills without warning at random moments, goes on, to the end:
# kill-and-resume.sh EXPERIMENT.yaml RUN_DIR KILLS SECONDS [--set key=value]…
# SECONDS is about how long the whole run takes; kills come after a random part of SECONDS / KILLS each.
set -euo pipefail
[ $# -ge 4 ] || { echo "usage: kill-and-resume.sh EXPERIMENT.yaml RUN_DIR KILLS SECONDS [--set key=value]…" >&2; exit 2; }
experiment=$1 run=$2 kills=$3 seconds=$4
shift 4
topspin=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/topspin

go_on() {
  if [ -f "$run/run.json" ]; then exec "$topspin" train --resume "$run"; fi
  exec "$topspin" train "$experiment" --out "$run" "$@"
}

for ((i = 1; i <= kills; i++)); do
  go_on "$@" >/dev/null &
  session=$!
  sleep "$(awk -v most="$seconds" -v kills="$kills" -v r="$RANDOM" 'BEGIN { print 1 + r / 32768 * most / kills }')"
  if ! kill -9 "$session" 2>/dev/null; then
    wait "$session" || { echo "session $i failed" >&2; exit 1; }
    echo "finished after $((i - 1)) kills: give a larger number of seconds" >&2
    exit 1
  fi
  wait "$session" 2>/dev/null || true
  echo "kill $i at row $(tail -n 1 "$run/table.txt" 2>/dev/null || echo none)" >&2
done
(go_on "$@")
