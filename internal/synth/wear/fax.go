package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Fax sends the page by telephone: small rectangles, black or white.
type Fax struct {
	// Mode is "standard" (204 x 98 to the inch) or "fine" (204 x 196); "" means
	// none.
	Mode string `json:"mode,omitempty"`
	// Level is the share of the paper's light below which a place is black, 0.2
	// to 0.95; 0 means 0.6.
	Level float64 `json:"level,omitempty"`
	// Noise moves the level from place to place, 0 to 0.3.
	Noise float64 `json:"noise,omitempty"`
	// Lost is the number of runs of lines that were garbled on the way, 0 to
	// 50: the page goes on with the line before.
	Lost int `json:"lost,omitempty"`
}

func (p *Fax) check(l *limits) {
	l.name("fax", "mode", p.Mode, "", "standard", "fine")
	if p.Mode == "" {
		return
	}
	if p.Level != 0 {
		l.in("fax", "level", p.Level, 0.2, 0.95)
	}
	l.in("fax", "noise", p.Noise, 0, 0.3)
	l.count("fax", p.Lost, 50)
}

// Places a millimetre. Source: ITU-T Recommendation T.4, 1728 along 215 mm,
// 3.85 or 7.7 lines.
const (
	faxAcross   = 1728 / 215.0
	faxStandard = 3.85
	faxFine     = 7.7
)

func (p *Fax) apply(b *bench) {
	if p.Mode == "" {
		return
	}
	rng := b.chance(kindFax, 0)
	paper, toner := copyInks()
	m := &fax{down: faxFine, level: 0.6, noise: float32(p.Noise), grain: newGrain(rng, 1/faxAcross), from: b.bare,
		paper: paper.Linear(), toner: toner.Linear(), lost: map[int]int{}}
	if p.Mode == "standard" {
		m.down = faxStandard
	}
	if p.Level > 0 {
		m.level = float32(p.Level)
	}
	b.add(m)
	b.thin(m.comes(b.PenMM))
	b.bare, b.PaperLight, b.TraceLight = m.paper, m.paper, m.toner
	type gap struct{ lo, hi float64 }
	var gaps []gap
	for range p.Lost {
		line, n := int(b.SizeMM[1]*m.down*rng.Float64()), 1+rng.IntN(maxLost)
		for i := range n {
			m.lost[line+i] = max(m.lost[line+i], i+1)
		}
		gaps = append(gaps, gap{float64(line) / m.down, float64(line+n) / m.down})
	}
	if p.Lost > 0 {
		b.hide(func(_, y float64) float64 {
			for _, g := range gaps {
				// What is there instead is that of a line above: half a
				// millimetre off, no trace of a pen's width is left.
				if y >= g.lo && y < g.hi {
					return min(1, (y-g.lo+1/m.down)/0.5)
				}
			}
			return 0
		})
	}
}

// maxLost is how many lines one noise on the wire takes at most.
const maxLost = 4

// fax is a machine at each end of a line.
type fax struct {
	down               float64 // lines a millimetre
	level, noise       float32
	grain              *grain
	from, paper, toner raster.Ink
	lost               map[int]int // how far above the line lies that is sent instead
}

// Box implements [raster.Mark].
func (m *fax) Box() raster.Box { return raster.Everywhere() }

// ReachMM implements [raster.Far].
func (m *fax) ReachMM() float64 {
	if len(m.lost) > 0 {
		return (2*maxLost+2)/m.down + 1
	}
	return 2/m.down + 1
}

// Draw implements [raster.Mark].
func (m *fax) Draw(c *raster.Canvas, k float64) {
	var p plane
	p.light(c, m.from)
	across, down := newSieve(c.Rect.Min.X, p.w, k, faxAcross), newSieve(c.Rect.Min.Y, p.h, k, m.down)
	// All lines of the canvas, black or white.
	sent := make([]float32, across.n*down.n)
	sums := make([]float32, p.w)
	for j := range down.n {
		lo, hi := down.sum(p.v, sums, j, p.w)
		if lo >= hi {
			continue
		}
		y := (float64(down.first+j) + 0.5) / m.down
		for i := range across.n {
			a := &across.cell[i]
			v := float32(0)
			for t := a.lo; t < a.hi; t++ {
				v += a.weight[t-a.lo] * sums[t]
			}
			at := m.level
			if m.noise > 0 {
				at += m.noise * float32(2*m.grain.at((float64(across.first+i)+0.25)/faxAcross, y)-1)
			}
			if v < at {
				sent[j*across.n+i] = 1
			}
		}
	}
	m.print(c, sent, across, down, k)
}

// print lays the places on the pixels, each as much as it covers.
func (m *fax) print(c *raster.Canvas, sent []float32, across, down *sieve, k float64) {
	line := func(j int) []float32 {
		if up := m.lost[down.first+j]; up > 0 {
			j = max(j-up, 0)
		}
		return sent[min(max(j, 0), down.n-1)*across.n:][:across.n]
	}
	xs, fx := steps(c.Rect.Min.X, c.Rect.Dx(), k, faxAcross, across.first, across.n)
	ys, fy := steps(c.Rect.Min.Y, c.Rect.Dy(), k, m.down, down.first, down.n)
	for y, j := range ys {
		a, b := line(j), line(j+1)
		row := c.Row(c.Rect.Min.Y + y)
		for x, i := range xs {
			e := min(i+1, across.n-1)
			u, v := a[i]+fx[x]*(a[e]-a[i]), b[i]+fx[x]*(b[e]-b[i])
			v = u + fy[y]*(v-u)
			q := row[3*x : 3*x+3 : 3*x+3]
			for ch := range q {
				q[ch] = m.paper[ch] + v*(m.toner[ch]-m.paper[ch])
			}
		}
	}
}

// steps are, for each of n pixels, the place in which it begins, counted from
// first, and the share of it that lies in the next place.
func steps(from, n int, k, perMM float64, first, most int) (at []int, next []float32) {
	at, next = make([]int, n), make([]float32, n)
	for x := range n {
		a, b := float64(from+x)/k*perMM, float64(from+x+1)/k*perMM
		i := math.Floor(a)
		at[x] = min(max(int(i)-first, 0), most-1)
		next[x] = float32(min(max(b-i-1, 0)/(b-a), 1))
	}
	return at, next
}
