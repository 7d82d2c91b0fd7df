#!/bin/sh
# Trains for one slice and brings the weights back as fp16. Called again it goes
# on where it stopped; it says when it is done.
#
# usage: run.sh [FOLDER [SECONDS]]
#
# FOLDER (default: run, beside this file) gets state/, with what is needed to go
# on, and weights/, with the log and files of less than 16 MB each. A slice ends
# after the step in which SECONDS have passed (default: 480, which leaves two of
# ten minutes to start, to validate and to write). PYTHON names an interpreter.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/run}
seconds=${2:-480}
python=${PYTHON:-python3}

set -- run "$here/config.json" --out "$folder/state" --seconds "$seconds"
if [ -f "$here/start/model.safetensors.index.json" ]; then
	set -- "$@" --start "$here/start/model.safetensors.index.json"
fi
"$python" "$here/train/train.py" "$@"
"$python" "$here/train/train.py" export "$folder/state" "$folder/weights"
cp "$folder/state/log.jsonl" "$folder/weights/log.jsonl"
