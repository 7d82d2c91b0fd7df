package eval

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// WriteText writes a report as plain tables for a terminal. Where previous is
// given, the change since then stands in brackets behind the figure. worst is
// the number of worst pictures to list.
func WriteText(w io.Writer, r, previous *Report, worst int) error {
	return writeGrids(w, r.Title, tables(r, previous, worst))
}

// writeGrids writes the tables that have lines.
func writeGrids(w io.Writer, title string, all []grid) error {
	b := bufio.NewWriter(w)
	if title != "" {
		fmt.Fprintln(b, title)
	}
	for _, t := range all {
		if len(t.rows) == 0 {
			continue
		}
		fmt.Fprintf(b, "\n%s\n", t.title)
		t.write(b)
		if t.note != "" {
			fmt.Fprintln(b, t.note)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("eval: write table: %w", err)
	}
	return nil
}

// A grid is one table of cells, for text and for HTML.
type grid struct {
	title, note string
	head        []string
	rows        [][]string
}

// write aligns the first column left, the others right.
func (t *grid) write(b *bufio.Writer) {
	width := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range append([][]string{t.head}, t.rows...) {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				line.WriteString(cell + pad)
			} else {
				line.WriteString("  " + pad + cell)
			}
		}
		fmt.Fprintln(b, strings.TrimRight(line.String(), " "))
	}
}

// figure writes a number with some digits, "-" if it is not defined.
func figure(f Float, digits int) string {
	if !f.defined() {
		return "-"
	}
	s := fmt.Sprintf("%.*f", digits, float64(f))
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-") // no minus before a rounded zero
	}
	return s
}

// change writes a number and what it was before, as a difference.
func change(f, before Float, digits int) string {
	s := figure(f, digits)
	if !f.defined() || !before.defined() {
		return s
	}
	d := fmt.Sprintf("%+.*f", digits, float64(f-before))
	if strings.Trim(d, "+-0.") == "" {
		return s + " (=)"
	}
	return s + " (" + d + ")"
}

// tables builds all tables of a report.
func tables(r, previous *Report, worst int) []grid {
	var old *Table
	if previous != nil {
		old = &previous.Table
	}
	out := []grid{groupTable(&r.Table, old)}
	if len(r.Table.Groups) > 0 {
		all := &r.Table.Groups[0]
		var before *Group
		if old != nil {
			before = old.Group(all.Name)
		}
		out = append(out, metricTable(all, before), intervalTable(all, before), calibrationTable(all), binTable(all), riskTable(all), refusalTable(&r.Table))
	}
	return append(out, worstTable(r, previous, worst))
}

// figures returns the distribution of an ID, undefined figures if the group
// has none or is nil.
func (g *Group) figures(id string) Distribution {
	if g != nil {
		if d := g.Metric(id); d != nil {
			return *d
		}
	}
	return Distribution{ID: id, Mean: Estimate{nan, nan, nan}, Median: Estimate{nan, nan, nan}, P10: nan, P90: nan}
}

