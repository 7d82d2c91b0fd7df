package eval

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A Table sums up the results of a run, as a whole and in parts.
type Table struct {
	// Groups are all cases together, then each set, kind and layout.
	Groups []Group
}

// A Group is a part of the cases.
type Group struct {
	// Name is "all", or "set", "kind" or "layout" and which.
	Name string
	// Cases counts all, Scored those with truth; the others by outcome.
	Cases, Scored, OK, Review, Refused, Failed int
	// Metrics are the figures of the scored pictures, the refused and failed
	// ones in, in the order of [Metrics]; empty if none is scored.
	Metrics []Distribution `json:",omitempty"`
	// Accepted is snr_page of the scored pictures that were not refused.
	Accepted *Distribution `json:",omitempty"`
	// KaggleSet is 10 log10 of the mean power ratio over the scored pictures.
	KaggleSet   Estimate
	Intervals   []Interval   `json:",omitempty"`
	Calibration *Calibration `json:",omitempty"`
	Sigma       *SigmaCheck  `json:",omitempty"`
	Risk        *Risk        `json:",omitempty"`
	// Relations is the mean dB of the lead relations of each picture that has
	// any, with truth or without.
	Relations *Distribution `json:",omitempty"`
	Refusal   Refusal
	Time      *Time `json:",omitempty"`
}

// An Estimate is a figure with its 95 % interval over patients.
type Estimate struct{ Value, Low, High Float }

// A Distribution is one figure over pictures.
type Distribution struct {
	ID, Unit string
	// N pictures have the figure; for the others it is not defined.
	N            int
	Mean, Median Estimate
	P10, P90     Float
}

// Time is the wall time of pages in seconds.
type Time struct {
	N             int
	P50, P95, Max Float
	// TimeOuts took longer than a minute, or ended by it.
	TimeOuts int
}

// timeOut is the longest time, in seconds, that a page may take.
const timeOut = 60

// Summarise sums up results. The order of the results does not matter.
func Summarise(results []Result) Table {
	results = slices.Clone(results)
	slices.SortStableFunc(results, func(a, b Result) int {
		return cmp.Or(strings.Compare(a.Set, b.Set), strings.Compare(a.ID, b.ID))
	})
	t := Table{Groups: []Group{summarise("all", results)}}
	for _, by := range []struct {
		name string
		of   func(r *Result) string
	}{
		{"set", func(r *Result) string { return r.Set }},
		{"kind", func(r *Result) string { return r.Kind }},
		{"layout", func(r *Result) string { return r.Layout }},
	} {
		parts := map[string][]Result{}
		for _, r := range results {
			parts[by.of(&r)] = append(parts[by.of(&r)], r)
		}
		names := make([]string, 0, len(parts))
		for name := range parts {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if name != "" {
				t.Groups = append(t.Groups, summarise(by.name+" "+name, parts[name]))
			}
		}
	}
	return t
}

// Group returns the group of a name, nil if there is none.
func (t *Table) Group(name string) *Group {
	for i := range t.Groups {
		if t.Groups[i].Name == name {
			return &t.Groups[i]
		}
	}
	return nil
}

// Metric returns the distribution of an ID, nil if there is none.
func (g *Group) Metric(id string) *Distribution {
	for i := range g.Metrics {
		if g.Metrics[i].ID == id {
			return &g.Metrics[i]
		}
	}
	return nil
}

func summarise(name string, results []Result) Group {
	g := Group{Name: name, Cases: len(results), KaggleSet: Estimate{nan, nan, nan}}
	var scored, accepted []Result
	for _, r := range results {
		switch r.Status {
		case OK:
			g.OK++
		case Review:
			g.Review++
		case Refused:
			g.Refused++
		default:
			g.Failed++
		}
		if r.SNRPage.defined() {
			scored = append(scored, r)
			if r.Status.accepted() {
				accepted = append(accepted, r)
			}
		}
	}
	g.Scored = len(scored)
	if len(scored) > 0 {
		for _, d := range Metrics() {
			g.Metrics = append(g.Metrics, distribution(d.ID, d.Unit, scored, d.of))
		}
		if len(accepted) > 0 {
			d := distribution("snr_page_accepted", "dB", accepted, func(r *Result) *Float { return &r.SNRPage })
			g.Accepted = &d
		}
		g.KaggleSet = kaggleSet(scored)
		g.Intervals = intervals(scored)
		g.Calibration = calibrate(scored)
		g.Sigma = checkSigma(scored)
		g.Risk = riskCoverage(scored)
	}
	g.Refusal = refusals(results)
	g.Time = times(results)
	if d := distribution("relations", "dB", results, meanRelation); d.N > 0 {
		g.Relations = &d
	}
	return g
}

// meanRelation is the mean dB of a picture's lead relations.
func meanRelation(r *Result) *Float {
	var dB []float64
	for _, rel := range r.Relations {
		dB = append(dB, float64(rel.DB))
	}
	m := Float(mean(dB))
	return &m
}

// distribution sums up one figure, with intervals over patients.
func distribution(id, unit string, results []Result, of func(r *Result) *Float) Distribution {
	var v []float64
	var patient []string
	for i := range results {
		if f := *of(&results[i]); f.defined() {
			v = append(v, float64(f))
			patient = append(patient, results[i].Record)
		}
	}
	drawn := make([]float64, 0, len(v))
	ci := bootstrap(patient, 2, func(draw []int, out []float64) {
		drawn = drawn[:0]
		for _, i := range draw {
			drawn = append(drawn, v[i])
		}
		slices.Sort(drawn)
		out[0], out[1] = mean(drawn), sortedQuantile(drawn, 0.5)
	})
	return Distribution{ID: id, Unit: unit, N: len(v),
		Mean:   Estimate{Float(mean(v)), Float(ci[0][0]), Float(ci[0][1])},
		Median: Estimate{Float(median(v)), Float(ci[1][0]), Float(ci[1][1])},
		P10:    Float(quantile(v, 0.1)), P90: Float(quantile(v, 0.9))}
}

// kaggleSet is the competition's score of a set.
func kaggleSet(results []Result) Estimate {
	var v []float64
	var patient []string
	for i := range results {
		v = append(v, float64(results[i].KaggleRatio))
		patient = append(patient, results[i].Record)
	}
	ci := bootstrap(patient, 1, func(draw []int, out []float64) {
		s := 0.0
		for _, i := range draw {
			s += v[i]
		}
		out[0] = 10 * math.Log10(s/float64(len(draw)))
	})
	return Estimate{Float(10 * math.Log10(mean(v))), Float(ci[0][0]), Float(ci[0][1])}
}

func times(results []Result) *Time {
	var v []float64
	t := Time{}
	for i := range results {
		r := &results[i]
		if r.Seconds > timeOut || slices.Contains(r.Reasons, "timeout") {
			t.TimeOuts++
		}
		if r.Seconds > 0 {
			v = append(v, float64(r.Seconds))
		}
	}
	if len(v) == 0 {
		return nil
	}
	t.N, t.P50, t.P95, t.Max = len(v), Float(median(v)), Float(quantile(v, 0.95)), Float(slices.Max(v))
	return &t
}
