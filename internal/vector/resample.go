package vector

import (
	"cmp"
	"math"
	"slices"
)

// usualRates are the rates at which machines store and draw, in Hz.
var usualRates = []float64{50, 60, 75, 100, 120, 125, 128, 150, 180, 200, 240, 250, 256, 300, 333.333333333333, 360, 400, 480, 500, 512, 600, 720, 800, 960, 977, 1000, 1024, 1200, 1250, 2000, 4000}

// A lattice holds where the samples of a curve lie: number k at phase + k
// pitch, in mm along x.
type lattice struct {
	pitch, phase float64
	hz           float64
}

// findLattice finds the even steps on which the points of a curve lie. A
// machine draws one point a sample; a printer driver may have rounded the
// places to its dots and left out points on straight stretches. ok is false
// where there are no even steps.
func findLattice(points [][2]float64, speed float64) (l lattice, ok bool) {
	xs := make([]float64, 0, len(points))
	steps := make([]float64, 0, len(points))
	for i, p := range points {
		if i > 0 && p[0] > points[i-1][0] {
			steps = append(steps, p[0]-points[i-1][0])
		}
		xs = append(xs, p[0])
	}
	if len(steps) < fewestPoints {
		return l, false
	}
	// The usual rates, and the step that is there, from the widest step.
	type try struct{ pitch, hz float64 }
	var tries []try
	for _, r := range usualRates {
		tries = append(tries, try{speed / r, r})
	}
	if m := median(slices.Clone(steps)); !slices.ContainsFunc(tries, func(t try) bool { return math.Abs(t.pitch-m) < 0.004*m }) {
		tries = append(tries, try{m, speed / m})
	}
	slices.SortFunc(tries, func(a, b try) int { return cmp.Compare(b.pitch, a.pitch) })
	for _, t := range tries {
		if pitch, phase, ok := fitSteps(xs, points, t.pitch); ok {
			return lattice{pitch, phase, t.hz}, true
		}
	}
	return l, false
}

// How well points must lie on a lattice, in parts of its pitch: places at
// random have an rms of 0.29, places rounded to two dots a sample 0.14.
const (
	latticeRMS  = 0.17
	latticeFull = 0.2  // part of the samples that have a point of their own
	latticeTwin = 0.02 // part of the points that share a sample with another height
	pitchError  = 0.003
	sameClock   = 2e-5 // 0.2 ms in 10 s
)

// fitSteps fits places to a lattice of about the given pitch, over ever longer
// stretches so that the count of steps is never in doubt.
func fitSteps(xs []float64, points [][2]float64, pitch float64) (p, phase float64, ok bool) {
	p, phase = pitch, xs[0]
	for n := min(len(xs), 32); ; n = min(len(xs), 2*n) {
		for range 2 {
			var m, sk, skk, sv, skv float64
			for _, x := range xs[:n] {
				k := math.Round((x - phase) / p)
				m++
				sk += k
				skk += k * k
				sv += x - phase
				skv += k * (x - phase)
			}
			det := m*skk - sk*sk
			if det <= 0 {
				return 0, 0, false
			}
			p, phase = (m*skv-sk*sv)/det, phase+(sv*skk-sk*skv)/det
			if !(math.Abs(p-pitch) < 5*pitchError*pitch) {
				return 0, 0, false
			}
		}
		if n == len(xs) {
			break
		}
	}
	if math.Abs(p-pitch) > pitchError*pitch {
		return 0, 0, false
	}
	sum, samples, twins, last := 0.0, 0, 0, math.NaN()
	for i, x := range xs {
		k := math.Round((x - phase) / p)
		r := (x-phase)/p - k
		sum += r * r
		if k != last {
			samples++
		} else if points[i][1] != points[i-1][1] {
			twins++
		}
		last = k
	}
	n := float64(len(xs))
	all := math.Round((xs[len(xs)-1]-phase)/p) - math.Round((xs[0]-phase)/p) + 1
	if math.Sqrt(sum/n) > latticeRMS || float64(samples) < latticeFull*all || float64(twins) > latticeTwin*n {
		return 0, 0, false
	}
	return p, phase, true
}

// A track is a curve as samples at even times.
type track struct {
	start  float64 // x of the first sample, mm
	y      []float64
	native float64 // Hz, 0 for none
}

// sample gives the heights of a curve at rate samples a second, from its first
// point on.
//
// The drawn line joins the machine's samples. Where those are known and have
// the rate asked for, they are taken as they are. Where the machine had more,
// they are band-limited to what the rate can hold. Else the drawn line itself
// is sampled. What lies in gaps is NaN.
func sample(points [][2]float64, gaps []int, speed, rate float64) track {
	out := sampleWhole(points, speed, rate)
	for _, g := range gaps {
		lo := (points[g][0] - out.start) / speed * rate
		hi := (points[g+1][0] - out.start) / speed * rate
		for i := max(0, int(math.Floor(lo+1e-6))+1); i < len(out.y) && float64(i) < hi-1e-6; i++ {
			out.y[i] = math.NaN()
		}
	}
	return out
}

