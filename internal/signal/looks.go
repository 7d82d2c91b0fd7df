package signal

import (
	"fmt"
	"math"
)

// Looks says whether the curves are those of an ECG.
type Looks struct {
	ECG bool
	// LogOdds is the natural logarithm of the odds for it.
	LogOdds float64
	// Why names what speaks most against it, empty for an ECG.
	Why string
}

// leastOdds is the log odds from which curves pass for an ECG: a page must
// prove itself, since little speaks against a curve with hardly a beat.
const leastOdds = 0.5

// look weighs what was measured on the page. No sign decides alone: a heart in
// fibrillation has no regular beat, muscle noise covers the rest between
// beats, and a lead without three beats has nothing to compare. The slopes are
// set by the development pages: ECGs lie at 2.2 and above, but for a close-up
// of four unlike beats at 0.8, what is none at 0 and below
// (docs/BENCHMARKS.md).
func look(p proof) Looks {
	type sign struct {
		odds float64
		why  string
	}
	var signs []sign
	add := func(odds float64, format string, args ...any) {
		signs = append(signs, sign{odds, fmt.Sprintf(format, args...)})
	}
	bound := func(x, most float64) float64 { return max(-most, min(x, most)) }
	if p.Pairs > 0 {
		add(bound(12*(p.Together-0.45), 4)*min(1, 0.5+float64(p.Pairs)/10), "its curves do not beat together (correlation %.2f)", p.Together)
	}
	if p.Compared > 0 {
		add(bound(6*(p.Likeness-0.5), 3)*min(1, float64(p.Compared)/2), "its beats are unlike each other (correlation %.2f)", p.Likeness)
	}
	if !math.IsNaN(p.Sharp) {
		add(bound(6*(p.Sharp-0.5), 2), "it is never at rest between beats")
	}
	switch {
	case p.Beats < 2:
		add(-3, "no beats were found")
	case p.Beats < 3:
		add(-2, "only two beats were found")
	case p.Beats >= 4 && p.Spread < 0.15:
		add(1, "its beats are irregular")
	}
	if p.Rate < minRate || p.Rate > maxRate {
		add(-2, "its rate of %.0f a minute is impossible", p.Rate)
	}
	if p.Height < minPeakToPeak {
		add(-2, "its curves are flat")
	}
	l := Looks{}
	worst := sign{odds: math.Inf(1), why: "no curve was read"}
	for _, s := range signs {
		l.LogOdds += s.odds
		if s.odds < worst.odds {
			worst = s
		}
	}
	if l.ECG = l.LogOdds >= leastOdds; !l.ECG {
		l.Why = worst.why
	}
	return l
}
