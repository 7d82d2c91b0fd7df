package capture

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A grain is white Gaussian noise as a function of place: the same whatever
// part of a picture is drawn.
type grain struct {
	seed uint64
	// bell are the values of a Gaussian of which each has the same chance.
	bell *bell
}

type bell [1 << bellBits]float32

const bellBits = 10

// Tables are what all sensors calculate with.
type Tables struct {
	encode *raster.Encoder
	bell   *bell
}

// NewTables fills them.
func NewTables() *Tables { return &Tables{raster.NewEncoder(), newBell()} }

func (t *Tables) grain(seed uint64) grain { return grain{chance.Mix(seed ^ 0x5e3a9c1f), t.bell} }

// newBell finds its values by the inverse of the error function, scaled to
// standard deviation 1.
func newBell() *bell {
	b := new(bell)
	const half = 1 << (bellBits - 1)
	sum := 0.0
	for i := range half {
		v := math.Erfinv((float64(i) + 0.5) / half)
		b[half+i] = float32(v)
		sum += v * v
	}
	f := float32(1 / math.Sqrt(sum/half))
	for i := range half {
		b[half+i] *= f
		b[half-1-i] = -b[half+i]
	}
	return b
}

// bits are those of a pixel.
func (g grain) bits(x, y int) uint64 {
	return chance.Mix(g.seed + uint64(uint32(x)) + uint64(uint32(y))<<32)
}

// three are three values of mean 0 and standard deviation 1 at a pixel.
func (g grain) three(x, y int) (a, b, c float32) {
	n := g.bits(x, y)
	const low = 1<<bellBits - 1
	return g.bell[n&low], g.bell[n>>bellBits&low], g.bell[n>>(2*bellBits)&low]
}

// fill are the values of a row of pixels from (x, y) on, three for each, all
// alike if mono.
func (g grain) fill(out []float32, x, y int, mono bool) {
	for len(out) >= 3 {
		p := (*[3]float32)(out)
		p[0], p[1], p[2] = g.three(x, y)
		if mono {
			p[1], p[2] = p[0], p[0]
		}
		out = out[3:]
		x++
	}
}
