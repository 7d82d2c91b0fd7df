package eval

import (
	"math"
	"slices"
)

// A Result is all that was measured on one picture. Figures that need a truth
// are NaN without one.
type Result struct {
	ID, Set, Kind, Layout, Record string
	Label                         Label
	Status                        Status
	Reasons                       []string `json:",omitempty"`
	// LayoutRead is the layout that was read; TwelveRead tells whether the
	// picture came back with all twelve standard leads.
	LayoutRead string
	TwelveRead bool
	// Seconds of wall time, 0 if not measured.
	Seconds Float

	// Signal to noise ratios in dB; see metrics of [Metrics].
	SNRPage, SNRRaw, SNRLead, SNRChallenge24 Float
	// KaggleRatio is a ratio of powers, KaggleDB the same in dB.
	KaggleRatio, KaggleDB Float
	// Challenge24 holds the defined leads' dB.
	Challenge24 []Float `json:",omitempty"`

	// RMSEUV, P95UV and MaxUV are of the aligned error of what was read,
	// RMSERawUV without any alignment.
	RMSEUV, P95UV, MaxUV, RMSERawUV Float
	Pearson                         Float // median of the leads
	LagMS                           Float // median of the leads
	// GainPct is the error of the page's gain, GainLeadPct the median size of
	// the leads' errors, GainRowPct the size of the worst row's.
	GainPct, GainLeadPct, GainRowPct Float
	ZeroUV                           Float // median size of the leads' errors
	ScalePPM, StartMS                Float
	Coverage, FalseCoverage          Float // shares, 0 to 1 and more
	LeadsRight                       Float // share of the printed leads
	// PageRight is 1 if all leads are right, else 0; LayoutRight, SpeedRight
	// and GainRight likewise, NaN where the case does not say.
	PageRight, LayoutRight, SpeedRight, GainRight Float

	Beats     BeatResult
	Intervals IntervalResult
	Leads     []LeadResult `json:",omitempty"`
	Relations []Relation   `json:",omitempty"`

	figures beatFigures
}

// A LeadResult is what was measured on one printed lead.
type LeadResult struct {
	Name     string
	SNR      Float // snr_lead in dB; NaN if the lead has no swing
	Read     bool
	Coverage Float
	LagMS    Float
	RMSEUV   Float
	Pearson  Float
	GainPct  Float // NaN below 6 dB
	ZeroUV   Float
	Right    bool
	Wave     WaveError
	// Expected, Low, High and Level are those of the prediction; NaN if it
	// states none.
	Expected, Low, High, Level Float
	// SigmaSD is the standard deviation of error over stated sigma, Within1
	// and Within2 the shares inside one and two sigma; NaN without sigma.
	SigmaSD, Within1, Within2 Float
}

// minGainSNR is the snr_lead in dB below which the gain of a lead means
// nothing.
const minGainSNR = 6

// Score compares a prediction with its case. A prediction that is refused or
// failed counts as nothing read, whatever samples it holds.
func Score(c Case, p Prediction) Result {
	r := Result{ID: c.ID, Set: c.Set, Kind: c.Kind, Layout: c.Layout, Record: c.Record, Label: c.Label,
		Status: p.Status, Reasons: p.Reasons, Seconds: Float(p.Seconds), Beats: BeatResult{LagMS: nan},
		Intervals: IntervalResult{Truth: noWaves, Found: noWaves}}
	for _, d := range Metrics() {
		*d.of(&r) = nan
	}
	r.KaggleRatio = nan
	p = p.handedOut()
	r.Relations = p.relations()
	if p.Status.accepted() {
		r.LayoutRead, r.TwelveRead = p.Layout, p.twelve()
	}
	if c.Layout != "" {
		r.LayoutRight = yes(p.Status.accepted() && sameLayout(c.Layout, p.Layout))
	}
	if !c.HasTruth() {
		return r
	}
	s := newScoring(c, p)
	s.ratios(&r)
	s.leads(&r)
	s.shape(&r)
	s.identity(&r)
	s.beats(&r)
	return r
}

// A scoring is one case under comparison.
type scoring struct {
	c     Case
	p     Prediction
	y     [12][]float64 // the prediction at the truth's times, nil if absent
	sigma [12][]float64 // its sigma there, nil if absent
	pairs []pairing
}

