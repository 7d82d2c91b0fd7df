package signal

import (
	"math"
	"slices"
)

// A proof is what speaks for the curves of a page being an ECG, measured over
// all of its cells together: a window of 2.5 s holds two beats, twelve of them
// hold thirty.
type proof struct {
	// Together is the median correlation of the activity of cells that show
	// the same seconds, since every lead of a heart moves in the same QRS;
	// Pairs is how many were compared.
	Together float64
	Pairs    int
	// Likeness is the median correlation of a beat with the most alike of the
	// next three in its cell, since beats may come by turns (bigeminy, T waves
	// taken for beats); Compared is how many were.
	Likeness float64
	Compared int
	// Sharp is the share of the activity's squares in the busiest sixth of the
	// time, median over cells: nearly all in an ECG, where short QRS complexes
	// stand on a line at rest, little more than a sixth in noise. NaN if
	// nothing moves.
	Sharp float64
	// Beats is the number of beats of the page, all cells together, Spread the
	// median relative deviation of their distances from the median, Rate their
	// rate a minute (0 with fewer than two).
	Beats        int
	Spread, Rate float64
	// Height is the median of the cells' heights from peak to peak, mV.
	Height float64
}

// prove measures the parts of a page.
func prove(parts []part) proof {
	var p proof
	acts := make([][]float64, len(parts))
	parts = slices.Clone(parts)
	var together, like, sharp, height []float64
	for i := range parts {
		height = append(height, peakToPeak(parts[i].v))
		parts[i].v = calm(parts[i].v)
		acts[i] = activity(parts[i].v)
		for j := range i {
			if c, ok := sameTime(&parts[i], &parts[j], acts[i], acts[j]); ok {
				together = append(together, c)
			}
		}
		at := beats(acts[i])
		like = append(like, likenesses(parts[i].v, at)...)
		sharp = append(sharp, concentration(acts[i]))
	}
	p.Pairs, p.Compared = len(together), len(like)
	p.Together, p.Likeness, p.Sharp, p.Height = median(together), median(like), median(sharp), median(height)
	all := pool(parts, acts)
	at := beats(all)
	p.Beats = len(at)
	rr := intervals(all, at)
	if len(rr) == 0 {
		return p
	}
	m := median(rr)
	p.Rate = 60 / m
	for i, x := range rr {
		rr[i] = math.Abs(x/m - 1)
	}
	p.Spread = median(rr)
	return p
}

// calm is the mean over 22 ms about each sample, of those that were read:
// mains hum and most of the noise of muscles go, QRS complexes stay.
func calm(v []float64) []float64 {
	const half = 5
	sum, n := make([]float64, len(v)+1), make([]float64, len(v)+1)
	for i, x := range v {
		sum[i+1], n[i+1] = sum[i], n[i]
		if !math.IsNaN(x) {
			sum[i+1] += x
			n[i+1]++
		}
	}
	out := make([]float64, len(v))
	for i := range v {
		a, b := max(0, i-half), min(len(v), i+half+1)
		out[i] = math.NaN()
		if !math.IsNaN(v[i]) {
			out[i] = (sum[b] - sum[a]) / (n[b] - n[a])
		}
	}
	return out
}

// pool adds up the activity of all parts on the page's time axis, each by its
// mean.
func pool(parts []part, acts [][]float64) []float64 {
	total := 0
	for i := range parts {
		total = max(total, parts[i].start+len(acts[i]))
	}
	sum := make([]float64, total)
	for i, a := range acts {
		m, _ := mean(a)
		if !(m > 0) {
			continue
		}
		for k, v := range a {
			sum[parts[i].start+k] += v / m
		}
	}
	return sum
}

// sameTime is the correlation of the activity of two parts over the seconds
// that both show, a second at least.
func sameTime(p, q *part, a, b []float64) (float64, bool) {
	const (
		least = 500
		slack = 6 // samples that the windows may be off
	)
	lo, hi := max(p.start, q.start), min(p.start+len(a), q.start+len(b))
	if hi-lo < least {
		return 0, false
	}
	a, b = a[lo-p.start:hi-p.start], b[lo-q.start:hi-q.start]
	best := 0.0
	for lag := -slack; lag <= slack; lag += 2 {
		best = max(best, correlation(a, b, lag))
	}
	return best, true
}

// alike is the correlation of two beats of a curve at samples a and b, 80 ms
// before to 120 ms after, each less the line through its ends: any two slopes
// are alike.
func alike(v []float64, a, b int) (float64, bool) {
	const before, after, slack = 40, 60, 8
	if a-before < 0 || b+after > len(v) {
		return 0, false
	}
	best := 0.0
	first := levelled(v[a-before : a+after])
	for lag := -slack; lag <= slack; lag += 2 {
		if c := b + lag; c-before >= 0 && c+after <= len(v) {
			best = max(best, correlation(first, levelled(v[c-before:c+after]), 0))
		}
	}
	return best, true
}

// likenesses are the correlations of the beats of a curve, each with the most
// alike of the next three.
func likenesses(v []float64, at []int) (out []float64) {
	const turns = 3
	for k := range at {
		best, any := 0.0, false
		for _, next := range at[k+1 : min(k+1+turns, len(at))] {
			if c, ok := alike(v, at[k], next); ok {
				best, any = max(best, c), true
			}
		}
		if any {
			out = append(out, best)
		}
	}
	return out
}

// levelled is a signal less the line through the means of its first and last
// 20 ms.
func levelled(v []float64) []float64 {
	const end = 10
	a, _ := mean(v[:end])
	b, _ := mean(v[len(v)-end:])
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = x - a - (b-a)*(float64(i)-(end-1)/2.0)/float64(len(v)-end)
	}
	return out
}

// concentration is the share of a signal's squares in its busiest sixth.
func concentration(a []float64) float64 {
	s := make([]float64, len(a))
	all := 0.0
	for i, v := range a {
		s[i] = v * v
		all += s[i]
	}
	if all == 0 || len(s) < 6 {
		return math.NaN()
	}
	slices.Sort(s)
	top := 0.0
	for _, v := range s[len(s)*5/6:] {
		top += v
	}
	return top / all
}

// peakToPeak is the height of a signal from its lowest to its highest sample,
// 0 if it has none.
func peakToPeak(v []float64) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, x := range v {
		if !math.IsNaN(x) {
			lo, hi = min(lo, x), max(hi, x)
		}
	}
	return max(0, hi-lo)
}
