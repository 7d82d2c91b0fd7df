#!/bin/sh
# Runs the tests of package kernel with AVX-512 emulated, see README.md.
# Arguments go to the test program, such as -test.run TestConv8.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
"$python" -c 'from importlib.metadata import version; version("bochscpu-python")' || {
	echo "run.sh: needs Python with the package bochscpu-python: pip install bochscpu-python==0.4.0" >&2
	exit 1
}
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
cc -shared -fPIC -O2 -o "$dir/model.so" emulate/model.c -ldl
CGO_ENABLED=0 go test -c -o "$dir/kernel.test" .
EINTHOVEN_EMULATED=1 LD_PRELOAD="$dir/model.so" "$python" emulate/emulate.py "$dir/kernel.test" -test.timeout=0 "$@"
