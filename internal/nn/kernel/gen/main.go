// Command gen writes the assembly for amd64 of package kernel and the Go
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
	conv512()
	convPair512()
	convGrad512()
	convGradPair512()
	transpose()
	conv8()
	conv8VNNI()
	quantize()
	multiply()
	multiply512()
	multiplyPair512()
	winograd()
	elementwise()
	channels()
	pool()
	lerp()
	peak()
	peak512()
	Generate()
}
