//go:build amd64 && !noasm

package lanes

import "golang.org/x/sys/cpu"

//go:generate go run -C gen . -out ../lanes_amd64.s -stubs ../stub_amd64.go -pkg lanes

// fast tells whether the processor can run the assembly.
func fast() bool { return cpu.X86.HasAVX2 }

// The wide functions do as much from the start as they can, and tell how much
// that is.

func mixWide(out, taps []float32, from [][]float32) int {
	n := len(out) &^ 7
	if n == 0 || len(taps) == 0 || !fast() {
		return 0
	}
	out = out[:n]
	switch n := len(taps); {
	case n >= 7:
		setSevenAVX2(out, (*[7]float32)(taps), (*[7][]float32)(from))
		taps, from = taps[7:], from[7:]
	case n >= 5:
		setFiveAVX2(out, (*[5]float32)(taps), (*[5][]float32)(from))
		taps, from = taps[5:], from[5:]
	case n >= 3:
		setThreeAVX2(out, (*[3]float32)(taps), (*[3][]float32)(from))
		taps, from = taps[3:], from[3:]
	default:
		clear(out)
	}
	for len(taps) >= 4 {
		addFourAVX2(out, (*[4]float32)(taps), (*[4][]float32)(from))
		taps, from = taps[4:], from[4:]
	}
	for len(taps) > 0 {
		addOneAVX2(out, (*[1]float32)(taps), (*[1][]float32)(from))
		taps, from = taps[1:], from[1:]
	}
	return n
}

func addScaledWide(a []float32, f float32, b []float32) int {
	n := len(a) &^ 7
	if n == 0 || !fast() {
		return 0
	}
	addOneAVX2(a[:n], &[1]float32{f}, &[1][]float32{b})
	return n
}

func (c *Cubic) wide(out []float32, at [][2]float64) int {
	const most = 1 << 20 // no product overflows
	if len(at) == 0 || c.W < 5 || c.H < 4 || c.W > most || c.H > most || len(c.Pix) < 3*c.W*c.H || !fast() {
		return 0
	}
	return cubicAVX2(out[:3*len(at)], at, c.Pix[:3*c.W*c.H], c.W, c.H, c.Weight, c.PerUnit, &c.Origin)
}

func bytesWide(dst []uint8, row []float32, flip uint8) int {
	n := min(len(row)/12, len(dst)/16) * 12
	if n == 0 || !fast() {
		return 0
	}
	bytesAVX2(dst[:n/3*4], row[:n], uint32(flip)*0x10101)
	return n
}

func lookupWide(row, table []float32, steps float32) int {
	n := len(row) &^ 7
	// A float32 holds all places in a table of that size.
	if n == 0 || len(table) == 0 || len(table) > 1<<24 || !fast() {
		return 0
	}
	lookupAVX2(row[:n], table, steps)
	return n
}

func scatterWide(row, noise []float32, size *[256]float32) int {
	n := len(row) &^ 7
	if n == 0 || !fast() {
		return 0
	}
	scatterAVX2(row[:n], noise[:n], size)
	return n
}

func pairsWide(dst []uint8, at [][2]float64) int {
	n := min(len(at), len(dst)/8) &^ 1
	if n == 0 || !fast() {
		return 0
	}
	pairsAVX2(dst[:8*n], at[:n])
	return n
}

// blocksFit tells whether 16 rows of 16 pixels lie in pix.
func blocksFit(pix []uint8, stride int) bool {
	return stride >= 0 && stride <= len(pix) && 15*stride+64 <= len(pix)
}

func takeWide(b *Blocks, pix []uint8, stride int) bool {
	if !blocksFit(pix, stride) || !fast() {
		return false
	}
	takeAVX2((*[6][64]float32)(b), &pix[0], stride)
	return true
}

func putWide(b *Blocks, pix []uint8, stride int) bool {
	if !blocksFit(pix, stride) || !fast() {
		return false
	}
	putAVX2((*[6][64]float32)(b), &pix[0], stride)
	return true
}

func roundWide(b *[64]float32, steps *[2][64]float32) bool {
	if !fast() {
		return false
	}
	roundAVX2(b, steps)
	return true
}

// wide covers whole eights.
func (l *Rules) wide(row []uint8, at [][2]float64, axis int, perUnit [][2]float32) int {
	n := len(row) &^ 7
	if n == 0 || !fast() {
		return 0
	}
	f := [6]float32{l.Every, max(l.Half, l.Thick), 0, l.Half, l.Half, 0}
	if l.Each > 0 {
		f[2], f[4], f[5] = 1/float32(l.Each), l.Thick, float32(l.Each)
	}
	ruleAVX2(row[:n], at[:n], axis, perUnit[:n/RulePixels], &[2]float64{l.Shift, l.Inverse}, &f)
	return n
}

func curveWide(out [][2]float64, weights [][4]float64, x, y *[4]float64) bool {
	if !fast() {
		return false
	}
	curveAVX2(out, weights, x, y)
	return true
}

func glideWide(out []float32, line *[GlidePeriod + 1]float32, at, step int64) int {
	n := len(out) &^ 7
	if n == 0 || !fast() {
		return 0
	}
	glideAVX2(out[:n], line, at, step)
	return n
}

func rampWide(row []float32, l *Light, g, step float32) int {
	n := len(row) / 24 * 24
	if n == 0 || !fast() {
		return 0
	}
	var all [12]float32
	for k, part := range [4]*[3]float32{&l.Times, &l.Plus, &l.TimesChange, &l.PlusChange} {
		copy(all[3*k:], part[:])
	}
	rampAVX2(row[:n], &all, g, step)
	return n
}
