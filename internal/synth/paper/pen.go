package paper

import (
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Pen says how the machine's ink comes to the paper. The zero value is a
// pen of even, full ink.
type Pen struct {
	// Alpha is the share of light that the ink takes, 0.05 to 1; 0 means 1.
	Alpha float64
	// Hard draws without anti-aliasing. Multiply lets the grid show through.
	Hard, Multiply bool
	// StepMM are the steps of a printing head across and down, up to 1, to
	// which traces are rounded; 0 means none.
	StepMM [2]float64
	// WobbleMM is how far ink strays from its place, up to 0.3.
	WobbleMM float64
	// TurnMM is how much wider a hot pen's line gets where it turns round,
	// up to 2; the line then is thinner where the pen moves fast, too.
	TurnMM float64
	// Fade is the share of ink lost at the left and the right edge of the
	// paper, 0 to 0.95, linear between.
	Fade [2]float64
	// Mottle is the share of ink that may be lost in patches of some
	// millimetres, 0 to 1; Skip the share of short pieces of which nothing is
	// drawn, 0 to 0.5.
	Mottle, Skip float64
	// Dead is the number of heating elements that print nothing, up to 100,
	// each DeadMM wide (0 means 0.125, up to 2). They leave lines across the
	// paper, or, with DeadDown, down it.
	Dead     int
	DeadMM   float64
	DeadDown bool
	// Seed of wobble, patches and dead elements.
	Seed uint64
}

func (p *Pen) check() error {
	for _, f := range []struct {
		name      string
		v, lo, hi float64
	}{
		{"alpha", p.Alpha, 0.05, 1}, {"step across in mm", p.StepMM[0], 0, 1}, {"step down in mm", p.StepMM[1], 0, 1},
		{"wobble in mm", p.WobbleMM, 0, 0.3}, {"widening at turns in mm", p.TurnMM, 0, 2},
		{"fade at the left", p.Fade[0], 0, 0.95}, {"fade at the right", p.Fade[1], 0, 0.95},
		{"mottle", p.Mottle, 0, 1}, {"skips", p.Skip, 0, 0.5},
		{"number of dead elements", float64(p.Dead), 0, 100}, {"width of dead elements in mm", p.DeadMM, 0, 2},
	} {
		if !within(f.v, f.lo, f.hi) {
			return fmt.Errorf("pen: %s is %g, want %g to %g", f.name, f.v, f.lo, f.hi)
		}
	}
	return nil
}

// paint is ink of a colour.
func (p *Pen) paint(c Colour) raster.Paint {
	return raster.Paint{Ink: c.Linear(), Alpha: float32(p.Alpha), Multiply: p.Multiply, Hard: p.Hard}
}

// Sizes of what a pen loses, mm.
const (
	mottleMM   = 7.0
	skipMM     = 1.2
	skipDownMM = 15.0
)

// keep is the share of ink that reaches a place of the paper; nil means all
// of it everywhere.
func (p *Pen) keep(size [2]float64) raster.Field {
	if p.Fade == ([2]float64{}) && p.Mottle == 0 && p.Skip == 0 && p.Dead == 0 {
		return nil
	}
	axis, wide := 1, p.DeadMM
	if p.DeadDown {
		axis = 0
	}
	if wide == 0 {
		wide = 0.125
	}
	n := int(size[axis] / wide)
	dead := make([]bool, n+1) // elements by their number
	for i := range p.Dead {
		dead[int(float64(n)*hash(p.Seed, 1, i))] = true
	}
	fade, mottle, skip, seed := p.Fade, p.Mottle, p.Skip, p.Seed
	return func(x, y float64) float64 {
		at := y
		if axis == 0 {
			at = x
		}
		if i := int(at / wide); i >= 0 && i <= n && dead[i] {
			return 0
		}
		if skip > 0 && hash(seed+2, int(math.Floor(x/skipMM)), int(math.Floor(y/skipDownMM))) < skip {
			return 0
		}
		u := min(max(x/size[0], 0), 1)
		k := 1 - fade[0]*(1-u) - fade[1]*u
		if mottle > 0 {
			n := cloud(seed+3, x/mottleMM, y/mottleMM)
			k *= 1 - mottle*n*n
		}
		return k
	}
}

// hash is a number 0 to 1 that belongs to a place. The mixing is that of
// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
// generators", 2014).
func hash(seed uint64, i, j int) float64 {
	z := seed + 0x9e3779b97f4a7c15*uint64(int64(i)) + 0xd1b54a32d192ed03*uint64(int64(j)+1)
	for range 2 {
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
	}
	return float64(z>>11) / (1 << 53)
}

// cloud is smooth noise 0 to 1: hashes at whole places, blended between.
func cloud(seed uint64, x, y float64) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	i, j := int(x0), int(y0)
	f, g := ease(x-x0), ease(y-y0)
	a := (1-f)*hash(seed, i, j) + f*hash(seed, i+1, j)
	if g == 0 {
		return a
	}
	b := (1-f)*hash(seed, i, j+1) + f*hash(seed, i+1, j+1)
	return (1-g)*a + g*b
}

