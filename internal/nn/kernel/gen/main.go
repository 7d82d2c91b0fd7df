// Command gen writes the AVX2 assembly of package kernel and the Go
// declarations that belong to it. Run it through "go generate" in the folder
// of package kernel.
package main

import (
	. "github.com/mmcloughlin/avo/build"
)

func main() {
	ConstraintExpr("amd64,!noasm")
	conv()
	convGrad()
	conv8()
	quantize()
	multiply()
	winograd()
	elementwise()
	channels()
	pool()
	lerp()
	peak()
	Generate()
}