func newScoring(c Case, p Prediction) *scoring {
	p = p.handedOut()
	s := &scoring{c: c, p: p, pairs: make([]pairing, 12)}
	for k, name := range Leads {
		if l := p.lead(name); l != nil {
			s.y[k] = p.at(l.Samples, c.Fs, c.samples())
			if len(l.Sigma) == len(l.Samples) {
				s.sigma[k] = p.at(l.Sigma, c.Fs, c.samples())
			}
		}
		s.pairs[k] = pair(c.Truth[k], s.y[k], c.Fs)
	}
	return s
}

// ratios are the figures of signal to noise.
func (s *scoring) ratios(r *Result) {
	r.SNRPage = Float(pageSNR(s.pairs))
	var signal, noise, rawSignal, rawNoise float64
	for k, x := range s.c.Truth {
		var px, py []float64
		for _, i := range s.pairs[k].printed {
			px = append(px, x[i])
			if s.y[k] != nil {
				py = append(py, s.y[k][i])
			}
		}
		a, b, _ := kaggleLead(px, py, s.c.Fs)
		signal, noise = signal+a, noise+b
		a, b = rawPowers(x, s.y[k])
		rawSignal, rawNoise = rawSignal+a, rawNoise+b
		if v := challenge24(x, s.y[k], s.c.Fs); !math.IsNaN(v) {
			r.Challenge24 = append(r.Challenge24, Float(v))
		}
	}
	ratio := kaggleRatio(signal, noise)
	r.KaggleRatio, r.KaggleDB = Float(ratio), Float(10*math.Log10(ratio))
	r.SNRRaw = Float(decibel(rawSignal, rawNoise))
	r.SNRChallenge24 = Float(mean(plain(r.Challenge24)))
}

// leads are the figures of each printed lead.
func (s *scoring) leads(r *Result) {
	var snr []float64
	for k, name := range Leads {
		p := &s.pairs[k]
		if len(p.printed) == 0 {
			continue
		}
		l := LeadResult{Name: name, Read: p.read > 0, Coverage: Float(ratio(p.read, len(p.printed))),
			SNR: Float(leadSNR(s.c.Truth[k], p)), LagMS: nan, RMSEUV: nan, Pearson: nan, GainPct: nan, ZeroUV: nan,
			Expected: nan, Low: nan, High: nan, Level: nan, SigmaSD: nan, Within1: nan, Within2: nan}
		if l.SNR.defined() {
			snr = append(snr, float64(l.SNR))
		}
		if pl := s.p.lead(name); pl != nil && pl.Expected != nil {
			e := pl.Expected
			l.Expected, l.Low, l.High, l.Level = Float(e.SNR), Float(e.Low), Float(e.High), Float(e.Level)
		}
		if len(p.x) > 0 {
			errs := p.errors()
			l.LagMS = Float(-float64(p.shift) / s.c.Fs * 1000)
			l.RMSEUV = Float(rootMeanSquare(errs) * 1000)
			l.Pearson = Float(pearson(p.x, p.y))
			l.ZeroUV = Float(p.offset() * 1000)
			if l.SNR >= minGainSNR {
				l.GainPct = Float(gainError([]*pairing{p}) * 100)
			}
			l.Right = rightLead(s.c.Truth, s.y[k], k, s.c.Fs)
			s.sigmas(k, errs, &l)
		}
		r.Leads = append(r.Leads, l)
	}
	r.SNRLead = Float(mean(snr))
}

// sigmas compares the errors of a lead with those it states.
func (s *scoring) sigmas(k int, errs []float64, l *LeadResult) {
	if s.sigma[k] == nil {
		return
	}
	p := &s.pairs[k]
	var z []float64
	for n, i := range p.index {
		if sd := s.sigma[k][i-p.shift]; sd > 0 && !math.IsInf(sd, 0) {
			z = append(z, errs[n]/sd)
		}
	}
	if len(z) == 0 {
		return
	}
	l.SigmaSD = Float(rootMeanSquare(z))
	l.Within1 = Float(share(z, func(v float64) bool { return math.Abs(v) <= 1 }))
	l.Within2 = Float(share(z, func(v float64) bool { return math.Abs(v) <= 2 }))
}