func ease(t float64) float64 { return t * t * (3 - 2*t) }

// draw turns the path of a trace into the pen's mark.
func (p *Pen) draw(mm [][2]float64, penMM float64, paint raster.Paint) raster.Mark {
	if p.StepMM != ([2]float64{}) {
		mm = p.stepped(mm)
	}
	if p.WobbleMM == 0 && p.TurnMM == 0 {
		return raster.NewLine(mm, penMM, paint)
	}
	path, wide := make([][2]float64, len(mm)), make([]float32, len(mm))
	row := math.Floor(8 * mm[0][1]) // tells traces apart
	for i, q := range mm {
		path[i] = q
		w := penMM
		if p.WobbleMM > 0 {
			at := q[0] / (2 * penMM) // strays as coarsely as the drops are wide
			path[i][1] += p.WobbleMM * (2*cloud(p.Seed+4, at, row) - 1)
			w *= 0.75 + 0.5*cloud(p.Seed+5, at, row)
		}
		if p.TurnMM > 0 && i > 0 && i+1 < len(mm) {
			w += p.TurnMM*turned(mm[i-1], q, mm[i+1]) - hotThin*penMM*steep(mm[i-1], mm[i+1])
		}
		wide[i] = float32(w)
	}
	return raster.NewRibbon(path, penMM, wide, nil, paint)
}

// hotThin is the share of its width that the line of a hot pen loses where it
// goes straight up or down.
const hotThin = 0.35

// steep is 0 for a level piece and 1 for an upright one.
func steep(a, b [2]float64) float64 {
	dy := math.Abs(b[1] - a[1])
	if dy == 0 {
		return 0
	}
	return dy / math.Hypot(b[0]-a[0], dy)
}

// turned is 0 where a path goes straight on and 1 where it turns round on
// steep pieces: there the hot pen stands still.
func turned(a, b, c [2]float64) float64 {
	u, v := math.Atan2(b[1]-a[1], b[0]-a[0]), math.Atan2(c[1]-b[1], c[0]-b[0])
	return math.Pow(min(math.Abs(u-v)/math.Pi, 1), 1.5)
}

// stepped rounds a path to the steps of the head and goes up and down only at
// them.
func (p *Pen) stepped(mm [][2]float64) (out [][2]float64) {
	snap := func(v, step float64) float64 {
		if step == 0 {
			return v
		}
		return math.Round(v/step) * step
	}
	for _, q := range mm {
		at := [2]float64{snap(q[0], p.StepMM[0]), snap(q[1], p.StepMM[1])}
		if n := len(out); n > 0 {
			last := out[n-1]
			if last == at {
				continue
			}
			if last[0] != at[0] && last[1] != at[1] {
				out = append(out, [2]float64{at[0], last[1]})
			}
		}
		out = append(out, at)
	}
	return out
}
