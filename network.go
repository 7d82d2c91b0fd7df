package einthoven

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"strings"
	"time"

	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/panel"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/report"
	"github.com/einthoven-ecg/einthoven/internal/signal"
)

// A Network estimates the leads of a page for the engine "panel". Package panel
// of this module provides one, so that only programs which import it carry its
// weight.
type Network struct{ n panel.Estimator }

// NewNetwork is for the packages of this module that provide networks.
func NewNetwork(n panel.Estimator) Network { return Network{n} }

// SHA256 is that of the network's weights in hexadecimal, empty for the zero
// Network.
func (n Network) SHA256() string {
	if n.n == nil {
		return ""
	}
	return n.n.About().SHA256
}

// enginePanel is the name of the engine that asks a network.
const enginePanel = "panel"

// DigitizePanels asks the network of opt for the leads of a page of which there
// are single pictures, one a lead, in the order I, II, III, aVR, aVL, aVF, V1 to
// V6: the input of the prototype. A zero Source is a missing panel; its lead is
// left blank. What the page shows when is not known, so the leads are 10.25 s
// long. The Result is for review or refused, never [OK].
func DigitizePanels(ctx context.Context, panels [12]Source, opt Options) (*Result, error) {
	opt.Engine = enginePanel
	if err := opt.check(); err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	r := newResult(InputInfo{Name: opt.Name, Format: "panels"}, opt)
	r.network(opt)
	c := &clock{last: time.Now()}
	defer func() { r.Report.Timings = c.out }()
	var pictures [panel.Leads]image.Image
	for l, src := range panels {
		if src.missing() {
			continue
		}
		p, sum, err := src.onePage(ctx, opt)
		if err != nil {
			if ctx.Err() != nil || errors.As(err, new(*readError)) {
				return nil, err
			}
			r.refuse(UnreadableFile, fmt.Sprintf("The panel of lead %s could not be read: %v.", panel.LeadNames()[l], err), "Give pictures of one lead each, as PNG or JPEG.")
			return r, nil
		}
		r.Report.Network.Panels[l].SHA256 = sum
		pictures[l] = panel.Picture(p)
	}
	if pictures == ([panel.Leads]image.Image{}) {
		return nil, errors.New("options: there is no panel; give at least one picture")
	}
	c.lap("open")
	const whole = panel.Samples / panel.RateHz
	shown := make([]printing, panel.Leads)
	for l, name := range panel.LeadNames() {
		shown[l] = printing{name: name, nameFrom: layout.NameFromUser, until: whole, given: pictures[l] != nil}
	}
	return r, r.estimate(ctx, pictures, shown, opt, c)
}

// missing tells the zero Source from one that has something in it.
func (s Source) missing() bool { return s.r == nil && s.data == nil && s.img == nil }

// onePage opens a source that holds one picture.
func (s Source) onePage(ctx context.Context, opt Options) (*page.Page, string, error) {
	in, err := s.open(ctx, opt)
	if err != nil {
		return nil, "", err
	}
	if n := in.doc.Pages(); n != 1 {
		return nil, "", fmt.Errorf("the file holds %d pages", n)
	}
	p, err := in.doc.Page(ctx, 0)
	if err == nil && p.Pix == nil {
		err = errors.New("the page is a drawing, not a picture")
	}
	return p, in.sha256, err
}

// A printing is what a panel shows of a lead.
type printing struct {
	name        string
	nameFrom    layout.NameSource
	from, until float64 // seconds of the page
	given       bool
	inverted    bool
	strip       bool
}

