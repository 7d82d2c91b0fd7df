#!/bin/sh
# Tells whether the committed assembly is what the generator writes. The first
# line of a file names the command and is left out.
set -eu
cd "$(dirname "$0")"
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
go run . -out "$dir/lanes_amd64.s" -stubs "$dir/stub_amd64.go" -pkg lanes
for f in lanes_amd64.s stub_amd64.go; do
	tail -n +2 "../$f" >"$dir/old"
	tail -n +2 "$dir/$f" | cmp "$dir/old" - || {
		echo "$f is not what the generator writes: run go generate ./internal/synth/lanes" >&2
		exit 1
	}
done
