package wear

import (
	"fmt"
	"slices"
)

// limits checks fields and keeps the first error.
type limits struct{ err error }

// in demands that a field of a part lies in a range.
func (l *limits) in(part, field string, v, lo, hi float64) {
	if l.err == nil && !(v >= lo && v <= hi) {
		l.err = fmt.Errorf("wear: %s: %s is %g, want %g to %g", part, field, v, lo, hi)
	}
}

// share demands 0 to 1.
func (l *limits) share(part, field string, v float64) { l.in(part, field, v, 0, 1) }

// place demands a position that is on or near a sheet.
func (l *limits) place(part string, mm [2]float64) {
	l.in(part, "place in mm (x)", mm[0], -5000, 5000)
	l.in(part, "place in mm (y)", mm[1], -5000, 5000)
}

// turn demands an angle.
func (l *limits) turn(part string, deg float64) { l.in(part, "angle in degrees", deg, -3600, 3600) }

// count demands a number of things.
func (l *limits) count(part string, n, most int) { l.in(part, "count", float64(n), 0, float64(most)) }

// name demands one of some words.
func (l *limits) name(part, field, v string, known ...string) {
	if l.err == nil && !slices.Contains(known, v) {
		l.err = fmt.Errorf("wear: %s: %s %q is unknown; want one of %q", part, field, v, known)
	}
}
