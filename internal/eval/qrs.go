package eval

import (
	"math"
	"slices"
)

// The detector of QRS complexes is deliberately plain: it is the same for
// truth and prediction, so that its faults meet its faults. Times are the
// usual sizes of QRS complexes (own choice): 80 ms for the window of the
// energy, 250 ms for the shortest distance of two beats.
const (
	qrsWindow     = 0.080
	qrsRefractory = 0.250
	// qrsShare of the usual energy of a beat is the threshold: between the T
	// wave (slope of a fifth, energy of a twenty-fifth) and a wide ectopic
	// beat (half the slope, a quarter of the energy).
	qrsShare = 0.15
	// qrsFoot of a beat's own energy is where it begins and ends.
	qrsFoot = 0.03
	// minQRS is the least height of a beat in mV.
	minQRS = 0.1
	// mendable is the longest gap in s that the detector looks across.
	mendable = 0.040
)

// A beat is one QRS complex, by sample numbers.
type beat struct {
	onset, end int     // of the complex, roughly
	r          float64 // place of its greatest deflection
	amplitude  float64 // of that deflection above the level before the onset, mV
	edge       bool    // so near to where the signal begins or ends that either detector may miss it
}

// edgeTime is how near that is, in s.
const edgeTime = 0.12

// detectBeats finds the QRS complexes of one lead. Where sign is +1 or -1 the
// upward or downward deflection of each is measured; where it is 0, that which
// is the larger over all beats, which is also returned.
func detectBeats(v []float64, fs float64, sign float64) ([]beat, float64) {
	var beats []beat
	energy := make([]float64, len(v))
	var runs [][2]int
	mended := mend(v, int(mendable*fs))
	for lo := 0; lo < len(mended); lo++ {
		if math.IsNaN(mended[lo]) {
			continue
		}
		hi := lo
		for hi < len(mended) && !math.IsNaN(mended[hi]) {
			hi++
		}
		if float64(hi-lo) > 0.5*fs {
			slopeEnergy(mended[lo:hi], energy[lo:hi], fs)
			runs = append(runs, [2]int{lo, hi})
		}
		lo = hi
	}
	threshold := qrsShare * usualEnergy(energy, runs, fs)
	if !(threshold > 0) {
		return nil, sign
	}
	for _, run := range runs {
		beats = append(beats, beatsOf(energy, run, threshold, fs)...)
	}
	kept := beats[:0]
	for _, b := range beats {
		if lo, hi := slices.Min(mended[b.onset:b.end]), slices.Max(mended[b.onset:b.end]); hi-lo >= minQRS {
			kept = append(kept, b)
		}
	}
	beats = kept
	if sign == 0 {
		sign = mainDeflection(mended, beats, fs)
	}
	for i := range beats {
		beats[i].measure(mended, fs, sign)
	}
	return beats, sign
}

// mend joins gaps of at most n samples by straight lines.
func mend(v []float64, n int) []float64 {
	out := slices.Clone(v)
	last := -1
	for i, x := range v {
		if math.IsNaN(x) {
			continue
		}
		if last >= 0 && i-last > 1 && i-last-1 <= n {
			for j := last + 1; j < i; j++ {
				out[j] = v[last] + (x-v[last])*float64(j-last)/float64(i-last)
			}
		}
		last = i
	}
	return out
}

// slopeEnergy is the mean square of the slope over qrsWindow, (mV/s)^2.
func slopeEnergy(v, out []float64, fs float64) {
	h := max(1, int(math.Round(0.008*fs)))
	square := make([]float64, len(v)+1) // running sum
	for i := range v {
		a, b := max(0, i-h), min(len(v)-1, i+h)
		d := (v[b] - v[a]) / float64(b-a) * fs
		square[i+1] = square[i] + d*d
	}
	w := max(1, int(math.Round(qrsWindow*fs/2)))
	for i := range out {
		a, b := max(0, i-w), min(len(v), i+w+1)
		out[i] = (square[b] - square[a]) / float64(b-a)
	}
}

