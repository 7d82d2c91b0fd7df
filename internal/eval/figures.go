package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// Figures are the few figures of a set that are kept in the repository, so
// that a change that makes the set worse is seen. Those that a set does not
// have are NaN, null in JSON.
type Figures struct {
	Set   string `json:"set"`
	Cases int    `json:"cases"`
	// Read pictures gave leads, Refused and Failed ones did not.
	Read    int `json:"read"`
	Refused int `json:"refused"`
	Failed  int `json:"failed"`
	// SNR figures are of snr_page in dB over the pictures with truth, those
	// not read as 0; Accepted is the mean of those that were read.
	SNRMean   Float `json:"snr_page_mean_db"`
	SNRMedian Float `json:"snr_page_median_db"`
	SNRP10    Float `json:"snr_page_p10_db"`
	Accepted  Float `json:"snr_page_read_db"`
	// Kaggle is the set's score in the Kaggle competition, dB.
	Kaggle Float `json:"kaggle_db"`
	// LeadsRight is the share of printed leads that are what they are called.
	LeadsRight Float `json:"leads_right"`
	// Relations is the median of what the lead relations hold to, dB.
	Relations Float `json:"relations_db"`
	// NotECG pictures are no ECG, of which NotECGRead were read as one.
	NotECG     int `json:"not_ecg"`
	NotECGRead int `json:"not_ecg_read"`
	// TwelveLead pages have a known layout of twelve leads, which LayoutRight
	// of them came back with.
	TwelveLead  int `json:"twelve_lead"`
	LayoutRight int `json:"layout_right"`
	// OtherLeads pages are known to show more or fewer leads, of which
	// AsTwelve came back as twelve.
	OtherLeads int `json:"other_leads"`
	AsTwelve   int `json:"as_twelve"`
	// SecondsP50 and SecondsMax are wall times of a page. They depend on the
	// machine and fail nothing.
	SecondsP50 Float `json:"seconds_p50"`
	SecondsMax Float `json:"seconds_max"`
}

// FiguresOf sums up each set of a report, sorted by name.
func FiguresOf(r *Report) []Figures {
	var out []Figures
	for i := range r.Table.Groups {
		g := &r.Table.Groups[i]
		set, isSet := strings.CutPrefix(g.Name, "set ")
		if !isSet {
			continue
		}
		f := Figures{Set: set, Cases: g.Cases, Read: g.OK + g.Review, Refused: g.Refused, Failed: g.Failed,
			SNRMean: nan, SNRMedian: nan, SNRP10: nan, Accepted: nan, Kaggle: nan, LeadsRight: nan, Relations: nan,
			NotECG: g.Refusal.NotECG, NotECGRead: g.Refusal.ReadNotECG, SecondsP50: nan, SecondsMax: nan}
		if snr := g.Metric("snr_page"); snr != nil {
			f.SNRMean, f.SNRMedian, f.SNRP10 = snr.Mean.Value, snr.Median.Value, snr.P10
			f.Kaggle, f.LeadsRight = g.KaggleSet.Value, g.figures("lead_accuracy").Mean.Value
		}
		if g.Accepted != nil {
			f.Accepted = g.Accepted.Mean.Value
		}
		if g.Relations != nil {
			f.Relations = g.Relations.Median.Value
		}
		if g.Time != nil {
			f.SecondsP50, f.SecondsMax = g.Time.P50, g.Time.Max
		}
		for k := range r.Results {
			if r.Results[k].Set == set {
				f.count(&r.Results[k])
			}
		}
		f.round()
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Figures) int { return strings.Compare(a.Set, b.Set) })
	return out
}

// count adds what became of the layout of a picture.
func (f *Figures) count(r *Result) {
	switch n := layoutLeads(r.Layout); {
	case n == 0 || r.Label == NotECG:
	case n == 12:
		f.TwelveLead++
		if r.LayoutRight == 1 {
			f.LayoutRight++
		}
	default:
		f.OtherLeads++
		if r.TwelveRead && layoutLeads(r.LayoutRead) == 12 {
			f.AsTwelve++
		}
	}
}

// round keeps two digits behind the point: more is noise in a stored file.
func (f *Figures) round() {
	for _, v := range []*Float{&f.SNRMean, &f.SNRMedian, &f.SNRP10, &f.Accepted, &f.Kaggle, &f.Relations, &f.SecondsP50, &f.SecondsMax} {
		*v = Float(math.Round(float64(*v)*100) / 100)
	}
	f.LeadsRight = Float(math.Round(float64(f.LeadsRight)*1000) / 1000)
}

