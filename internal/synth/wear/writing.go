package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// A Writing is something that somebody drew or wrote on the page.
type Writing struct {
	// Kind is one of [WritingKinds].
	Kind string `json:"kind"`
	// Pen is one of [Pens].
	Pen string `json:"pen"`
	// AtMM is its middle, of words their start on the base line; SizeMM its
	// width and height, 0.5 to 500 (of words the height is that of capitals).
	// TurnDeg turns it clockwise.
	AtMM    [2]float64 `json:"at_mm"`
	SizeMM  [2]float64 `json:"size_mm"`
	TurnDeg float64    `json:"turn_deg,omitempty"`
	// Text of words, in capitals, digits and ?!/-+=.,: (others are left out).
	Text string `json:"text,omitempty"`
	// OnTrace moves it up or down to the nearest trace, and to a beat of it.
	OnTrace bool `json:"on_trace,omitempty"`
}

// WritingKinds lists what can be written.
func WritingKinds() []string {
	return []string{"word", "scribble", "tick", "cross", "circle", "underline", "arrow", "calliper", "strike"}
}

func (p *Writing) check(l *limits) {
	l.name("writing", "kind", p.Kind, WritingKinds()...)
	l.name("writing", "pen", p.Pen, Pens()...)
	l.place("writing", p.AtMM)
	l.in("writing", "width in mm", p.SizeMM[0], 0.5, 500)
	l.in("writing", "height in mm", p.SizeMM[1], 0.5, 500)
	l.turn("writing", p.TurnDeg)
	l.count("writing", len(p.Text), 100)
}

func (p *Writing) apply(b *bench, number int) {
	rng := b.chance(kindWriting, number)
	w := *p
	if p.OnTrace {
		w.AtMM = onTrace(b.Sheet, p.AtMM)
	}
	h := &hand{size: w.SizeMM[1], slant: chance.Between(rng, -0.05, 0.3), rng: rng}
	pen := penOf(w.Pen)
	if g := pen.group(rng, w.strokes(h)); g != nil {
		b.cover(g)
	}
}

// strokes are the lines of the pen.
func (p *Writing) strokes(h *hand) [][][2]float64 {
	x, y := p.SizeMM[0]/2, p.SizeMM[1]/2
	jolt := func(v float64) float64 { return v * (1 + 0.12*h.rng.NormFloat64()) }
	at := func(u, v float64) [2]float64 {
		return turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, u+min(0.03*p.SizeMM[0], 0.7)*h.rng.NormFloat64(), v+min(0.03*p.SizeMM[1], 0.7)*h.rng.NormFloat64())
	}
	line := func(u0, v0, u1, v1 float64) [][2]float64 {
		sag := 0.012 * h.rng.NormFloat64() * math.Hypot(u1-u0, v1-v0)
		return soft([][2]float64{at(u0, v0), turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, (u0+u1)/2, (v0+v1)/2+sag), at(u1, v1)})
	}
	switch p.Kind {
	case "word":
		out, _ := h.words(p.Text, p.AtMM, p.TurnDeg)
		return out
	case "scribble":
		return h.scribble(p.AtMM, p.TurnDeg, p.SizeMM[0])
	case "tick":
		return [][][2]float64{soft([][2]float64{at(-x, 0), at(-0.3*x, y), at(jolt(x), -y)})}
	case "cross":
		return [][][2]float64{line(-x, -y, x, y), line(-x, y, x, -y)}
	case "circle":
		return [][][2]float64{p.loop(h, x, y)}
	case "underline":
		out := [][][2]float64{line(-x, 0, x, 0)}
		if h.rng.Float64() < 0.3 {
			out = append(out, line(-0.9*x, max(y, 1), 0.95*x, max(y, 1)))
		}
		return out
	case "arrow":
		head := min(0.3*p.SizeMM[0], 5)
		return [][][2]float64{line(-x, 0, x, 0), line(x, 0, x-head, -0.6*head), line(x, 0, x-head, 0.6*head)}
	case "calliper":
		// Feet at equal distances, and a line that joins them.
		n := max(int(p.SizeMM[0]/20), 1)
		out := [][][2]float64{line(-x, y, x, y)}
		for i := range n + 1 {
			u := -x + p.SizeMM[0]*float64(i)/float64(n)
			out = append(out, line(u, -y, u, y))
		}
		return out
	}
	return [][][2]float64{line(-x, y, x, -y)} // strike
}

// loop is a ring by hand: a bit more than a turn that does not meet itself.
func (p *Writing) loop(h *hand, x, y float64) [][2]float64 {
	const step = 0.25
	from, turns := h.rng.Float64()*2*math.Pi, 2*math.Pi*chance.Between(h.rng, 1.02, 1.2)
	lean, grow := 0.08*h.rng.NormFloat64(), chance.Between(h.rng, -0.12, 0.12)
	var t [][2]float64
	for a := 0.0; a < turns; a += step {
		s, c := math.Sincos(from + a)
		f := 1 + grow*(a/turns-0.5) + 0.02*h.rng.NormFloat64()
		t = append(t, turned(p.AtMM[0], p.AtMM[1], p.TurnDeg, f*x*(c+lean*s), f*y*s))
	}
	return soft(t)
}

// onTrace is the beat nearest to a place: the largest swing, within a second,
// of the trace that runs nearest.
func onTrace(s *paper.Sheet, at [2]float64) [2]float64 {
	best, seg := math.Inf(1), (*paper.Segment)(nil)
	for i := range s.Segments {
		g := &s.Segments[i]
		end := g.X0MM + float64(len(g.MV)-1)*g.StepMM
		d := math.Hypot(max(g.X0MM-at[0], at[0]-end, 0), g.Y0MM-at[1])
		if len(g.MV) > 0 && d < best {
			best, seg = d, g
		}
	}
	if seg == nil {
		return at
	}
	mid := int(math.Round((at[0] - seg.X0MM) / seg.StepMM))
	reach := max(int(12/seg.StepMM), 1)
	lo, hi := min(max(mid-reach, 0), len(seg.MV)-1), min(max(mid+reach, 1), len(seg.MV))
	k := lo
	for i := lo; i < hi; i++ {
		if math.Abs(seg.MV[i]) > math.Abs(seg.MV[k]) {
			k = i
		}
	}
	x, y := seg.Point(k)
	return [2]float64{x, (y + seg.Y0MM) / 2}
}
