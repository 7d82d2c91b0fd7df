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
	// Why names what speaks most against it, empty for an ECG that its curves
	// prove.
	Why string
	// ByNames says that the curves alone would not pass: the names of leads
	// beside them do.
	ByNames bool
}

// leastOdds is the log odds from which curves pass for an ECG: a page must
// prove itself, since little speaks against a curve with hardly a beat.
const leastOdds = 0.5

// What beats must show, found on one lead each of 250 simulated hearts with
// all rhythms and on 72 drawings that are no ECG. In 98 of 100 hearts the likeness
// is above 0.93, in drawings that come as one curve with four beats or more between
// 0.45 and 0.83, and once 0.95; but of two lone strokes every third pair is alike.
// One curve, with nothing to compare it with, is what nearly all drawings come
// to that pass for an ECG at all: it must show more.
const (
	alikeFrom = 0.85
	aloneOdds = -1.7
)

// Names of leads that were read beside their curves tell a page of a heart that
// flutters or stands still from a drawing. One or two may be misread words; each
// further one is taken for five times as likely on an ECG, up to a bound (own
// estimate: on none of the drawings at hand are there three).
const (
	strayNames = 2
	nameOdds   = 1.6
	mostNames  = 6.0
)

// look weighs what was measured on the page. No sign decides alone: a heart in
// fibrillation has no regular beat, muscle noise covers the rest between
// beats, and a lead without three beats has nothing to compare. The slopes are
// set by the development pages, simulated hearts and drawings that are no ECG
// (docs/LEARNED.md). named is how many leads have a name that was read.
func look(p proof, named int) Looks {
	type sign struct {
		odds float64
		why  string
	}
	var signs []sign
	add := func(odds float64, format string, args ...any) {
		signs = append(signs, sign{odds, fmt.Sprintf(format, args...)})
	}
	bound := func(x, least, most float64) float64 { return max(least, min(x, most)) }
	if p.Pairs > 0 {
		// A few pairs prove little if they agree, but one pair that does not
		// beat together cannot be of one heart.
		odds := bound(12*(p.Together-0.45), -4, 4)
		if odds > 0 {
			odds *= min(1, 0.5+float64(p.Pairs)/10)
		}
		add(odds, "its curves do not beat together (correlation %.2f)", p.Together)
	} else {
		add(aloneOdds, "its one curve shows too little of a heart")
	}
	if p.Compared > 0 {
		add(bound(20*(p.Likeness-alikeFrom), -2, 3)*min(1, float64(p.Compared)/3), "its beats are unlike each other (correlation %.2f)", p.Likeness)
	}
	if !math.IsNaN(p.Sharp) {
		add(bound(6*(p.Sharp-0.5), -2, 2), "it is never at rest between beats")
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
	if l.ECG = l.LogOdds >= leastOdds; l.ECG {
		return l
	}
	l.Why = worst.why
	l.LogOdds += min(nameOdds*float64(max(named-strayNames, 0)), mostNames)
	l.ECG = l.LogOdds >= leastOdds
	l.ByNames = l.ECG
	return l
}
