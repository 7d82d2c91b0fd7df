package signal

import (
	"fmt"
	"math"
)

// Hard limits of an adult or infant ECG (references 5.3): beyond them a curve
// is not an ECG or was misread.
const (
	minRate, maxRate = 20.0, 300.0 // beats a minute
	maxPeakToPeak    = 10.0        // mV
	maxSlope         = 1.5         // mV/ms
	minPeakToPeak    = 0.1         // mV, of the largest lead
)

// check fills the checks that need no truth.
func check(r *Record) {
	c := &r.Checks
	c.Relations, c.RelationSNR = testRelations(r)
	var all [][]float64
	for i := range r.Leads {
		l := &r.Leads[i]
		for k, v := range l.Samples {
			if k > 0 && !math.IsNaN(v) && !math.IsNaN(l.Samples[k-1]) {
				c.Slope = max(c.Slope, math.Abs(v-l.Samples[k-1])*Base/1000)
			}
		}
		c.PeakToPeak = max(c.PeakToPeak, peakToPeak(l.Samples))
		all = append(all, l.Samples)
	}
	a := activity(all...)
	at := beats(a)
	c.Beats = len(at)
	c.Rate = math.NaN()
	if rr := intervals(a, at); len(rr) > 0 {
		c.Rate = 60 / median(rr)
	}
	note := func(bad bool, format string, args ...any) {
		if bad {
			c.Implausible = append(c.Implausible, fmt.Sprintf(format, args...))
		}
	}
	note(c.Rate < minRate || c.Rate > maxRate, "heart rate %.0f a minute", c.Rate)
	note(c.PeakToPeak > maxPeakToPeak, "amplitude %.1f mV peak to peak", c.PeakToPeak)
	note(len(r.Leads) > 0 && c.PeakToPeak < minPeakToPeak, "no lead exceeds %.2f mV peak to peak", minPeakToPeak)
	note(c.Slope > maxSlope, "slope %.2f mV/ms", c.Slope)
}
