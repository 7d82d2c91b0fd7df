package wear

import (
	"math"
	"sync"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// Bleed is ink that runs in the paper.
type Bleed struct {
	// SpreadMM is how far it runs (standard deviation), 0 to 0.5: 0.05 is an
	// ink-jet on plain paper.
	SpreadMM float64 `json:"spread_mm,omitempty"`
	// Gain is how much wider lines become, 0 to 1.
	Gain float64 `json:"gain,omitempty"`
}

func (p *Bleed) check(l *limits) {
	l.in("bleed", "spread in mm", p.SpreadMM, 0, 0.5)
	l.share("bleed", "gain", p.Gain)
}

func (p *Bleed) apply(b *bench) {
	if p.SpreadMM > 0 || p.Gain > 0 {
		b.add(&blur{box: raster.Everywhere(), sigma: p.SpreadMM, gain: float32(p.Gain), bare: b.bare})
	}
}

// blur spreads ink, everywhere or where a field says.
type blur struct {
	box   raster.Box
	sigma float64 // millimetres
	gain  float32
	bare  raster.Ink
	where *field
	pool  sync.Pool
}

// Box implements [raster.Mark].
func (m *blur) Box() raster.Box { return m.box }

// ReachMM implements [raster.Far].
func (m *blur) ReachMM() float64 { return 3*m.sigma + 0.25 }

// least is the blur, in pixels, below which none is done.
const least = 0.1

// Draw implements [raster.Mark].
func (m *blur) Draw(c *raster.Canvas, k float64) {
	if m.where == nil {
		if m.sigma*k >= least {
			smear(c, m.sigma*k)
		}
		m.swell(c)
		return
	}
	inner := pixels(m.box, k).Intersect(c.Rect)
	if inner.Empty() || m.sigma*k < least {
		return
	}
	t, _ := m.pool.Get().(*raster.Canvas)
	if t == nil {
		t = new(raster.Canvas)
	}
	t.Reset(inner.Inset(-int(math.Ceil(3 * m.sigma * k))).Intersect(c.Rect))
	for y := t.Rect.Min.Y; y < t.Rect.Max.Y; y++ {
		copy(t.Row(y), c.Row(y)[3*(t.Rect.Min.X-c.Rect.Min.X):])
	}
	smear(t, m.sigma*k)
	m.swell(t)
	line := make([]float32, inner.Dx())
	var nodes []float32
	for y := inner.Min.Y; y < inner.Max.Y; y++ {
		m.where.row(line, inner.Min.X, y, k, &nodes)
		to, from := c.Row(y)[3*(inner.Min.X-c.Rect.Min.X):], t.Row(y)[3*(inner.Min.X-t.Rect.Min.X):]
		for x, v := range line {
			if v > 0 {
				for i := 3 * x; i < 3*x+3; i++ {
					to[i] += v * (from[i] - to[i])
				}
			}
		}
	}
	m.pool.Put(t)
}

// swell darkens what is half inked.
func (m *blur) swell(c *raster.Canvas) {
	if m.gain == 0 {
		return
	}
	inv := raster.Ink{m.gain / m.bare[0], m.gain / m.bare[1], m.gain / m.bare[2]}
	for i := 0; i+2 < len(c.Pix); i += 3 {
		q := c.Pix[i : i+3 : i+3]
		for j, v := range q {
			q[j] = v - v*max(m.gain-v*inv[j], 0)
		}
	}
}

// smear is a Gaussian of sigma pixels, cut off at three standard deviations,
// edges repeated. It takes the two sides of the kernel together.
func smear(c *raster.Canvas, sigma float64) {
	w, h := 3*c.Rect.Dx(), c.Rect.Dy()
	kernel := gauss(sigma)
	r := len(kernel) - 1
	line := make([]float32, w+6*r)
	for y := range h {
		row := c.Pix[w*y:][:w]
		copy(line[3*r:], row)
		for i := range r {
			copy(line[3*i:3*i+3], row[:3])
			copy(line[3*r+w+3*i:][:3], row[w-3:])
		}
		pair(row, kernel, func(at int) []float32 { return line[3*(r+at):] })
	}
	// Rows are kept until no later one needs them.
	ring := make([][]float32, 2*r+1)
	for i := range ring {
		ring[i] = make([]float32, w)
	}
	for y := -r; y < h+r; y++ {
		copy(ring[(y+r)%len(ring)], c.Pix[w*min(max(y, 0), h-1):][:w])
		if at := y - r; at >= 0 {
			pair(c.Pix[w*at:][:w], kernel, func(d int) []float32 { return ring[(at+d+r)%len(ring)] })
		}
	}
}

// pair sums the values at both sides of a place with the kernel's weights.
func pair(out, kernel []float32, at func(d int) []float32) {
	n := len(out)
	var w [4]float32
	copy(w[:], kernel)
	far := min(len(kernel)-1, 3)
	m := at(0)[:n]
	a1, b1 := at(-1)[:n], at(1)[:n]
	a2, b2, a3, b3 := m, m, m, m // of no weight where the kernel is shorter
	if far > 1 {
		a2, b2 = at(-2)[:n], at(2)[:n]
	}
	if far > 2 {
		a3, b3 = at(-3)[:n], at(3)[:n]
	}
	for i := range out {
		out[i] = w[0]*m[i] + w[1]*(a1[i]+b1[i]) + w[2]*(a2[i]+b2[i]) + w[3]*(a3[i]+b3[i])
	}
	for d := 4; d < len(kernel); d++ {
		f, a, b := kernel[d], at(-d)[:n], at(d)[:n]
		for i := range out {
			out[i] += f * (a[i] + b[i])
		}
	}
}

// gauss is the right half of a kernel, middle first.
func gauss(sigma float64) []float32 {
	r := max(int(math.Ceil(3*sigma)), 1)
	out, sum := make([]float32, r+1), 0.0
	for i := -r; i <= r; i++ {
		sum += math.Exp(-float64(i*i) / (2 * sigma * sigma))
	}
	for i := range out {
		out[i] = float32(math.Exp(-float64(i*i)/(2*sigma*sigma)) / sum)
	}
	return out
}
