package eval

import (
	"cmp"
	"math"
	"slices"
)

// A Calibration says what the stated signal to noise ratios of leads are
// worth.
type Calibration struct {
	// N leads state one; Silent ones that were read do not.
	N, Silent int
	// BiasDB is the mean of stated minus true, AbsDB its mean size.
	BiasDB, AbsDB Float
	Spearman      Float
	// Inside is the share of true ratios inside the stated interval, of
	// WithInterval leads; Nominal the mean of what the intervals promise, NaN
	// if they promise nothing.
	WithInterval    int
	Inside, Nominal Float
	// AUROC of the stated ratio for telling leads of at least 12 dB from
	// worse ones.
	AUROC Float
	// Bins of 3 dB of the stated ratio.
	Bins []CalibrationBin `json:",omitempty"`
}

// A CalibrationBin holds the leads whose stated ratio lies in [From, To) dB.
type CalibrationBin struct {
	From, To                 Float
	N                        int
	MeanStated, MeanTrue, SD Float
}

const (
	badLead    = 12 // dB
	binWidthDB = 3
)

// calibrate compares stated and true ratios; nil if none is stated.
func calibrate(results []Result) *Calibration {
	c := Calibration{Inside: nan, Nominal: nan}
	var e, s, diff, level []float64
	var bad []bool
	inside := 0
	for _, r := range results {
		for _, l := range r.Leads {
			if !l.Read || !l.SNR.defined() {
				continue
			}
			if !l.Expected.defined() {
				c.Silent++
				continue
			}
			e, s = append(e, float64(l.Expected)), append(s, float64(l.SNR))
			diff = append(diff, float64(l.Expected-l.SNR))
			bad = append(bad, l.SNR < badLead)
			if l.High > l.Low {
				c.WithInterval++
				if l.SNR >= l.Low && l.SNR <= l.High {
					inside++
				}
				if l.Level > 0 {
					level = append(level, float64(l.Level))
				}
			}
		}
	}
	if len(e) == 0 {
		return nil
	}
	c.N = len(e)
	c.BiasDB, c.AbsDB = Float(mean(diff)), Float(mean(absolutes(diff)))
	c.Spearman, c.AUROC = Float(spearman(e, s)), Float(auroc(e, bad))
	if c.WithInterval > 0 {
		c.Inside, c.Nominal = Float(ratio(inside, c.WithInterval)), Float(mean(level))
	}
	bins := map[int][]int{}
	for i, v := range e {
		k := int(math.Floor(v / binWidthDB))
		bins[k] = append(bins[k], i)
	}
	for k, members := range bins {
		var stated, truth []float64
		for _, i := range members {
			stated, truth = append(stated, e[i]), append(truth, s[i])
		}
		c.Bins = append(c.Bins, CalibrationBin{Float(k * binWidthDB), Float((k + 1) * binWidthDB), len(members),
			Float(mean(stated)), Float(mean(truth)), Float(deviation(truth))})
	}
	slices.SortFunc(c.Bins, func(a, b CalibrationBin) int { return cmp.Compare(a.From, b.From) })
	return &c
}

// A SigmaCheck says what the stated standard deviations of samples are worth,
// over leads: the median of each lead's figure.
type SigmaCheck struct {
	N int
	// SD of error over sigma; 1 is right.
	SD Float
	// Within1 and Within2 should be 0.68 and 0.95.
	Within1, Within2 Float
}

// checkSigma is nil if no lead states sigmas.
func checkSigma(results []Result) *SigmaCheck {
	var sd, one, two []float64
	for _, r := range results {
		for _, l := range r.Leads {
			sd, one, two = keep(sd, l.SigmaSD), keep(one, l.Within1), keep(two, l.Within2)
		}
	}
	if len(sd) == 0 {
		return nil
	}
	return &SigmaCheck{len(sd), Float(median(sd)), Float(median(one)), Float(median(two))}
}

// A Risk is what is gained by keeping only the pages that promise most:
// pictures sorted by the mean stated ratio of their leads, those without last.
type Risk struct {
	// Points are the shares kept and snr_page of what is kept.
	Points []RiskPoint
	// AreaP50 and AreaP10 are the means of the two curves over all shares.
	AreaP50, AreaP10 Float
}

// A RiskPoint is one share of the pictures kept.
type RiskPoint struct{ Kept, P50, P10 Float }

// riskPoints of the curve are kept in the result.
const riskPoints = 10

// riskCoverage is nil if no picture states anything.
func riskCoverage(results []Result) *Risk {
	type picture struct{ stated, snr float64 }
	var all []picture
	some := false
	for _, r := range results {
		var e []float64
		for _, l := range r.Leads {
			e = keep(e, l.Expected)
		}
		stated := math.Inf(-1)
		if len(e) > 0 && r.Status.accepted() {
			stated, some = mean(e), true
		}
		all = append(all, picture{stated, float64(r.SNRPage)})
	}
	if !some {
		return nil
	}
	slices.SortStableFunc(all, func(a, b picture) int { return cmp.Compare(b.stated, a.stated) })
	risk := Risk{}
	var kept, p50, p10 []float64
	for i, p := range all {
		kept = append(kept, p.snr)
		p50, p10 = append(p50, quantile(kept, 0.5)), append(p10, quantile(kept, 0.1))
		for k := 1; k <= riskPoints; k++ {
			if last := (len(all)*k+riskPoints-1)/riskPoints - 1; last == i {
				risk.Points = append(risk.Points, RiskPoint{Float(ratio(i+1, len(all))), Float(p50[i]), Float(p10[i])})
				break
			}
		}
	}
	risk.AreaP50, risk.AreaP10 = Float(mean(p50)), Float(mean(p10))
	return &risk
}
