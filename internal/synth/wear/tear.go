package wear

import (
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// A Tear is a part of the sheet that was torn off.
type Tear struct {
	// Where is a corner ("top left", "top right", "bottom left", "bottom
	// right"), a side ("left", "right", "top", "bottom") or a slit that goes in
	// from a side ("slit left" and so on).
	Where string `json:"where"`
	// DeepMM is how far in from the side it goes, 0.5 to 300; of a corner along
	// its upright side.
	DeepMM float64 `json:"deep_mm"`
	// LongMM is how far along the side it goes, 0.5 to 1000: of a corner from
	// the corner on, else about AtMM from the side's upper or left end. Of
	// sides, 0 means all of it.
	LongMM float64 `json:"long_mm,omitempty"`
	AtMM   float64 `json:"at_mm,omitempty"`
	// RimMM is how wide the bare fibres at the tear are, 0 to 5.
	RimMM float64 `json:"rim_mm,omitempty"`
}

// Tears lists the places of tears.
func Tears() []string {
	return []string{"top left", "top right", "bottom left", "bottom right", "left", "right", "top", "bottom",
		"slit left", "slit right", "slit top", "slit bottom"}
}

func (p *Tear) check(l *limits) {
	l.name("tear", "place", p.Where, Tears()...)
	l.in("tear", "depth in mm", p.DeepMM, 0.5, 300)
	if p.LongMM != 0 {
		l.in("tear", "length in mm", p.LongMM, 0.5, 5000)
	}
	l.in("tear", "place in mm", p.AtMM, -5000, 5000)
	l.in("tear", "rim in mm", p.RimMM, 0, 5)
}

// beyondMM is how far out of the sheet contours of what is missing go.
const beyondMM = 20.0

func (p *Tear) apply(b *bench, number int) {
	rng := b.chance(kindTear, number)
	// As if at the upper left corner or the upper side, then put in place.
	side := strings.TrimPrefix(p.Where, "slit ")
	w := b.SizeMM[0]
	if side == "left" || side == "right" {
		w = b.SizeMM[1]
	}
	put := func(t [2]float64) [2]float64 { return t }
	switch side {
	case "left":
		put = func(t [2]float64) [2]float64 { return [2]float64{t[1], t[0]} }
	case "right":
		put = func(t [2]float64) [2]float64 { return [2]float64{b.SizeMM[0] - t[1], t[0]} }
	case "bottom":
		put = func(t [2]float64) [2]float64 { return [2]float64{t[0], b.SizeMM[1] - t[1]} }
	case "top right":
		put = func(t [2]float64) [2]float64 { return [2]float64{b.SizeMM[0] - t[0], t[1]} }
	case "bottom left":
		put = func(t [2]float64) [2]float64 { return [2]float64{t[0], b.SizeMM[1] - t[1]} }
	case "bottom right":
		put = func(t [2]float64) [2]float64 { return [2]float64{b.SizeMM[0] - t[0], b.SizeMM[1] - t[1]} }
	}
	var torn, rest [][2]float64
	long := p.LongMM
	switch {
	case side != p.Where: // a slit: a thin wedge
		if long == 0 {
			long = 1.5
		}
		tip := [2]float64{p.AtMM + 0.15*p.DeepMM*(rng.Float64()-0.5), p.DeepMM}
		// Both sides fit together.
		torn = ragged(rng, [2]float64{p.AtMM, -beyondMM}, tip, 0.04, 0.7)
		for i := len(torn) - 1; i >= 0; i-- {
			open := long * (1 - (torn[i][1]+beyondMM)/(p.DeepMM+beyondMM))
			torn = append(torn, [2]float64{torn[i][0] + open, torn[i][1]})
		}
		torn = append(torn[:len(torn)/2], append([][2]float64{tip}, torn[len(torn)/2:]...)...)
	case strings.Contains(side, " "):
		if long == 0 {
			long = p.DeepMM
		}
		// The line goes on beyond the sheet.
		fx, fy := long*0.2, p.DeepMM*0.2
		torn = append(ragged(rng, [2]float64{-fx, p.DeepMM + fy}, [2]float64{long + fx, -fy}, 0.14, 0.6), [2]float64{long + fx, -fy})
		rest = [][2]float64{{long + fx, -beyondMM}, {-beyondMM, -beyondMM}, {-beyondMM, p.DeepMM + fy}}
	default:
		from, to := p.AtMM-long/2, p.AtMM+long/2
		if long == 0 {
			from, to = -beyondMM, w+beyondMM
		}
		deep := func() float64 { return p.DeepMM * (0.55 + 0.45*rng.Float64()) }
		in := min(0.1*(to-from), p.DeepMM)
		t := [][2]float64{{from, -1}, {from + in, deep()}, {from + 0.35*(to-from), deep()}, {from + 0.7*(to-from), deep()}, {to - in, deep()}, {to, -1}}
		if long == 0 {
			t[0][1], t[5][1] = deep(), deep()
		}
		for i := 1; i < len(t); i++ {
			torn = append(torn, ragged(rng, t[i-1], t[i], 0.1, 0.6)...)
		}
		torn = append(torn, t[5])
		rest = [][2]float64{{to, -beyondMM}, {from, -beyondMM}}
	}
	for i := range torn {
		torn[i] = put(torn[i])
	}
	for i := range rest {
		rest[i] = put(rest[i])
	}
	if p.RimMM > 0 {
		rim := newGroup(opaque(raster.Colour{250, 249, 246}, 1))
		for i := 1; i < len(torn); i++ {
			// In pieces of another width each, as the paper splits.
			rim = newGroup(rim.paint, append(rim.shapes, raster.NewLine(torn[i-1:i+1], p.RimMM*(0.5+1.4*rng.Float64()), white()))...)
		}
		b.cover(rim.uneven(newGrain(rng, 0.3), 0.1, 0.6, nil))
	}
	b.lose(append(torn, rest...))
}
