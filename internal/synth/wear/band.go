package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// Banding is ink that comes and goes along the feed of a printer.
type Banding struct {
	// Depth is the share of ink that is missing where least comes, 0 to 1.
	Depth float64 `json:"depth,omitempty"`
	// PitchMM is the distance of bands, 0.3 to 200.
	PitchMM float64 `json:"pitch_mm,omitempty"`
	// Upright bands follow one another to the right instead of down.
	Upright bool `json:"upright,omitempty"`
}

func (p *Banding) check(l *limits) {
	l.share("banding", "depth", p.Depth)
	if p.Depth > 0 {
		l.in("banding", "pitch in mm", p.PitchMM, 0.3, 200)
	}
}

func (p *Banding) apply(b *bench) {
	if p.Depth == 0 {
		return
	}
	rng := b.chance(kindBanding, 0)
	// The pitch swings by a tenth, and bands are not alike.
	drift, uneven := newGrain(rng, 6*p.PitchMM), newGrain(rng, 1.3*p.PitchMM)
	f := newStripes(b.page(), p.PitchMM/12, p.Upright, func(t float64) float64 {
		wave := 0.5 - 0.5*math.Cos(2*math.Pi*(t/p.PitchMM+0.6*drift.smooth(t, 0)))
		return p.Depth * wave * wave * (0.4 + 0.6*uneven.smooth(t, 0))
	})
	b.fade(&wash{f: f, paint: b.bleached(1)})
}

// Streaks are lines along the feed of a printer where its head prints nothing
// or its drum carries dirt.
type Streaks struct {
	// Count of them, 0 to 500, WidthMM wide, 0.05 to 10: one dot of a heat head
	// is 0.125.
	Count   int     `json:"count,omitempty"`
	WidthMM float64 `json:"width_mm,omitempty"`
	// Depth is the share of ink that is missing, or of dirt, 0 to 1.
	Depth float64 `json:"depth,omitempty"`
	// Dark streaks are dirt.
	Dark bool `json:"dark,omitempty"`
	// Upright streaks run down instead of across.
	Upright bool `json:"upright,omitempty"`
}

func (p *Streaks) check(l *limits) {
	l.count("streaks", p.Count, 500)
	if p.Count > 0 {
		l.in("streaks", "width in mm", p.WidthMM, 0.05, 10)
		l.share("streaks", "depth", p.Depth)
	}
}

// apply draws streaks of one sort. Dirt comes last: on a copy it is that of the
// copier.
func (p *Streaks) apply(b *bench, dark bool) {
	if p.Count == 0 || p.Depth == 0 || p.Dark != dark {
		return
	}
	rng := b.chance(kindStreaks, 0)
	across := b.SizeMM[1]
	if p.Upright {
		across = b.SizeMM[0]
	}
	type streak struct{ at, half, depth float64 }
	all := make([]streak, p.Count)
	for i := range all {
		all[i] = streak{across * rng.Float64(), p.WidthMM / 2 * chance.Between(rng, 0.6, 1.4), p.Depth * chance.Between(rng, 0.5, 1)}
	}
	step := max(p.WidthMM/4, 0.02)
	f := newStripes(b.page(), step, p.Upright, func(t float64) float64 {
		keep := 1.0
		for _, s := range all {
			keep *= 1 - s.depth*min(max((s.half-math.Abs(t-s.at))/step+0.5, 0), 1)
		}
		return 1 - keep
	})
	if p.Dark {
		w := &wash{f: f, paint: glaze([3]uint8{70, 70, 70}, 0.8), grain: newGrain(rng, 1.5), soft: 1}
		b.fade(w)
		return
	}
	b.fade(&wash{f: f, paint: b.bleached(1)})
}
