package wear

import (
	"math/rand/v2"
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
	// LongMM is how far along the side it goes, 0.5 to 5000: of a corner from
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
	var torn, rest [][2]float64
	switch {
	case side != p.Where:
		torn = p.slit(rng)
	case strings.Contains(side, " "):
		torn, rest = p.corner(rng)
	case side == "left" || side == "right":
		torn, rest = p.side(rng, b.SizeMM[1])
	default:
		torn, rest = p.side(rng, b.SizeMM[0])
	}
	put := placing(side, b.SizeMM)
	for i := range torn {
		torn[i] = put(torn[i])
	}
	for i := range rest {
		rest[i] = put(rest[i])
	}
	if p.RimMM > 0 {
		// In pieces of another width each, as the paper splits.
		var pieces []raster.Mark
		for i := 1; i < len(torn); i++ {
			pieces = append(pieces, raster.NewLine(torn[i-1:i+1], p.RimMM*(0.5+1.4*rng.Float64()), white()))
		}
		b.cover(newGroup(opaque(raster.Colour{250, 249, 246}, 1), pieces...).uneven(newGrain(rng, 0.3), 0.1, 0.6, nil))
	}
	b.lose(append(torn, rest...))
}

// placing takes the upper side or the upper left corner to another.
func placing(side string, sizeMM [2]float64) func(t [2]float64) [2]float64 {
	swap := side == "left" || side == "right"
	flip := [2]bool{strings.HasSuffix(side, "right"), strings.HasPrefix(side, "bottom")}
	return func(t [2]float64) [2]float64 {
		if swap {
			t[0], t[1] = t[1], t[0]
		}
		for i, f := range flip {
			if f {
				t[i] = sizeMM[i] - t[i]
			}
		}
		return t
	}
}

// slit is a thin wedge whose sides fit together.
func (p *Tear) slit(rng *rand.Rand) (torn [][2]float64) {
	long := p.LongMM
	if long == 0 {
		long = 1.5
	}
	tip := [2]float64{p.AtMM + 0.15*p.DeepMM*(rng.Float64()-0.5), p.DeepMM}
	in := ragged(rng, [2]float64{p.AtMM, -beyondMM}, tip, 0.04, 0.7)
	torn = append(append(torn, in...), tip)
	for i := len(in) - 1; i >= 0; i-- {
		open := long * (1 - (in[i][1]+beyondMM)/(p.DeepMM+beyondMM))
		torn = append(torn, [2]float64{in[i][0] + open, in[i][1]})
	}
	return torn
}

// corner is the tear of a corner, which goes on beyond the sheet, and the way
// around the corner.
func (p *Tear) corner(rng *rand.Rand) (torn, rest [][2]float64) {
	long := p.LongMM
	if long == 0 {
		long = p.DeepMM
	}
	a, z := [2]float64{-0.2 * long, 1.2 * p.DeepMM}, [2]float64{1.2 * long, -0.2 * p.DeepMM}
	return append(ragged(rng, a, z, 0.14, 0.6), z), [][2]float64{{z[0], -beyondMM}, {-beyondMM, -beyondMM}, {-beyondMM, a[1]}}
}

// side is the tear along a side of so many millimetres or a part of it, and the
// way back outside.
func (p *Tear) side(rng *rand.Rand, w float64) (torn, rest [][2]float64) {
	deep := func() float64 { return p.DeepMM * (0.55 + 0.45*rng.Float64()) }
	from, to := p.AtMM-p.LongMM/2, p.AtMM+p.LongMM/2
	if p.LongMM == 0 {
		from, to = -beyondMM, w+beyondMM
	}
	in := min(0.1*(to-from), p.DeepMM)
	t := [][2]float64{{from, -1}, {from + in, deep()}, {from + 0.35*(to-from), deep()}, {from + 0.7*(to-from), deep()}, {to - in, deep()}, {to, -1}}
	if p.LongMM == 0 {
		t[0][1], t[5][1] = deep(), deep()
	}
	for i := 1; i < len(t); i++ {
		torn = append(torn, ragged(rng, t[i-1], t[i], 0.1, 0.6)...)
	}
	return append(torn, t[5]), [][2]float64{{to, -beyondMM}, {from, -beyondMM}}
}
