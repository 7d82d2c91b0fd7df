package eval

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"strings"
)

// A Page is one picture to show in an HTML report.
type Page struct {
	Case       Case
	Prediction Prediction
	Result     Result
	// Overlay is a PNG or JPEG file of the traced picture; nil for none.
	Overlay []byte
}

// WriteHTML writes a report as one page that loads nothing: all tables, a
// table of all pictures that sorts by a click on its head, and, for the pages
// given, the overlay and truth against result, lead by lead.
func WriteHTML(w io.Writer, r, previous *Report, pages []Page) error {
	var b bytes.Buffer
	title := r.Title
	if title == "" {
		title = "Evaluation"
	}
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title>\n<style>%s</style></head><body>\n<h1>%s</h1>\n",
		html.EscapeString(title), htmlStyle, html.EscapeString(title))
	for _, t := range tables(r, previous, 0) {
		if len(t.rows) > 0 {
			writeGrid(&b, &t, "")
		}
	}
	pictures := pictureTable(r)
	writeGrid(&b, &pictures, "sortable")
	for i := range pages {
		name := html.EscapeString(pages[i].Result.Set + "/" + pages[i].Result.ID)
		fmt.Fprintf(&b, "<a href=\"#%s\">%s</a>\n", name, name)
	}
	b.WriteString("<h2>Definitions</h2>\n<dl>\n")
	for _, d := range Metrics() {
		fmt.Fprintf(&b, "<dt>%s</dt><dd>%s</dd>\n", d.ID, html.EscapeString(d.About))
	}
	b.WriteString("</dl>\n")
	for i := range pages {
		writePage(&b, &pages[i])
	}
	fmt.Fprintf(&b, "<script>%s</script>\n</body></html>\n", htmlSort)
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("eval: write HTML: %w", err)
	}
	return nil
}

func writeGrid(b *bytes.Buffer, t *grid, class string) {
	fmt.Fprintf(b, "<h2>%s</h2>\n<div class=\"w\"><table class=\"%s\"><thead><tr>", html.EscapeString(t.title), class)
	for _, h := range t.head {
		fmt.Fprintf(b, "<th>%s</th>", html.EscapeString(h))
	}
	b.WriteString("</tr></thead><tbody>\n")
	for _, row := range t.rows {
		b.WriteString("<tr>")
		for _, cell := range row {
			fmt.Fprintf(b, "<td>%s</td>", html.EscapeString(cell))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table></div>\n")
}

// pictureTable has a line a picture, worst first.
func pictureTable(r *Report) grid {
	g := grid{title: "All pictures (click a column to sort)",
		head: []string{"picture", "set", "kind", "status", "reasons", "snr_page", "snr_kaggle", "snr_raw", "coverage", "rmse uV", "lag ms", "gain %", "ppm", "zero uV", "leads right", "layout", "R recall", "R SD ms", "relations", "s"}}
	for _, c := range Worst(r.Results) {
		g.rows = append(g.rows, []string{c.ID, c.Set, c.Kind, string(c.Status), strings.Join(c.Reasons, " "),
			figure(c.SNRPage, 2), figure(c.KaggleDB, 2), figure(c.SNRRaw, 2), figure(c.Coverage, 3), figure(c.RMSEUV, 1), figure(c.LagMS, 1),
			figure(c.GainPct, 2), figure(c.ScalePPM, 0), figure(c.ZeroUV, 0), figure(c.LeadsRight, 3), figure(c.LayoutRight, 0),
			figure(Float(c.Beats.Recall()), 3), figure(c.figures.timeSD, 1), figure(*meanRelation(&c), 1), figure(c.Seconds, 2)})
	}
	return g
}

// writePage shows one picture.
func writePage(b *bytes.Buffer, p *Page) {
	r := &p.Result
	fmt.Fprintf(b, "<h2 id=\"%s\">%s</h2>\n<p>%s, %s, %s; snr_page %s dB, coverage %s %s</p>\n",
		html.EscapeString(r.Set+"/"+r.ID), html.EscapeString(r.ID), html.EscapeString(r.Set), html.EscapeString(r.Kind), html.EscapeString(string(r.Status)),
		figure(r.SNRPage, 2), figure(r.Coverage, 3), html.EscapeString(strings.Join(r.Reasons, " ")))
	// Only pictures of known type are put in, as what they are.
	if kind := pictureType(p.Overlay); kind != "" {
		fmt.Fprintf(b, "<img alt=\"overlay of %s\" src=\"data:%s;base64,%s\">\n", html.EscapeString(r.ID), kind, base64.StdEncoding.EncodeToString(p.Overlay))
	}
	if p.Case.HasTruth() {
		leadSVG(b, &p.Case, &p.Prediction, r)
	}
}

// pictureType is the media type of a PNG or JPEG file, empty for others.
func pictureType(file []byte) string {
	switch {
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	}
	return ""
}

const htmlStyle = `
body{font:14px/1.4 sans-serif;margin:1em auto;max-width:1400px;padding:0 1em;color:#111}
h1{font-size:1.4em}h2{font-size:1.1em;margin:1.6em 0 .4em}
.w{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.15em .6em;text-align:right;border-bottom:1px solid #ddd;white-space:nowrap}
th:first-child,td:first-child{text-align:left}th{background:#f4f4f4}
.sortable th{cursor:pointer}tbody tr:hover{background:#fafae8}
dt{font-family:monospace;float:left;clear:left;width:12em}dd{margin:0 0 0 13em}
img{max-width:100%;border:1px solid #ccc;display:block;margin:.5em 0}
svg.t{background:#fff;border:1px solid #ccc;max-width:100%;height:auto;display:block}
svg.t path{fill:none;stroke-width:1;stroke-linejoin:round}svg.t .x{stroke:#000;stroke-width:1.6}svg.t .y{stroke:#e0301e}
svg.t text{font:12px sans-serif}svg.t .s{font-size:9px;fill:#666}
`

// htmlSort sorts a table by the column clicked: numbers as numbers, "-" last.
const htmlSort = `
for (const table of document.querySelectorAll("table.sortable")) {
  table.querySelectorAll("th").forEach((th, k) => th.addEventListener("click", () => {
    const down = th.dataset.down = th.dataset.down === "1" ? "0" : "1";
    const body = table.tBodies[0], rows = [...body.rows];
    const key = r => { const t = r.cells[k].textContent, v = parseFloat(t); return isNaN(v) ? t : v; };
    rows.sort((a, b) => {
      const x = key(a), y = key(b);
      if (x === "-" || y === "-") return (x === "-") - (y === "-");
      const c = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
      return down === "1" ? c : -c;
    });
    body.append(...rows);
  }));
}
`