// usualEnergy is that of a usual beat: the lower median, over pieces of about
// 1.2 s, of the highest energy in each, whatever one artefact does; but not
// less than a fifth of the highest of all, in case most pieces hold no beat.
func usualEnergy(energy []float64, runs [][2]int, fs float64) float64 {
	var tops []float64
	for _, run := range runs {
		n := max(1, int(float64(run[1]-run[0])/(1.2*fs)))
		for k := range n {
			lo, hi := run[0]+(run[1]-run[0])*k/n, run[0]+(run[1]-run[0])*(k+1)/n
			tops = append(tops, slices.Max(energy[lo:hi]))
		}
	}
	if len(tops) == 0 {
		return 0
	}
	slices.Sort(tops)
	return max(tops[(len(tops)-1)/2], tops[len(tops)-1]/5)
}

// beatsOf cuts the stretches of one run above the threshold into beats.
func beatsOf(energy []float64, run [2]int, threshold, fs float64) []beat {
	var beats []beat
	var tops []int
	for i := run[0]; i < run[1]; i++ {
		if energy[i] < threshold {
			continue
		}
		top := i
		for i < run[1] && energy[i] >= threshold {
			if energy[i] > energy[top] {
				top = i
			}
			i++
		}
		if n := len(tops); n > 0 && float64(top-tops[n-1]) < qrsRefractory*fs {
			if energy[top] > energy[tops[n-1]] {
				tops[n-1] = top
			}
			continue
		}
		tops = append(tops, top)
	}
	half := int(math.Round(qrsWindow * fs / 2))
	limit := int(0.12 * fs)
	for _, top := range tops {
		lo, hi := top, top
		for lo > run[0] && top-lo < limit+half && energy[lo-1] > qrsFoot*energy[top] {
			lo--
		}
		for hi < run[1]-1 && hi-top < limit+half && energy[hi+1] > qrsFoot*energy[top] {
			hi++
		}
		// The window of the energy is wider than the complex by half on each
		// side, except where the signal begins or ends.
		lo, hi = min(lo+half, top), max(hi-half, top)
		b := beat{onset: max(lo-1, run[0]), end: min(hi+2, run[1])}
		b.edge = float64(top-run[0]) < edgeTime*fs || float64(run[1]-1-top) < edgeTime*fs
		beats = append(beats, b)
	}
	return beats
}

// level is the resting level before the complex: the median of 40 to 80 ms
// before its onset, or of what there is.
func (b *beat) level(v []float64, fs float64) float64 {
	var before []float64
	for i := b.onset - int(0.080*fs); i <= b.onset-int(0.040*fs); i++ {
		if i >= 0 && i < len(v) && !math.IsNaN(v[i]) {
			before = append(before, v[i])
		}
	}
	if len(before) == 0 {
		return v[b.onset]
	}
	return median(before)
}

// mainDeflection tells whether the beats go further up or down.
func mainDeflection(v []float64, beats []beat, fs float64) float64 {
	var sum []float64
	for i := range beats {
		b := &beats[i]
		level := b.level(v, fs)
		sum = append(sum, slices.Max(v[b.onset:b.end])+slices.Min(v[b.onset:b.end])-2*level)
	}
	if len(sum) > 0 && median(sum) < 0 {
		return -1
	}
	return 1
}

// measure finds the beat's greatest deflection of a sign, its place to a part
// of a sample by a parabola.
func (b *beat) measure(v []float64, fs, sign float64) {
	top := b.onset
	for i := b.onset; i < b.end; i++ {
		if sign*v[i] > sign*v[top] {
			top = i
		}
	}
	b.r = float64(top)
	height := v[top]
	if top > 0 && top+1 < len(v) {
		b.r += parabola(sign*v[top-1], sign*v[top], sign*v[top+1])
	}
	b.amplitude = height - b.level(v, fs)
}

// parabola is the place of the top of a parabola through three values one
// apart, from the middle one; 0 where they have no top there.
func parabola(a, b, c float64) float64 {
	curve := a - 2*b + c
	if !(curve < 0) || b < a || b < c {
		return 0
	}
	return (a - c) / 2 / curve
}
