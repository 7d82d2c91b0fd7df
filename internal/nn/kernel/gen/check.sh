#!/bin/sh
# Tells whether the committed assembly is what the generator writes. The first
# line of a file names the command and is left out.
set -eu
cd "$(dirname "$0")"
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
go run . -out "$dir/kernel_amd64.s" -stubs "$dir/stub_amd64.go" -pkg kernel
for f in kernel_amd64.s stub_amd64.go; do
	tail -n +2 "../$f" >"$dir/old"
	tail -n +2 "$dir/$f" | cmp "$dir/old" - || {
		echo "$f is not what the generator writes: run go generate ./internal/nn/kernel" >&2
		exit 1
	}
done
# Registers above 15 are those of AVX-512 alone; avo gives them to functions for AVX2
# too when it has no others, without a word.
awk '/^TEXT/ { name = $2 }
	name !~ /AVX512/ && /[^A-Z0-9][XYZ](1[6-9]|2[0-9]|3[01])/ { print name ": " $0; found = 1 }
	END { exit found }' ../kernel_amd64.s >&2 || {
	echo "functions for AVX2 use registers that only AVX-512 has: keep fewer numbers in registers" >&2
	exit 1
}
