package signal

import "fmt"

// Looks says whether the curves are those of an ECG.
type Looks struct {
	ECG bool
	Why string
}

// look decides by the beats: an ECG repeats itself. Without beats it is none.
func look(r *Record) Looks {
	c := &r.Checks
	switch {
	case c.Beats < 2:
		return Looks{Why: "no beats were found"}
	case c.BeatLikeness < minLikeness:
		return Looks{Why: fmt.Sprintf("its beats are unlike each other (correlation %.2f)", c.BeatLikeness)}
	}
	return Looks{ECG: true}
}

// minLikeness is the least median correlation of beats: see docs/BENCHMARKS.md.
const minLikeness = 0.5