// shape are the errors in voltage and time of what was read.
func (s *scoring) shape(r *Result) {
	var errs, raw []float64
	rows := map[int][]*pairing{}
	n := layoutRows(s.c.Layout)
	var all []*pairing
	for k := range s.pairs {
		p := &s.pairs[k]
		if len(p.x) == 0 {
			continue
		}
		errs = append(errs, p.errors()...)
		for _, i := range p.printed {
			if v := s.y[k][i]; !math.IsNaN(v) {
				raw = append(raw, v-s.c.Truth[k][i])
			}
		}
		if v := leadSNR(s.c.Truth[k], p); v >= minGainSNR {
			all = append(all, p)
			if n > 0 {
				rows[k%n] = append(rows[k%n], p)
			}
		}
	}
	if len(errs) > 0 {
		r.RMSEUV, r.RMSERawUV = Float(rootMeanSquare(errs)*1000), Float(rootMeanSquare(raw)*1000)
		size := absolutes(errs)
		r.P95UV, r.MaxUV = Float(quantile(size, 0.95)*1000), Float(slices.Max(size)*1000)
	}
	var corr, lag, gain, zero []float64
	for _, l := range r.Leads {
		corr, lag = keep(corr, l.Pearson), keep(lag, l.LagMS)
		gain, zero = keep(gain, l.GainPct), keep(zero, l.ZeroUV)
	}
	r.Pearson, r.LagMS = Float(median(corr)), Float(median(lag))
	r.GainLeadPct, r.ZeroUV = Float(median(absolutes(gain))), Float(median(absolutes(zero)))
	if len(all) > 0 {
		r.GainPct = Float(gainError(all) * 100)
	}
	for _, row := range rows {
		if g := Float(math.Abs(gainError(row)) * 100); !r.GainRowPct.defined() || g > r.GainRowPct {
			r.GainRowPct = g
		}
	}
	ppm, start := timeScale(s.c.Truth, s.y, s.c.Fs)
	r.ScalePPM, r.StartMS = Float(ppm), Float(start)
}

// identity says how much was read, and whether it was taken for what it is.
func (s *scoring) identity(r *Result) {
	printed, read, outside, right := 0, 0, 0, 0
	for k, x := range s.c.Truth {
		printed += len(s.pairs[k].printed)
		read += s.pairs[k].read
		for i, v := range s.y[k] {
			if !math.IsNaN(v) && math.IsNaN(x[i]) {
				outside++
			}
		}
	}
	for _, l := range r.Leads {
		if l.Right {
			right++
		}
	}
	r.Coverage, r.FalseCoverage = Float(ratio(read, printed)), Float(ratio(outside, printed))
	r.LeadsRight = Float(ratio(right, len(r.Leads)))
	r.PageRight = yes(right == len(r.Leads))
	accepted := s.p.Status.accepted()
	if s.c.SpeedMMS > 0 {
		r.SpeedRight = yes(accepted && s.c.SpeedMMS == s.p.SpeedMMS)
	}
	if s.c.GainMMMV > 0 {
		r.GainRight = yes(accepted && s.c.GainMMMV == s.p.GainMMMV)
	}
}

// beats are R peaks, intervals and waves.
func (s *scoring) beats(r *Result) {
	var all [12]leadBeats
	r.Beats, all = compareBeats(s.c.Truth, s.y, s.c.Fs)
	k := measuredLead(s.pairs)
	r.Intervals = compareIntervals(s.c.Truth[k], s.y[k], s.c.Fs, Leads[k], &all[k])
	for i := range r.Leads {
		k := leadIndex(r.Leads[i].Name)
		r.Leads[i].Wave = compareWaves(s.c.Truth[k], s.y[k], s.c.Fs, &all[k])
	}
	r.setBeatFigures()
}

// gainError is the slope of prediction on truth, pooled over leads centred
// each for itself, minus 1.
func gainError(pairs []*pairing) float64 {
	var xx, xy float64
	for _, p := range pairs {
		mx, my := mean(p.x), mean(p.y)
		for i := range p.x {
			xx += (p.x[i] - mx) * (p.x[i] - mx)
			xy += (p.x[i] - mx) * (p.y[i] - my)
		}
	}
	return xy/xx - 1
}

func rootMeanSquare(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x * x
	}
	return math.Sqrt(s / float64(len(v)))
}

// keep appends a figure that is defined.
func keep(v []float64, f Float) []float64 {
	if f.defined() {
		v = append(v, float64(f))
	}
	return v
}

// plain turns figures into numbers.
func plain(v []Float) []float64 {
	out := make([]float64, len(v))
	for i, f := range v {
		out[i] = float64(f)
	}
	return out
}

func yes(b bool) Float {
	if b {
		return 1
	}
	return 0
}
