package wear

import (
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A bench is where a sheet is worn.
type bench struct {
	*paper.Sheet
	seed uint64
	// bare is the colour of paper without ink, as it is by now.
	bare raster.Ink
}

// streamWear is the first of the streams that wear draws from, of which each
// thing takes one ([chance.Stream]).
const streamWear uint64 = 300

// chance is the source of the next thing. It depends on the kind and how many
// of that kind came before, not on other kinds.
func (b *bench) chance(kind, number int) *rand.Rand {
	return chance.Stream(b.seed, streamWear+uint64(kind)<<16+uint64(number))
}

// page is the box of the sheet with a margin: pictures are sampled a little
// beyond its edge.
func (b *bench) page() raster.Box {
	return raster.Box{-marginMM, -marginMM, b.SizeMM[0] + marginMM, b.SizeMM[1] + marginMM}
}

const marginMM = 5.0

// add lays a mark on the sheet.
func (b *bench) add(marks ...raster.Mark) { b.Marks = append(b.Marks, marks...) }

// fade lays a wash that takes ink away or covers it.
func (b *bench) fade(m *wash) {
	b.add(m)
	box, share := m.f.box, m.share
	b.hide(func(x, y float64) float64 {
		if x < box[0] || y < box[1] || x > box[2] || y > box[3] {
			return 0
		}
		return share(x, y)
	})
}

// cover lays a mark that covers what lies below it.
func (b *bench) cover(marks ...raster.Mark) {
	b.add(marks...)
	b.hide(newCast(marks).at)
}

func (b *bench) hide(f func(x, y float64) float64) { b.Hidden = append(b.Hidden, f) }

// bleached is a paint that leaves bare paper.
func (b *bench) bleached(alpha float64) raster.Paint {
	return raster.Paint{Ink: b.bare, Alpha: float32(alpha)}
}

// glaze is a paint that lets through.
func glaze(c raster.Colour, alpha float64) raster.Paint {
	return raster.Paint{Ink: c.Linear(), Alpha: float32(alpha), Multiply: true}
}

// opaque is a paint that covers.
func opaque(c raster.Colour, alpha float64) raster.Paint {
	return raster.Paint{Ink: c.Linear(), Alpha: float32(alpha)}
}

// turned is the point (u, v) of something that is turned clockwise about (x, y).
func turned(x, y, deg, u, v float64) [2]float64 {
	s, c := math.Sincos(deg * math.Pi / 180)
	return [2]float64{x + c*u - s*v, y + s*u + c*v}
}

// boxOf is the box around points.
func boxOf(points [][2]float64, grow float64) raster.Box {
	return raster.Box(raster.Bounds([][][2]float64{points})).Grown(grow)
}
