package signal

import (
	"math"
)

// relation is a sum of leads that is zero at every instant: Einthoven's and
// Goldberger's (docs/ARCHITECTURE.md, lead relations).
type relation struct {
	name   string
	leads  []string
	factor []float64
	group  bool // pages print all of these below each other
}

func relations() []relation {
	return []relation{
		{"I+III=II", []string{"I", "III", "II"}, []float64{1, 1, -1}, true},
		{"aVR+aVL+aVF=0", []string{"aVR", "aVL", "aVF"}, []float64{1, 1, 1}, true},
		{"II=2/3(aVF-aVR)", []string{"II", "aVF", "aVR"}, []float64{1, -2. / 3, 2. / 3}, false},
	}
}

// testRelations measures each relation on the samples at which all its leads
// were read. Offsets between leads are no error of reading: each stretch is
// centred first. The ratio compares the power of the leads with that of the
// residual scaled to one lead.
func testRelations(r *Record) (out []Relation, worst float64) {
	worst = math.NaN()
	for _, rel := range relations() {
		var ls []*Lead
		for _, n := range rel.leads {
			if l := r.Lead(n); l != nil {
				ls = append(ls, l)
			}
		}
		if len(ls) != len(rel.leads) {
			continue
		}
		var use []int
		for i := range ls[0].Samples {
			ok := true
			for _, l := range ls {
				ok = ok && i < len(l.Samples) && !math.IsNaN(l.Samples[i])
			}
			if ok {
				use = append(use, i)
			}
		}
		if len(use) < 200 {
			continue
		}
		means := make([]float64, len(ls))
		for k, l := range ls {
			for _, i := range use {
				means[k] += l.Samples[i] / float64(len(use))
			}
		}
		var power, resid, norm float64
		for _, f := range rel.factor {
			norm += f * f
		}
		for _, i := range use {
			e := 0.0
			for k, l := range ls {
				v := l.Samples[i] - means[k]
				power += v * v / float64(len(ls))
				e += rel.factor[k] * v
			}
			resid += e * e
		}
		resid /= float64(len(use))
		power /= float64(len(use))
		x := Relation{Name: rel.name, of: rel, noise: resid / norm, RMSuV: 1000 * math.Sqrt(resid), Seconds: float64(len(use)) / Base,
			SNR: min(60, 10*math.Log10(power/max(resid/norm, 1e-12)))}
		out = append(out, x)
		if math.IsNaN(worst) || x.SNR < worst {
			worst = x.SNR
		}
	}
	return out, worst
}