// groupTable has a line a group with the figures one looks at first.
func groupTable(t, old *Table) grid {
	g := grid{title: "Signal to noise ratio in dB: mean with 95 % interval over patients, median, 10th percentile of pictures; refused and failed ones count as 0",
		head: []string{"", "n", "snr_page", "95 %", "median", "p10", "accepted", "kaggle set", "coverage", "rmse uV", "gain %", "leads right", "relations", "refused", "failed", "review", "s p50"}}
	for i := range t.Groups {
		c := &t.Groups[i]
		var was *Group
		if old != nil {
			was = old.Group(c.Name)
		}
		row := []string{c.Name, fmt.Sprint(c.Cases)}
		snr := c.Metric("snr_page")
		if snr == nil {
			row = append(row, "-", "-", "-", "-", "-", "-", "-", "-", "-", "-")
		} else {
			b := was.figures("snr_page")
			kaggle := nan
			if was != nil && was.Scored > 0 {
				kaggle = was.KaggleSet.Value
			}
			accepted := nan
			if c.Accepted != nil {
				accepted = c.Accepted.Mean.Value
			}
			row = append(row,
				change(snr.Mean.Value, b.Mean.Value, 2),
				figure(snr.Mean.Low, 1)+".."+figure(snr.Mean.High, 1),
				change(snr.Median.Value, b.Median.Value, 2),
				change(snr.P10, b.P10, 2),
				figure(accepted, 2),
				change(c.KaggleSet.Value, kaggle, 2),
				figure(c.figures("coverage").Mean.Value, 3),
				figure(c.figures("rmse").Median.Value, 0),
				figure(c.figures("gain_error_lead").Median.Value, 2),
				figure(c.figures("lead_accuracy").Mean.Value, 3))
		}
		relations, seconds := nan, nan
		if c.Relations != nil {
			relations = c.Relations.Median.Value
		}
		if c.Time != nil {
			seconds = c.Time.P50
		}
		row = append(row, figure(relations, 2), fmt.Sprint(c.Refused), fmt.Sprint(c.Failed), fmt.Sprint(c.Review), figure(seconds, 2))
		g.rows = append(g.rows, row)
	}
	return g
}

// metricTable has a line a metric of one group.
func metricTable(c, was *Group) grid {
	g := grid{title: "All metrics over " + c.Name, head: []string{"", "unit", "n", "mean", "95 %", "median", "p10", "p90"}}
	defs := Metrics()
	for i, d := range c.Metrics {
		digits := 2
		if i < len(defs) {
			digits = defs[i].Digits
		}
		o := was.figures(d.ID)
		g.rows = append(g.rows, []string{d.ID, d.Unit, fmt.Sprint(d.N), change(d.Mean.Value, o.Mean.Value, digits),
			figure(d.Mean.Low, digits) + ".." + figure(d.Mean.High, digits), change(d.Median.Value, o.Median.Value, digits), figure(d.P10, digits), figure(d.P90, digits)})
	}
	return g
}

// intervalTable shows the agreement of clinical measurements.
func intervalTable(c, was *Group) grid {
	g := grid{title: "Agreement of measurements on prediction and truth", head: []string{"", "unit", "n", "failed", "bias", "SD", "median abs", "limits of agreement", "tolerance", "within"}}
	for k, i := range c.Intervals {
		bias, within := nan, nan
		if was != nil && k < len(was.Intervals) {
			bias, within = was.Intervals[k].Bias, was.Intervals[k].Within
		}
		g.rows = append(g.rows, []string{i.ID, i.Unit, fmt.Sprint(i.N), fmt.Sprint(i.Failures), change(i.Bias, bias, 1), figure(i.SD, 1), figure(i.MedianAbs, 1),
			figure(i.LoALow, 0) + ".." + figure(i.LoAHigh, 0), figure(i.Tolerance, 0), change(i.Within, within, 3)})
	}
	return g
}

func calibrationTable(c *Group) grid {
	g := grid{title: "Worth of the stated confidence", head: []string{"", "figure"}}
	if k := c.Calibration; k != nil {
		g.rows = append(g.rows,
			[]string{"leads with a stated ratio, without", fmt.Sprintf("%d, %d", k.N, k.Silent)},
			[]string{"stated minus true, mean and mean size, dB", figure(k.BiasDB, 2) + ", " + figure(k.AbsDB, 2)},
			[]string{"Spearman", figure(k.Spearman, 3)},
			[]string{"AUROC for leads under 12 dB", figure(k.AUROC, 3)},
			[]string{"inside the stated interval, nominal", figure(k.Inside, 3) + ", " + figure(k.Nominal, 3)})
	}
	if s := c.Sigma; s != nil {
		g.rows = append(g.rows, []string{"error over sigma: SD (1), within 1 (0.68), 2 (0.95)", figure(s.SD, 2) + ", " + figure(s.Within1, 3) + ", " + figure(s.Within2, 3)})
	}
	return g
}

