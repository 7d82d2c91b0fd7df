package data

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// Sketches are panels without a page: the curve of each lead of a simulated
// heart, drawn straight onto a grid, a picture a lead. They cost a hundredth of
// a rendered page and have none of its troubles: they are for trying things and
// for tests.
type Sketches struct {
	size    Size
	network model.Description
	count   int
	seed    uint64
	seconds float64
}

// streamSketch is where sketches draw from.
const streamSketch uint64 = 61

// NewSketches makes count hearts, shown for some seconds, for a panel network
// of at most as many panels and leads as there are leads.
func NewSketches(d model.Description, count int, seed uint64, seconds float64) (*Sketches, error) {
	p := d.Panel
	if d.Kind != model.KindPanel || d.Input.Channels != 3 || p.Panels > heart.NumLeads || p.Decoder.Leads > heart.NumLeads {
		return nil, fmt.Errorf("data: sketches are for networks of kind %s with 3 channels and at most %d panels and leads", model.KindPanel, heart.NumLeads)
	}
	if !(seconds >= 0.5 && seconds <= 60) {
		return nil, fmt.Errorf("data: sketches of %g seconds, want 0.5 to 60", seconds)
	}
	s := Size{p.Panels * 3 * d.Input.Height * d.Input.Width, p.Decoder.Leads * p.Decoder.Samples}
	return &Sketches{s, d, count, seed, seconds}, nil
}

// Len implements [Source].
func (s *Sketches) Len() int { return s.count }

// Size implements [Source].
func (s *Sketches) Size() Size { return s.size }

// Key implements [Source].
func (s *Sketches) Key() string {
	p := s.network.Panel
	return fmt.Sprintf("sketches 1, drawing %d: %d hearts from seed %d, %g s, %d panels of %v, %d leads of %d samples",
		Drawing, s.count, s.seed, s.seconds, p.Panels, s.network.Input, p.Decoder.Leads, p.Decoder.Samples)
}

// Draw implements [Source]. Versions differ in pen, paper and height of the
// curves; the heart stays.
func (s *Sketches) Draw(i int, version uint64) (Example, error) {
	seed := s.seed + uint64(i)
	signal, err := heart.RandomCase(seed).Signal(s.seconds)
	if err != nil {
		return Example{}, err
	}
	p := s.network.Panel
	e := Example{Group: fmt.Sprintf("heart-%d", seed)}
	rng := chance.Stream(again(seed, version), streamSketch)
	look := newPen(rng, s.network.Input)
	for k := range p.Panels {
		e.Pixels = append(e.Pixels, look.draw(signal.MV[k], s.network.Input)...)
	}
	for k := range p.Decoder.Leads {
		e.Target = append(e.Target, resample(signal.MV[k], p.Decoder.Samples)...)
	}
	e.Mask = make([]uint8, len(e.Target))
	for k, v := range e.Target {
		if v == v {
			e.Mask[k] = 1
		} else {
			e.Target[k] = 0
		}
	}
	e.Key = Fingerprint(e.Target)
	return e, nil
}

// again is the seed of a version of what has a seed. Versions lie far from the
// seeds of any other example.
func again(seed, version uint64) uint64 { return seed + version<<32 }

// resample gives n values of a signal by straight lines between its samples.
func resample(mv []float64, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		at := float64(i) / float64(n) * float64(len(mv))
		lo := min(int(at), len(mv)-1)
		hi := min(lo+1, len(mv)-1)
		out[i] = float32(mv[lo] + (at-float64(lo))*(mv[hi]-mv[lo]))
	}
	return out
}

// pen is how a sketch looks.
type pen struct {
	paper, grid, ink raster.Colour
	width            float64 // of the line, in pixels
	perMV            float64 // pixels
	middle           float64 // the row of zero
	cell             float64 // pixels between lines of the grid
}

func newPen(rng *rand.Rand, in model.Input) *pen {
	tone := func(lo, hi float64) uint8 { return uint8(chance.Between(rng, lo, hi)) }
	h := float64(in.Height)
	return &pen{
		paper: raster.Colour{tone(235, 256), tone(225, 256), tone(215, 256)},
		grid:  raster.Colour{tone(220, 250), tone(140, 200), tone(140, 200)},
		ink:   raster.Colour{tone(0, 60), tone(0, 60), tone(0, 80)},
		width: h / 64 * chance.Between(rng, 0.8, 1.8), perMV: h * chance.Between(rng, 0.18, 0.22),
		middle: h * chance.Between(rng, 0.5, 0.6), cell: h / 8,
	}
}

// draw gives the picture of a lead, plane by plane.
func (p *pen) draw(mv []float64, in model.Input) []uint8 {
	c := raster.New(image.Rect(0, 0, in.Width, in.Height), p.paper.Linear())
	w, h := float64(in.Width), float64(in.Height)
	for at := p.cell / 2; at < w; at += p.cell {
		raster.NewLine([][2]float64{{at, 0}, {at, h}}, p.width/2, raster.Solid(p.grid)).Draw(c, 1)
	}
	for at := p.cell / 2; at < h; at += p.cell {
		raster.NewLine([][2]float64{{0, at}, {w, at}}, p.width/2, raster.Solid(p.grid)).Draw(c, 1)
	}
	var curve [][2]float64
	flush := func() {
		if len(curve) > 1 {
			raster.NewLine(curve, p.width, raster.Solid(p.ink)).Draw(c, 1)
		}
		curve = nil
	}
	for i, v := range mv {
		if math.IsNaN(v) {
			flush()
			continue
		}
		curve = append(curve, [2]float64{float64(i) / float64(len(mv)) * w, p.middle - p.perMV*v})
	}
	flush()
	rgba := make([]uint8, 4*in.Width*in.Height)
	raster.NewEncoder().Bytes(rgba, c.Pix)
	return planar(rgba, 4)
}

// planar turns pixels of step bytes, red, green and blue first, into three
// planes.
func planar(pixels []uint8, step int) []uint8 {
	n := len(pixels) / step
	out := make([]uint8, 3*n)
	for i := range n {
		for k := range 3 {
			out[k*n+i] = pixels[i*step+k]
		}
	}
	return out
}
