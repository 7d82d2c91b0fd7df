package light

import (
	"fmt"
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// What sheets lie on. A table without a kind has one colour.
const (
	TablePlain    = "plain"     // painted board
	TableWood     = "wood"      // boards with grain, pores and knots
	TableFabric   = "fabric"    // woven threads
	TableStone    = "stone"     // speckled
	TableMetal    = "metal"     // brushed
	TableLinen    = "linen"     // a bed, with folds
	TableKeys     = "keys"      // a keyboard, and what else stands about in blocks
	TablePaper    = "paper"     // other sheets with lines of text
	TableGraph    = "graph"     // a pad of graph paper
	TableLidDark  = "lid-dark"  // of a scanner
	TableLidWhite = "lid-white" // of a scanner
	TablePhoto    = "photo"     // a picture of something
)

// Tables lists the kinds.
func Tables() []string {
	return []string{TablePlain, TableWood, TableFabric, TableStone, TableMetal, TableLinen, TableKeys, TablePaper, TableGraph, TableLidDark,
		TableLidWhite, TablePhoto}
}

// A Table is what a sheet lies on. Its pattern lies in the picture, as seen
// from straight above.
type Table struct {
	// Colour of all of it, or of what a kind is made of; black is only black
	// if Set, and without a colour a kind takes one by its seed.
	Colour raster.Colour `json:"colour,omitzero"`
	Set    bool          `json:"set,omitempty"`
	// Kind is one of [Tables], or empty.
	Kind string `json:"kind,omitempty"`
	// PxPerMM is its size, 0.5 to 50 pixels a millimetre; 0 means 8. Deg turns
	// it clockwise.
	PxPerMM float64 `json:"px_per_mm,omitempty"`
	Deg     float64 `json:"deg,omitempty"`
	// Seed of its pattern.
	Seed uint64 `json:"seed,omitempty"`
	// File names the photo of [TablePhoto]; Photo is what it shows, which
	// whoever reads the file sets.
	File  string `json:"file,omitempty"`
	Photo *Photo `json:"-"`
}

// Check tells which field is out of its range.
func (t *Table) Check() error {
	switch {
	case t.Kind != "" && !slices.Contains(Tables(), t.Kind):
		return fmt.Errorf("light: table of %q is unknown; want one of %q", t.Kind, Tables())
	case t.PxPerMM != 0 && !in(t.PxPerMM, 0.5, 50):
		return fmt.Errorf("light: table of %g pixels a millimetre, want 0.5 to 50", t.PxPerMM)
	case !in(t.Deg, -3600, 3600):
		return fmt.Errorf("light: table turned by %g degrees", t.Deg)
	case t.Kind == TablePhoto && t.Photo == nil:
		return fmt.Errorf("light: the table's photo %q has not been read", t.File)
	}
	return nil
}

// An rgb is a colour in linear light. Its parts stay in registers, which those
// of an array do not.
type rgb struct{ r, g, b float32 }

// A texture is the colour of a place in millimetres.
type texture func(x, y float64) rgb

// A Surface is a table made ready. It serves one goroutine.
type Surface struct {
	table  *Table
	made   material
	grit   dice
	colour raster.Ink
	s, co  float64 // of its turn, a millimetre
}

// Surface makes a table ready.
func (t *Table) Surface() *Surface {
	out := &Surface{table: t, made: t.material(), grit: dice(chance.Mix(t.Seed ^ 0x51ed_2701)), colour: t.Colour.Linear()}
	k := t.pxPerMM()
	out.s, out.co = turned(-t.Deg)
	out.s, out.co = out.s/k, out.co/k
	return out
}

// Cover fills a canvas, a part of a picture.
func (f *Surface) Cover(c *raster.Canvas) {
	for v := c.Rect.Min.Y; v < c.Rect.Max.Y; v++ {
		f.Row(c.Row(v), c.Rect.Min.X, v)
	}
}

// Row fills pixels of row v of a picture from u on.
func (f *Surface) Row(row []float32, u, v int) {
	if f.table.Kind == TablePhoto {
		f.table.Photo.row(row, u, v, f.table.Seed)
		return
	}
	if f.made.at == nil {
		for ; len(row) >= 3; row = row[3:] {
			copy(row, f.colour[:])
		}
		return
	}
	for ; len(row) >= 3; row = row[3:] {
		ink := f.made.at(f.co*float64(u)-f.s*float64(v), f.s*float64(u)+f.co*float64(v))
		g := 1 + f.made.grit*f.grit.at(u, v)
		p := (*[3]float32)(row)
		p[0], p[1], p[2] = ink.r*g, ink.g*g, ink.b*g
		u++
	}
}

func (t *Table) pxPerMM() float64 {
	if t.PxPerMM == 0 {
		return 8
	}
	return t.PxPerMM
}

// A material is a texture, none for one colour, and how much pixels differ by
// themselves.
type material struct {
	at   texture
	grit float32
}

// material is what the table is made of, its colour drawn from those that such
// things have.
func (t *Table) material() material {
	seed := chance.Mix(t.Seed ^ 0x7ab1_e000)
	pick := func(of ...raster.Colour) rgb {
		c := t.Colour
		if !t.Set && c == (raster.Colour{}) {
			c = of[seed%uint64(len(of))]
		}
		ink := c.Linear()
		return rgb{ink[0], ink[1], ink[2]}
	}
	r := rough{seed: seed, px: 1 / t.pxPerMM()}
	switch t.Kind {
	case TablePlain:
		return material{at: r.plain(pick(raster.Colour{196, 190, 180}, raster.Colour{150, 152, 156}, raster.Colour{70, 72, 78}, raster.Colour{214, 206, 192})), grit: 0.02}
	case TableWood:
		return material{at: r.wood(pick(raster.Colour{146, 108, 66}, raster.Colour{112, 78, 50}, raster.Colour{176, 138, 96}, raster.Colour{44, 42, 44}, raster.Colour{150, 112, 84})), grit: 0.05}
	case TableFabric:
		return material{at: r.fabric(pick(raster.Colour{58, 46, 96}, raster.Colour{70, 84, 98}, raster.Colour{156, 40, 44}, raster.Colour{176, 172, 160}, raster.Colour{54, 84, 66})), grit: 0.06}
	case TableStone:
		return material{at: r.stone(pick(raster.Colour{128, 124, 122}, raster.Colour{64, 62, 64}, raster.Colour{182, 170, 156})), grit: 0.05}
	case TableMetal:
		return material{at: r.metal(pick(raster.Colour{168, 170, 174}, raster.Colour{126, 128, 132})), grit: 0.02}
	case TableLinen:
		return material{at: r.linen(pick(raster.Colour{214, 216, 218}, raster.Colour{170, 186, 204}, raster.Colour{196, 206, 190})), grit: 0.03}
	case TableKeys:
		return material{at: r.keys(pick(raster.Colour{46, 47, 50}, raster.Colour{188, 188, 190})), grit: 0.03}
	case TablePaper:
		return material{at: r.paper(pick(raster.Colour{108, 84, 62}, raster.Colour{60, 62, 66}, raster.Colour{160, 150, 140})), grit: 0.02}
	case TableGraph:
		return material{at: r.graph(pick(raster.Colour{226, 120, 84}, raster.Colour{112, 160, 208}, raster.Colour{120, 178, 132}, raster.Colour{226, 130, 150})), grit: 0.015}
	case TableLidDark:
		return material{at: r.plain(pick(raster.Colour{22, 22, 24}, raster.Colour{40, 41, 44})), grit: 0.08}
	case TableLidWhite:
		return material{at: r.plain(pick(raster.Colour{244, 245, 246}, raster.Colour{226, 228, 230})), grit: 0.012}
	}
	return material{}
}

// floor of a number that fits into an int.
func floor(v float64) int {
	i := int(v)
	if v < float64(i) {
		i--
	}
	return i
}

// cycle is the place of v in steps of size every, and the number of the step.
func cycle(v, every float64) (at float64, n int) {
	n = floor(v / every)
	return v - every*float64(n), n
}

// A period is a size of steps, made ready for many.
type period struct{ size, inverse float64 }

func newPeriod(size float64) period { return period{size, 1 / size} }

// at is the place of v in its step, and the number of that.
func (p period) at(v float64) (at float64, n int) {
	n = floor(v * p.inverse)
	return v - p.size*float64(n), n
}

// line is how much of a pixel px wide a line covers whose edge lies inside by
// d, all in the same unit.
func line(d, px float64) float32 {
	switch {
	case d <= -px/2:
		return 0
	case d >= px/2:
		return 1
	}
	return float32(d/px + 0.5)
}

// tint mixes b into a.
func tint(a, b rgb, share float32) rgb {
	return rgb{a.r + share*(b.r-a.r), a.g + share*(b.g-a.g), a.b + share*(b.b-a.b)}
}

// dim makes a colour darker by a share, deeper as it gets darker; a negative
// share makes it brighter.
func dim(a rgb, d float32) rgb {
	return rgb{a.r * max(1-d, 0), a.g * max(1-1.12*d, 0), a.b * max(1-1.25*d, 0)}
}

// grey makes a colour darker by a share in all parts.
func grey(a rgb, d float32) rgb { return rgb{a.r * (1 - d), a.g * (1 - d), a.b * (1 - d)} }

// near is a bell around 0 of width w.
func near(v, w float64) float64 { return math.Exp(-v * v / (w * w)) }
