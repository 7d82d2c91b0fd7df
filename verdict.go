package einthoven

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/signal"
)

// take moves a record into the result and decides its status.
func (r *Result) take(l *layout.Layout, rec *signal.Record, opt Options) {
	r.fill(l, rec)
	rate := opt.RateHz
	if rate == 0 {
		rate = signal.Base
	}
	for i := range rec.Leads {
		s := &rec.Leads[i]
		mv, sigma := s.Samples, s.Sigma
		if rate != signal.Base {
			mv, sigma = signal.Resample(mv, signal.Base, rate), signal.Resample(sigma, signal.Base, rate)
		}
		r.Leads = append(r.Leads, Lead{Name: s.Name, MV: mv, SigmaMV: sigma})
	}
	r.judge(l, rec)
}

// fill writes layout, calibration, leads and checks into the report.
func (r *Result) fill(l *layout.Layout, rec *signal.Record) {
	rep := &r.Report
	inTime := "successive"
	if rec.Simultaneous {
		inTime = "simultaneous"
	}
	rep.Layout = &LayoutInfo{Name: l.Name, Rows: l.GridRows, Columns: l.Columns, Strips: []string{}, Order: l.Order, Margin: Number(l.Margin),
		NamesRead: Number(l.Named), InTime: inTime, InTimeFrom: rec.SimultaneousFrom, Pulses: len(l.Pulses), Separators: len(l.Bars)}
	rep.Calibration = &CalibrationInfo{SpeedMMPerS: Number(l.Speed.Value), SpeedFrom: l.Speed.From, GainMMPerMV: Number(l.Gain.Value), GainFrom: l.Gain.From,
		ChestMMPerMV: Number(l.ChestGain.Value), ChestGainFrom: l.ChestGain.From}
	var mean float64
	for i := range rec.Leads {
		s := &rec.Leads[i]
		info := LeadInfo{Name: s.Name, NameFrom: string(s.NameFrom), Coverage: Number(s.Coverage), Bridged: Number(s.Bridged),
			ExpectedSNR: Number(s.ExpectedSNR), SNRInterval: [2]Number{Number(s.SNRLow), Number(s.SNRHigh)},
			ZeroFrom: s.ZeroFrom, Inverted: s.Inverted, Strip: s.Strip, Flags: s.Flags}
		for _, w := range s.Windows {
			info.Windows = append(info.Windows, [2]Number{Number(w[0]), Number(w[1])})
		}
		rep.Leads = append(rep.Leads, info)
		mean += s.ExpectedSNR / float64(len(rec.Leads))
	}
	rep.ExpectedSNR = Number(mean)
	rep.Layout.Strips = append(rep.Layout.Strips, rec.Strips...)
	if len(rec.Strips) > 0 {
		rep.Layout.Name = fmt.Sprintf("%dx%d+%dR:%s", l.GridRows, l.Columns, len(rec.Strips), strings.Join(rec.Strips, ","))
	}
	c := rec.Checks
	rep.Checks = &ChecksInfo{Relations: []RelationInfo{}, HeartRate: Number(c.Rate), Beats: c.Beats, BeatLikeness: Number(c.BeatLikeness),
		PeakToPeakMV: Number(c.PeakToPeak), SlopeMVPerMS: Number(c.Slope), Implausible: c.Implausible}
	for _, x := range c.Relations {
		rep.Checks.Relations = append(rep.Checks.Relations, RelationInfo{x.Name, Number(x.RMSuV), Number(x.SNR), Number(x.Seconds)})
	}
}

// Limits of the verdict. Calibrated on the development sets so that what is
// below review has fewer than one bad page in twenty (docs/BENCHMARKS.md).
const (
	goodSNR      = 12.0 // dB expected below which a page needs review
	weakLead     = 8.0  // and of any one lead: an error of 40 % of its waves
	poorCoverage = 0.30 // share read below which nothing is given
	partCoverage = 0.85 // share read below which the page counts as partial
	badRelations = 6.0  // dB
)