// Worse says in words where now is worse than before by more than allowed dB,
// or has counts that are worse. It is empty if it is nowhere.
func (f *Figures) Worse(before *Figures, allowed float64) []string {
	var out []string
	drop := func(what string, now, was Float) {
		// The tolerance of rounding keeps a drop of just the allowed size in.
		if was.defined() && !(float64(now) >= float64(was)-allowed-0.005) {
			out = append(out, fmt.Sprintf("%s: %s %s dB, was %s", f.Set, what, figure(now, 2), figure(was, 2)))
		}
	}
	more := func(what string, now, was int) {
		if now > was {
			out = append(out, fmt.Sprintf("%s: %d %s, were %d", f.Set, now, what, was))
		}
	}
	if f.Cases != before.Cases {
		out = append(out, fmt.Sprintf("%s: %d cases, were %d: the figures cannot be compared", f.Set, f.Cases, before.Cases))
		return out
	}
	drop("mean snr_page", f.SNRMean, before.SNRMean)
	if f.NotECG == 0 && !before.SNRMean.defined() {
		drop("lead relations", f.Relations, before.Relations)
	}
	more("pictures failed", f.Failed, before.Failed)
	more("that are no ECG were read as one", f.NotECGRead, before.NotECGRead)
	more("pages of other than twelve leads came back as twelve", f.AsTwelve, before.AsTwelve)
	more("wrong layouts", f.TwelveLead-f.LayoutRight, before.TwelveLead-before.LayoutRight)
	return out
}

// FiguresTable is a plain table of the figures, the change since before in
// brackets.
func FiguresTable(w io.Writer, now, before []Figures) error {
	return writeGrids(w, "", []grid{figuresGrid(now, before)})
}

// FiguresMarkdown is the same table, without changes, for a document.
func FiguresMarkdown(w io.Writer, now []Figures) error {
	g := figuresGrid(now, nil)
	var b strings.Builder
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(g.head, " | "), strings.Repeat("---|", len(g.head)))
	for _, row := range g.rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("eval: write table: %w", err)
	}
	return nil
}

func figuresGrid(now, before []Figures) grid {
	g := grid{title: "Figures of the sets: snr_page in dB, pictures that were not read as 0 (change since the stored figures)",
		head: []string{"set", "n", "mean", "median", "p10", "of those read", "refused", "failed", "kaggle score", "leads right", "relations dB", "layouts right", "wrongly read", "s p50", "s max"}}
	for i := range now {
		f := &now[i]
		was := FindFigures(before, f.Set)
		if was == nil {
			was = &Figures{SNRMean: nan, SNRMedian: nan, SNRP10: nan, Accepted: nan, Kaggle: nan, Relations: nan, SecondsP50: nan, SecondsMax: nan}
		}
		layouts, wrong := "-", "-"
		if f.TwelveLead > 0 {
			layouts = fmt.Sprintf("%d of %d", f.LayoutRight, f.TwelveLead)
		}
		if n := f.NotECG + f.OtherLeads; n > 0 {
			wrong = fmt.Sprintf("%d of %d", f.NotECGRead+f.AsTwelve, n)
		}
		g.rows = append(g.rows, []string{f.Set, fmt.Sprint(f.Cases), change(f.SNRMean, was.SNRMean, 2), change(f.SNRMedian, was.SNRMedian, 2),
			change(f.SNRP10, was.SNRP10, 2), change(f.Accepted, was.Accepted, 2), fmt.Sprint(f.Refused), fmt.Sprint(f.Failed), change(f.Kaggle, was.Kaggle, 2),
			figure(f.LeadsRight, 3), change(f.Relations, was.Relations, 2), layouts, wrong, change(f.SecondsP50, was.SecondsP50, 2), change(f.SecondsMax, was.SecondsMax, 2)})
	}
	return g
}

// FindFigures returns the figures of a set, nil if there are none.
func FindFigures(all []Figures, set string) *Figures {
	for i := range all {
		if all[i].Set == set {
			return &all[i]
		}
	}
	return nil
}

// MergeFigures puts new figures in the place of old ones of the same set.
func MergeFigures(old, now []Figures) []Figures {
	out := slices.Clone(now)
	for i := range old {
		if FindFigures(now, old[i].Set) == nil {
			out = append(out, old[i])
		}
	}
	slices.SortFunc(out, func(a, b Figures) int { return strings.Compare(a.Set, b.Set) })
	return out
}

// WriteFigures writes figures as JSON, a set a line.
func WriteFigures(w io.Writer, all []Figures) error {
	var b strings.Builder
	b.WriteString("[\n")
	for i := range all {
		line, err := json.Marshal(&all[i])
		if err != nil {
			return fmt.Errorf("eval: write figures: %w", err)
		}
		b.WriteString("  " + string(line))
		if i+1 < len(all) {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("]\n")
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("eval: write figures: %w", err)
	}
	return nil
}

// ReadFigures reads what [WriteFigures] wrote.
func ReadFigures(r io.Reader) ([]Figures, error) {
	var out []Figures
	if err := json.NewDecoder(r).Decode(&out); err != nil {
		return nil, fmt.Errorf("eval: read figures: %w", err)
	}
	return out, nil
}