func binTable(c *Group) grid {
	g := grid{title: "Reliability: leads by stated ratio, dB", head: []string{"stated", "n", "mean stated", "mean true", "SD of true"}}
	if c.Calibration == nil {
		return g
	}
	for _, b := range c.Calibration.Bins {
		g.rows = append(g.rows, []string{figure(b.From, 0) + ".." + figure(b.To, 0), fmt.Sprint(b.N), figure(b.MeanStated, 1), figure(b.MeanTrue, 1), figure(b.SD, 1)})
	}
	return g
}

func riskTable(c *Group) grid {
	g := grid{title: "snr_page of the share of pictures that promise most, dB", head: []string{"kept", "median", "p10"}}
	if c.Risk == nil {
		return g
	}
	for _, p := range c.Risk.Points {
		g.rows = append(g.rows, []string{figure(p.Kept, 2), figure(p.P50, 2), figure(p.P10, 2)})
	}
	g.rows = append(g.rows, []string{"area", figure(c.Risk.AreaP50, 2), figure(c.Risk.AreaP10, 2)})
	return g
}

// refusalTable has a line for each group that holds labelled pictures.
func refusalTable(t *Table) grid {
	g := grid{title: "Refusals", head: []string{"", "no ECG", "refused", "right reason", "read", "ECG", "falsely refused", "review", "failed", "unreadable", "refused"}}
	for i := range t.Groups {
		c := &t.Groups[i]
		f := c.Refusal
		if c.Name != "all" && !strings.HasPrefix(c.Name, "set ") || f.NotECG+f.ECG+f.Unreadable == 0 {
			continue
		}
		g.rows = append(g.rows, []string{c.Name, fmt.Sprint(f.NotECG), fmt.Sprint(f.RefusedNotECG), fmt.Sprint(f.RightReason), fmt.Sprint(f.ReadNotECG),
			fmt.Sprint(f.ECG), fmt.Sprint(f.FalseRefusals), fmt.Sprint(f.SentToReview), fmt.Sprint(f.FailedECG + f.FailedNotECG), fmt.Sprint(f.Unreadable), fmt.Sprint(f.RefusedUnreadable)})
	}
	return g
}

// Worst returns the results with truth, the worst snr_page first; those
// without truth follow by their lead relations, worst first.
func Worst(results []Result) []Result {
	out := slices.Clone(results)
	slices.SortStableFunc(out, func(a, b Result) int {
		return cmp.Or(cmp.Compare(rank(&a), rank(&b)), strings.Compare(a.Set, b.Set), strings.Compare(a.ID, b.ID))
	})
	return out
}

// rank puts pictures with truth before those with relations before the rest.
func rank(r *Result) float64 {
	if r.SNRPage.defined() {
		return float64(r.SNRPage)
	}
	if m := *meanRelation(r); m.defined() {
		return 1e6 + float64(m)
	}
	return math.Inf(1)
}

// worstTable lists the worst pictures with truth.
func worstTable(r, previous *Report, n int) grid {
	g := grid{title: "Worst pictures", head: []string{"", "set", "status", "snr_page", "worst lead", "dB", "coverage", "lag ms", "gain %", "leads right", "reasons"}}
	before := map[string]Float{}
	if previous != nil {
		for _, p := range previous.Results {
			before[p.Set+"/"+p.ID] = p.SNRPage
		}
	}
	for _, c := range Worst(r.Results) {
		if len(g.rows) == n || !c.SNRPage.defined() {
			break
		}
		lead, dB := "-", nan
		for _, l := range c.Leads {
			if l.SNR.defined() && !(dB <= l.SNR) {
				lead, dB = l.Name, l.SNR
			}
		}
		was, ok := before[c.Set+"/"+c.ID]
		if !ok {
			was = nan
		}
		g.rows = append(g.rows, []string{c.ID, c.Set, string(c.Status), change(c.SNRPage, was, 2), lead, figure(dB, 1), figure(c.Coverage, 3),
			figure(c.LagMS, 1), figure(c.GainPct, 2), figure(c.LeadsRight, 3), strings.Join(c.Reasons, " ")})
	}
	return g
}
