package eval

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"io"
	"net/url"
	"slices"
	"strings"
)

// WriteSheet writes an HTML page that shows the worst pictures of each set,
// and every picture of a set without truth, with what is known of each.
// overlay returns the path of a picture's overlay, empty if it has none.
func WriteSheet(w io.Writer, r *Report, worst int, overlay func(set, id string) string) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Worst pictures</title>\n<style>%s%s</style></head><body>\n<h1>%s</h1>\n",
		htmlStyle, sheetStyle, html.EscapeString(r.Title))
	grid := figuresGrid(FiguresOf(r), nil)
	writeGrid(&b, &grid, "")
	for _, set := range sets(r) {
		shown := Worst(set)
		if shown[0].SNRPage.defined() {
			shown = shown[:min(worst, len(shown))]
		}
		fmt.Fprintf(&b, "<h2>%s</h2>\n<div class=\"sheet\">\n", html.EscapeString(shown[0].Set))
		for i := range shown {
			sheetCard(&b, &shown[i], overlay(shown[i].Set, shown[i].ID))
		}
		b.WriteString("</div>\n")
	}
	b.WriteString("</body></html>\n")
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("eval: write sheet: %w", err)
	}
	return nil
}

// sets parts the results by set, in the order of their names.
func sets(r *Report) [][]Result {
	by := map[string][]Result{}
	for _, c := range r.Results {
		by[c.Set] = append(by[c.Set], c)
	}
	out := make([][]Result, 0, len(by))
	for _, s := range by {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b []Result) int { return strings.Compare(a[0].Set, b[0].Set) })
	return out
}

// sheetCard shows one picture.
func sheetCard(b *bytes.Buffer, r *Result, overlay string) {
	fmt.Fprintf(b, "<figure><figcaption><b>%s</b> %s %s<br>", html.EscapeString(r.ID), html.EscapeString(string(r.Status)), html.EscapeString(strings.Join(r.Reasons, " ")))
	if r.SNRPage.defined() {
		fmt.Fprintf(b, "%s dB, coverage %s, lag %s ms, gain %s %%, ", figure(r.SNRPage, 1), figure(r.Coverage, 2), figure(r.LagMS, 1), figure(r.GainPct, 2))
	}
	fmt.Fprintf(b, "relations %s dB, layout %s", figure(*meanRelation(r), 1), html.EscapeString(cmp.Or(r.LayoutRead, "-")))
	if r.Layout != "" && r.LayoutRight == 0 {
		fmt.Fprintf(b, ", is %s", html.EscapeString(r.Layout))
	}
	b.WriteString("<br>")
	for _, l := range r.Leads {
		fmt.Fprintf(b, "%s %s ", l.Name, figure(l.SNR, 0))
	}
	b.WriteString("</figcaption>")
	if overlay != "" {
		u := (&url.URL{Path: overlay}).String()
		fmt.Fprintf(b, "<a href=\"%s\"><img loading=\"lazy\" alt=\"\" src=\"%s\"></a>", html.EscapeString(u), html.EscapeString(u))
	}
	b.WriteString("</figure>\n")
}

const sheetStyle = `
.sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(600px,1fr));gap:1em}
figure{margin:0}figcaption{font-size:12px}
`
