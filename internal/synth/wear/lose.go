package wear

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// lose takes the inside of a contour away from the sheet.
func (b *bench) lose(contour [][2]float64) {
	b.Missing = append(b.Missing, raster.NewArea([][][2]float64{contour}, white()))
}

// ragged is a torn line from a to z: each piece is parted, and its middle
// moved aside by up to a share of its length, until pieces are fine.
func ragged(rng *rand.Rand, a, z [2]float64, share, fineMM float64) [][2]float64 {
	dx, dy := z[0]-a[0], z[1]-a[1]
	if math.Hypot(dx, dy) <= fineMM {
		return [][2]float64{a}
	}
	off := share * (2*rng.Float64() - 1)
	m := [2]float64{(a[0]+z[0])/2 - off*dy, (a[1]+z[1])/2 + off*dx}
	return append(ragged(rng, a, m, share, fineMM), ragged(rng, m, z, share, fineMM)...)
}

// circle is a contour of n points.
func circle(x, y, r float64, n int) [][2]float64 {
	out := make([][2]float64, n)
	for i := range out {
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		out[i] = [2]float64{x + r*c, y + r*s}
	}
	return out
}

// quad is a rectangle of a size about a middle, turned clockwise.
func quad(at, sizeMM [2]float64, deg float64) [][2]float64 {
	w, h := sizeMM[0]/2, sizeMM[1]/2
	return [][2]float64{turned(at[0], at[1], deg, -w, -h), turned(at[0], at[1], deg, w, -h),
		turned(at[0], at[1], deg, w, h), turned(at[0], at[1], deg, -w, h)}
}

// closed is a contour as a line that ends where it begins.
func closed(t [][2]float64) [][2]float64 { return append(append([][2]float64{}, t...), t[0]) }