func sampleWhole(points [][2]float64, speed, rate float64) track {
	l, ok := findLattice(points, speed)
	if !ok {
		x0, x1 := points[0][0], points[len(points)-1][0]
		n := int(math.Floor((x1-x0)/speed*rate+1e-6)) + 1
		out := track{start: x0, y: make([]float64, n)}
		j := 0
		for i := range n {
			x := x0 + float64(i)/rate*speed
			for j+2 < len(points) && points[j+1][0] < x {
				j++
			}
			out.y[i] = between(points[j], points[j+1], x)
		}
		return out
	}
	first := math.Round((points[0][0] - l.phase) / l.pitch)
	own := nativeSamples(points, l, first)
	hz := speed / l.pitch // by the paper's clock, which is ours
	out := track{start: l.phase + first*l.pitch, native: l.hz}
	switch {
	case math.Abs(hz/rate-1) < sameClock:
		out.y = own
	case l.hz > rate*(1-pitchError):
		out.y = bandLimited(own, hz, rate)
	default:
		out.y = joined(own, hz, rate)
	}
	return out
}

// joined samples the line through y, given at from Hz, at to Hz.
func joined(y []float64, from, to float64) []float64 {
	out := make([]float64, int(math.Floor(float64(len(y)-1)*to/from+1e-6))+1)
	for i := range out {
		u := float64(i) * from / to
		k := min(int(u), len(y)-1)
		out[i] = y[k]
		if k+1 < len(y) {
			out[i] += (u - float64(k)) * (y[k+1] - y[k])
		}
	}
	return out
}

func between(a, b [2]float64, x float64) float64 {
	if b[0] == a[0] {
		return b[1]
	}
	return a[1] + max(0, min(1, (x-a[0])/(b[0]-a[0])))*(b[1]-a[1])
}

// nativeSamples puts each point on its sample; samples without a point lie on
// the line between their neighbours.
func nativeSamples(points [][2]float64, l lattice, first float64) []float64 {
	at := func(p [2]float64) int { return int(math.Round((p[0]-l.phase)/l.pitch) - first) }
	out := make([]float64, at(points[len(points)-1])+1)
	last := 0
	for i, p := range points {
		k := at(p)
		out[k] = p[1]
		if i > 0 {
			for j := last + 1; j < k; j++ {
				out[j] = out[last] + float64(j-last)/float64(k-last)*(p[1]-out[last])
			}
		}
		last = k
	}
	return out
}

// bandLimited samples the signal through y, given at from Hz, at to Hz, by
// interpolation with a sinc under a Kaiser window (Kaiser & Schafer, IEEE
// Trans. ASSP 28, 1980) of 16 samples to either side; for a lower rate the sinc
// is widened to leave out what that rate can not hold. Beyond its ends the
// signal is continued by turning it about its end points, so that a slope goes
// on.
func bandLimited(y []float64, from, to float64) []float64 {
	return bandLimitedFrom(y, from, to, 0)
}

// bandLimitedFrom is bandLimited with the first sample at a place of y.
func bandLimitedFrom(y []float64, from, to, first float64) []float64 {
	n := len(y)
	if n < 2 {
		return slices.Clone(y)
	}
	const beta = 8.0
	cut := min(1, to/from)
	half := int(math.Ceil(16 / cut))
	at := func(k int) float64 {
		switch {
		case k < 0:
			return 2*y[0] - y[min(-k, n-1)]
		case k >= n:
			return 2*y[n-1] - y[max(2*(n-1)-k, 0)]
		}
		return y[k]
	}
	out := make([]float64, int(math.Floor((float64(n-1)-max(first, 0))*to/from+1e-6))+1)
	for i := range out {
		u := first + float64(i)*from/to
		k0 := int(math.Floor(u))
		if math.Abs(u-math.Round(u)) < 1e-9 && cut == 1 {
			out[i] = at(int(math.Round(u)))
			continue
		}
		sum, weights := 0.0, 0.0
		for k := k0 - half + 1; k <= k0+half; k++ {
			d := u - float64(k)
			r := d / float64(half)
			if r <= -1 || r >= 1 {
				continue
			}
			w := bessel0(beta * math.Sqrt(1-r*r))
			if x := math.Pi * d * cut; x != 0 {
				w *= math.Sin(x) / x
			}
			sum += w * at(k)
			weights += w
		}
		out[i] = sum / weights
	}
	return out
}

// sameTime is the part of a sample within which two times are the same.
const sameTime = 0.02

// later gives samples by a fraction of a sample (-0.5 to 0.5) after those of
// y: band-limited if y holds all samples of a machine, else on the line through
// them. Where samples are missing y is kept.
func later(y []float64, by float64, all bool) []float64 {
	if math.Abs(by) < sameTime || len(y) < 2 || slices.ContainsFunc(y, math.IsNaN) {
		return y
	}
	if all {
		return bandLimitedFrom(y, 1, 1, by)
	}
	out := make([]float64, len(y))
	for i := range out {
		u := min(max(float64(i)+by, 0), float64(len(y)-1))
		k := min(int(u), len(y)-2)
		out[i] = y[k] + (u-float64(k))*(y[k+1]-y[k])
	}
	return out
}

// bessel0 is the modified Bessel function of the first kind of order 0, by its
// power series.
func bessel0(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1; k < 64; k++ {
		term *= (x / 2 / float64(k)) * (x / 2 / float64(k))
		sum += term
		if term < 1e-12*sum {
			break
		}
	}
	return sum
}
