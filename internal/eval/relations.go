package eval

import "math"

// A Relation is a sum of leads that vanishes in every heart.
type Relation struct {
	// Name is "I+III=II" or "aVR+aVL+aVF=0".
	Name string
	// DB estimates, without any truth, the signal to noise ratio of the three
	// leads: the sum of their variances over the variance of the sum that
	// should vanish. Independent errors add up in it; an error that is common
	// to all three (gain, speed) stays unseen.
	DB Float
	// ResidualMV is the standard deviation of that sum.
	ResidualMV Float
	// Seconds is the time for which all three leads were read.
	Seconds Float
}

// minRelation is the shortest time, in seconds, that tells of a relation.
const minRelation = 1

// Relations tests Einthoven's and Goldberger's relations on leads of rate fs
// that start together; lead returns the samples of a name, nil if there are
// none. Relations with less than a second of common samples are left out. A
// sum that vanishes exactly gives the cap of 60 dB.
func Relations(fs float64, lead func(name string) []float64) []Relation {
	var out []Relation
	for _, r := range []struct {
		name  string
		leads [3]string
		third float64 // sign of the last lead
	}{
		{"I+III=II", [3]string{"I", "III", "II"}, -1},
		{"aVR+aVL+aVF=0", [3]string{"aVR", "aVL", "aVF"}, 1},
	} {
		a, b, c := lead(r.leads[0]), lead(r.leads[1]), lead(r.leads[2])
		var parts [4][]float64 // the leads and their sum
		for i := range min(len(a), len(b), len(c)) {
			sum := a[i] + b[i] + r.third*c[i]
			if math.IsNaN(sum) {
				continue
			}
			for k, v := range [4]float64{a[i], b[i], c[i], sum} {
				parts[k] = append(parts[k], v)
			}
		}
		seconds := float64(len(parts[3])) / fs
		if !(seconds >= minRelation) {
			continue
		}
		power := variance(parts[0]) + variance(parts[1]) + variance(parts[2])
		rest := variance(parts[3])
		out = append(out, Relation{r.name, Float(decibel(power, rest)), Float(math.Sqrt(rest)), Float(seconds)})
	}
	return out
}

// variance is the mean square about the mean.
func variance(v []float64) float64 {
	m, s := mean(v), 0.0
	for _, x := range v {
		s += (x - m) * (x - m)
	}
	return s / float64(len(v))
}

// relations tests those of a prediction.
func (p *Prediction) relations() []Relation {
	if !(p.Fs > 0) {
		return nil
	}
	return Relations(p.Fs, func(name string) []float64 {
		if l := p.lead(name); l != nil {
			return l.Samples
		}
		return nil
	})
}