// askNetwork cuts the panels of a page whose arrangement is known and asks the
// network for its leads.
func (r *Result) askNetwork(ctx context.Context, p *page.Page, m *rectify.Map, l *layout.Layout, opt Options, c *clock) error {
	r.network(opt)
	r.Report.Layout = &LayoutInfo{Name: l.Name, Rows: l.GridRows, Columns: l.Columns, Strips: []string{}, Order: l.Order, Margin: Number(l.Margin),
		NamesRead: Number(l.Named), InTime: "successive", InTimeFrom: "usual", Pulses: len(l.Pulses), Separators: len(l.Bars)}
	cells := make([]panel.Cell, len(l.Cells))
	for i, cell := range l.Cells {
		cells[i] = panel.Cell{Lead: cell.Lead, Inverted: cell.Inverted, X0: cell.X0, X1: cell.X1, Y0: cell.Y0}
		if cell.Strip && cell.Lead != "" {
			r.Report.Layout.Strips = append(r.Report.Layout.Strips, cell.Lead)
		}
	}
	chosen := panel.Choose(cells)
	pictures, err := panel.Cut(ctx, p, m, cells, chosen, opt.Workers)
	if err != nil {
		return err
	}
	c.lap("panels")
	shown := make([]printing, panel.Leads)
	any := false
	for i, name := range panel.LeadNames() {
		shown[i].name = name
		if chosen[i] < 0 {
			continue
		}
		cell := &l.Cells[chosen[i]]
		shown[i] = printing{name: name, nameFrom: cell.NameFrom, from: cell.Start, until: cell.Start + (cell.X1-cell.X0)/l.Speed.Value,
			given: true, inverted: cell.Inverted, strip: cell.Strip}
		any = true
		r.layers.Boxes = append(r.layers.Boxes, report.Box{Name: name, Kind: report.WindowBox,
			Outline: outline(m, cell.X0, cell.Y0-panel.HalfHeightMM, cell.X1, cell.Y0+panel.HalfHeightMM)})
	}
	if !any {
		r.refuse(UnknownLayout, fmt.Sprintf("%d curves were found, but not which leads they are.", len(l.Cells)), "Give a picture in which the names of the leads can be read, or name the layout, such as 3x4+1.")
		return nil
	}
	return r.estimate(ctx, pictures, shown, opt, c)
}

// network names the engine in the report.
func (r *Result) network(opt Options) {
	about := opt.Network.n.About()
	r.Report.Network = &NetworkInfo{Name: "panel", Fusion: about.Fusion, WeightsSHA256: about.SHA256}
	for _, name := range panel.LeadNames() {
		r.Report.Network.Panels = append(r.Report.Network.Panels, PanelInfo{Lead: name, Attention: Number(math.NaN())})
	}
}

// estimate asks the network and takes what it gives for the seconds that are
// shown. Nothing is known of how good it is, and the report says so.
func (r *Result) estimate(ctx context.Context, pictures [panel.Leads]image.Image, shown []printing, opt Options, c *clock) error {
	got, err := opt.Network.n.Estimate(ctx, pictures)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("network: %w", err)
	}
	c.lap("network")
	var missing []string
	end := 0.0
	for _, s := range shown {
		if s.given {
			end = max(end, s.until)
		}
	}
	for l, s := range shown {
		info := &r.Report.Network.Panels[l]
		info.Given = s.given
		if got.Attention != nil {
			info.Attention = Number(got.Attention[l])
		}
		if !s.given {
			missing = append(missing, s.name)
			continue
		}
		r.addEstimate(s, got.MV[l], end)
	}
	if len(missing) > 0 {
		r.review(PartialPage, "There is no panel of "+strings.Join(missing, ", ")+"; the network was told nothing of these leads, and they are left blank.", "Give a page, or panels, of all leads.")
	}
	r.review(Uncalibrated, "The values are an estimate of the panel network, which sees twelve small pictures and can know neither millivolts nor seconds; how good they are is not known.",
		"Use the classic engine for signals; take these for a comparison of methods only.")
	c.lap("signal")
	return nil
}

// addEstimate adds a lead: its values at the rate of the result, up to the end
// of the page, NaN where it is not shown or beyond what the network gives.
func (r *Result) addEstimate(s printing, mv []float64, end float64) {
	mv = signal.Resample(mv, panel.RateHz, r.RateHz)
	n := max(int(math.Round(end*r.RateHz)), 1)
	lead := Lead{Name: s.name, MV: make([]float64, n), SigmaMV: make([]float64, n)}
	printed, read := 0, 0
	for k := range n {
		lead.MV[k], lead.SigmaMV[k] = math.NaN(), math.NaN()
		t := (float64(k) + 0.5) / r.RateHz
		if t < s.from || t > s.until {
			continue
		}
		printed++
		if k < len(mv) {
			lead.MV[k] = mv[k]
			read++
		}
	}
	nan := Number(math.NaN())
	r.Leads = append(r.Leads, lead)
	r.Report.Leads = append(r.Report.Leads, LeadInfo{Name: s.name, NameFrom: string(s.nameFrom), Windows: [][2]Number{{Number(s.from), Number(s.until)}},
		Coverage: Number(float64(read) / float64(max(printed, 1))), ExpectedSNR: nan, SNRInterval: [2]Number{nan, nan},
		ZeroFrom: "network", Inverted: s.inverted, Strip: s.strip})
}