// judge sets status and reasons.
func (r *Result) judge(l *layout.Layout, rec *signal.Record) {
	c := rec.Checks
	if len(rec.Leads) == 0 && len(l.Cells) > 0 {
		r.refuse(UnknownLayout, fmt.Sprintf("%d curves were found, but not which leads they are.", len(l.Cells)), "Give a picture in which the names of the leads can be read, or name the layout, such as 3x4+1.")
		return
	}
	cover, n := 0.0, 0
	for i := range rec.Leads {
		cover += rec.Leads[i].Coverage
		n++
	}
	if n == 0 || cover/float64(n) < poorCoverage {
		r.refuse(NoTrace, "No curve could be followed.", "Take the picture closer and sharper, with the whole page flat and lit evenly.")
		return
	}
	cover /= float64(n)
	if !rec.Looks.ECG {
		r.refuse(NotECG, "The curves do not look like an ECG: "+rec.Looks.Why+".", "Give a picture of an ECG. If this is one, name its speed and gain and check that the whole curve is visible.")
		return
	}
	if rec.Looks.ByNames {
		r.review(LowConfidence, "The curves alone would not pass for an ECG: "+rec.Looks.Why+"; the names of the leads do.", "Check the overlay.")
	}
	if cover < partCoverage {
		r.review(PartialPage, fmt.Sprintf("Only %.0f %% of the printed curves could be read.", 100*cover), "Check the overlay; take the picture again with the whole page in view.")
	}
	if n == 1 && (l.GridRows == 1 || l.Order == layout.OrderContinued) {
		msg := "The page shows one lead only."
		if rec.Leads[0].NameFrom != layout.NameFromText {
			msg += " Its name could not be read; " + rec.Leads[0].Name + " is assumed."
		}
		r.review(SingleStrip, msg, "Check the name of the lead.")
	} else if l.Margin < 1 {
		r.review(LowConfidence, "The arrangement of the leads is not certain.", "Check the names in the overlay, or name the layout, such as 3x4+1.")
	}
	if rec.TimeDoubt {
		r.review(LowConfidence, "It is not certain whether the columns show the same seconds or follow each other; they are taken as "+r.Report.Layout.InTime+".", "Compare the beats of the columns in the overlay.")
	}
	if e := float64(r.Report.ExpectedSNR); e < goodSNR {
		r.review(LowConfidence, fmt.Sprintf("The curves are uncertain: about %.0f dB are expected.", e), "Check the overlay; a sharper picture or a scan gives more.")
	}
	if differ := flagged(rec, signal.FlagDiffer); differ != "" {
		r.review(LowConfidence, "Printed more than once, and not alike: "+differ+".", "Check the names of these leads in the overlay.")
	}
	if weak := weakLeads(rec); weak != "" {
		r.review(LowConfidence, "Uncertain: "+weak+".", "Check these leads in the overlay.")
	}
	if !math.IsNaN(c.RelationSNR) && c.RelationSNR < badRelations {
		r.review(LowConfidence, fmt.Sprintf("The limb leads contradict each other (%.0f dB).", c.RelationSNR), "Check that names and order of the leads are right.")
	}
	if len(l.Doubts) > 0 {
		r.review(Uncalibrated, "Not certain: "+strings.Join(l.Doubts, "; ")+".", "Check paper speed and gain, or set them.")
	}
	if p := r.Report.Page; p != nil && math.Abs(math.Log(float64(p.PxPerMMX/p.PxPerMMY))) > oblong {
		r.review(Uncalibrated, fmt.Sprintf("A printed millimetre seems to be %.2f times as wide as high: lines across or down may have been miscounted.", float64(p.PxPerMMX/p.PxPerMMY)), "Check paper speed and gain against the grid.")
	}
	if missing := l.Missing(); len(missing) > 0 {
		r.review(PartialPage, "These names were read, but not their curves: "+strings.Join(missing, ", ")+".", "Check the overlay; a sharper picture or a scan shows faint curves. Name the layout, such as 3x4+1, if part of the page was not found.")
	}
	if n := nameless(l); n > 0 && len(l.Cells) > 1 && l.Order != layout.OrderContinued {
		r.review(PartialPage, fmt.Sprintf("%d curves were left out, since nothing tells which leads they show.", n), "Name the layout, or give a picture in which all names can be read.")
	}
	if n := len(l.Spare); n > 0 {
		r.review(PartialPage, fmt.Sprintf("%d more rows look like curves, but no lead was given to them.", n), "Check the overlay, and name the layout, such as 3x4+1.")
	}
	if len(c.Implausible) > 0 {
		r.review(Implausible, "Not plausible: "+strings.Join(c.Implausible, "; ")+".", "Check paper speed and gain, or set them.")
	}
	if math.IsNaN(float64(r.Report.ExpectedSNR)) {
		r.review(LowConfidence, "Nothing is known of the quality of the curves.", "Check the overlay.")
	}
}

// nameless counts the cells of a grid that have no lead. Strips are named later.
func nameless(l *layout.Layout) int {
	n := 0
	for i := range l.Cells {
		if l.Cells[i].Lead == "" && !l.Cells[i].Strip {
			n++
		}
	}
	return n
}

// oblong is the logarithm of the ratio of sides from which a millimetre is too long for
// its height. Of 380 pages read, tilted photographs included, none that was read
// rightly had more than 0.18; the nearest miscount, five lines for four, gives 0.22.
const oblong = 0.2

// weakLeads lists the leads of which little is to be expected.
func weakLeads(rec *signal.Record) string {
	var out []string
	for i := range rec.Leads {
		if l := &rec.Leads[i]; l.ExpectedSNR < weakLead {
			out = append(out, fmt.Sprintf("%s (%.0f dB)", l.Name, l.ExpectedSNR))
		}
	}
	return strings.Join(out, ", ")
}

// flagged lists the leads with a flag.
func flagged(rec *signal.Record, flag string) string {
	var out []string
	for i := range rec.Leads {
		if l := &rec.Leads[i]; slices.Contains(l.Flags, flag) {
			out = append(out, l.Name)
		}
	}
	return strings.Join(out, ", ")
}
