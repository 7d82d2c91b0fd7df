package paper

import (
	"strings"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// TestEachOptionChangesItsPlace draws a page with and without an option: the
// pictures must differ, and only where the option has its say.
func TestEachOptionChangesItsPlace(t *testing.T) {
	const k = 4.0
	around := func(kinds ...BoxKind) func(*Sheet) []raster.Box {
		return func(s *Sheet) (out []raster.Box) {
			for _, b := range s.Boxes {
				for _, kind := range kinds {
					if b.Kind == kind {
						out = append(out, raster.Box{b.X0, b.Y0, b.X1, b.Y1}.Grown(3/k))
					}
				}
			}
			return out
		}
	}
	anywhere := func(s *Sheet) []raster.Box { return []raster.Box{{0, 0, s.SizeMM[0], s.SizeMM[1]}} }
	traces := func(s *Sheet) (out []raster.Box) {
		for i := range s.Segments {
			g := &s.Segments[i]
			x1, _ := g.Point(len(g.MV) - 1)
			out = append(out, raster.Box{g.X0MM, g.Y0MM - 60, x1, g.Y0MM + 60}.Grown(2))
		}
		return append(out, around(BoxPulse, BoxName, BoxText, BoxSeparator)(s)...)
	}
	item := func(it Item) func(*Page) {
		it.AtMM = [2]float64{60, 6}
		it.SizeMM = [2]float64{20, 7}
		return func(p *Page) { p.Items = []Item{it} }
	}
	for name, c := range map[string]struct {
		change func(*Page)
		where  func(*Sheet) []raster.Box
	}{
		"names called otherwise": {func(p *Page) { p.Names.Kind = NamesUpper }, around(BoxName)},
		"names moved":            {func(p *Page) { p.Names.ShiftMM[1] = 1 }, around(BoxName)},
		"names in blue":          {func(p *Page) { p.Names.Ink = &Colour{0, 0, 200} }, around(BoxName)},
		"names on patches":       {func(p *Page) { p.Names.Patch = true }, around(BoxName)},
		"names over traces":      {func(p *Page) { p.Names.Cover = true }, around(BoxName)},
		"names plotted":          {func(p *Page) { p.Names.Font = "plotter" }, around(BoxName)},
		"names again":            {func(p *Page) { p.Names.Again = true }, around(BoxName)},
		"font":                   {func(p *Page) { p.Font = "serif-bold condensed slanted" }, around(BoxName, BoxText)},
		"needles":                {func(p *Page) { p.Font = "needles" }, around(BoxName, BoxText)},
		"bars":                   {func(p *Page) { p.Separator = SeparatorBar }, around(BoxSeparator)},
		"double strokes":         {func(p *Page) { p.Separator = SeparatorDouble }, around(BoxSeparator)},
		"full lines":             {func(p *Page) { p.Separator, p.SeparatorMM = SeparatorFull, 9 }, around(BoxSeparator)},
		"arrow heads at ends":    {func(p *Page) { p.Separator, p.SeparatorEnds = SeparatorCaret, true }, around(BoxSeparator)},
		"colons":                 {func(p *Page) { p.Separator = SeparatorColon }, around(BoxSeparator)},
		"dotted lines":           {func(p *Page) { p.Separator = SeparatorDotted }, around(BoxSeparator)},
		"ticks above":            {func(p *Page) { p.Separator = SeparatorTop }, around(BoxSeparator)},
		"thin lines":             {func(p *Page) { p.Separator = SeparatorLine }, around(BoxSeparator)},
		"round pulse":            {func(p *Page) { p.PulseForm.RoundMM = 0.5 }, around(BoxPulse)},
		"time ticks":             {func(p *Page) { p.TickSec = 1 }, around(BoxTick)},
		"beat arrows":            {func(p *Page) { p.Beats = BeatArrows }, around(BoxMarker)},
		"beat letters":           {func(p *Page) { p.Beats = BeatLetters }, around(BoxMarker)},
		"beat spacing":           {func(p *Page) { p.Beats = BeatSpacing }, around(BoxMarker)},
		"holes":                  {func(p *Page) { p.Edge.Kind = EdgeHoles }, around(BoxEdge)},
		"arrows":                 {func(p *Page) { p.Edge.Kind = EdgeArrows }, around(BoxEdge)},
		"folds and ticks":        {func(p *Page) { p.Edge = Edge{Kind: EdgeTicks, FoldMM: 90} }, around(BoxEdge)},
		"words":                  {item(Item{Lines: []string{"a {hr}\tb", "c"}, TabMM: []float64{12}}), around(BoxText)},
		"words down":             {item(Item{Lines: []string{"down"}, Down: true}), around(BoxText)},
		"line":                   {item(Item{Kind: ItemLine}), around(BoxLine)},
		"frame":                  {item(Item{Kind: ItemFrame}), around(BoxLine)},
		"block":                  {item(Item{Kind: ItemBlock}), around(BoxBlock)},
		"bar code":               {item(Item{Kind: ItemBarcode}), around(BoxBarcode)},
		"square code":            {item(Item{Kind: ItemCode}), around(BoxCode)},
		"logo":                   {item(Item{Kind: ItemLogo, Seed: 4}), around(BoxLogo)},
		"clip":                   {func(p *Page) { p.ClipMM = 5 }, traces},
		"hot pen":                {func(p *Page) { p.Pen.TurnMM = 0.5 }, traces},
		"wobble":                 {func(p *Page) { p.Pen.WobbleMM = 0.1 }, traces},
		"steps":                  {func(p *Page) { p.Pen.StepMM = [2]float64{0.3, 0.3} }, traces},
		"faint":                  {func(p *Page) { p.Pen.Alpha = 0.5 }, traces},
		"multiply":               {func(p *Page) { p.Ink, p.Pen.Multiply = Colour{90, 90, 90}, true }, traces},
		"no anti-aliasing":       {func(p *Page) { p.Pen.Hard = true }, traces},
		"fade":                   {func(p *Page) { p.Pen.Fade[1] = 0.5 }, traces},
		"dotted grid":            {func(p *Page) { p.Grid.Kind = GridDotted }, anywhere},
		"dashed grid":            {func(p *Page) { p.Grid.Kind = GridDashed }, anywhere},
		"points":                 {func(p *Page) { p.Grid.Kind = GridPoints }, anywhere},
		"speckled grid":          {func(p *Page) { p.Grid.Kind = GridSpeckled }, anywhere},
		"starred grid":           {func(p *Page) { p.Grid.Kind = GridStarred }, anywhere},
		"larger grid":            {func(p *Page) { p.Grid.Scale[0] = 1.005 }, anywhere},
		"bleeding grid":          {func(p *Page) { p.Grid.BleedMM = 0.1 }, anywhere},
		"hard grid":              {func(p *Page) { p.Grid.Hard = true }, anywhere},
		"bands of grid":          {func(p *Page) { p.Grid.BandMM = 8 }, anywhere},
		"framed grid":            {func(p *Page) { p.Grid.InsetMM, p.Grid.FrameMM = 4, 0.5 }, anywhere},
		"grid in step":           {func(p *Page) { p.Grid.Aligned = true }, anywhere},
		"bold every ten":         {func(p *Page) { p.Grid.BoldMM = 10 }, anywhere},
	} {
		grid, _ := GridOf("red")
		was := Page{Grid: grid, SeparatorMM: 6}
		changed := was
		own := *grid
		changed.Grid = &own
		c.change(&changed)
		signal := record(t, 6, Page{})
		before, after := printed(t, was, signal), printed(t, changed, signal)
		boxes := append(c.where(before), c.where(after)...)
		a, b := whole(before, k), whole(after, k)
		// What the option may change is made alike; nothing else may differ.
		if len(differing(a, b, k)) == 0 {
			t.Errorf("%s: nothing changes", name)
			continue
		}
		for _, box := range boxes {
			r := raster.Pixels(box[0]*k-0.5, box[1]*k-0.5, box[2]*k-0.5, box[3]*k-0.5).Intersect(a.Rect)
			for y := r.Min.Y; y < r.Max.Y; y++ {
				copy(b.Row(y)[3*r.Min.X:3*r.Max.X], a.Row(y)[3*r.Min.X:])
			}
		}
		if left := differing(a, b, k); len(left) > 0 {
			t.Errorf("%s: changes %v, too", name, left[0])
		}
	}
}

// TestLayoutOptionsMoveThings checks the measures of options that change where
// traces are.
func TestLayoutOptionsMoveThings(t *testing.T) {
	signal := record(t, 1, Page{})
	at := func(p Page) (x [2]float64, y [2]float64) {
		s := printed(t, p, signal)
		return [2]float64{s.Segments[0].X0MM, s.Segments[1].X0MM}, [2]float64{s.Segments[0].Y0MM, s.Segments[4].Y0MM}
	}
	for name, c := range map[string]struct {
		p            Page
		across, down float64
	}{
		"default":         {Page{PaperMM: [2]float64{330, 210}}, 62.5, 45.5},
		"room":            {Page{PaperMM: [2]float64{330, 210}, ColumnGapMM: 7}, 69.5, 45.5},
		"pulses":          {Page{PaperMM: [2]float64{330, 210}, Pulse: PulseColumns}, 71.5, 45.5},
		"pitch":           {Page{PaperMM: [2]float64{330, 210}, PitchMM: 21}, 62.5, 21},
		"margins":         {Page{PaperMM: [2]float64{330, 210}, MarginMM: [4]float64{1, 40, 1, 30}}, 62.5, 35},
		"names before":    {Page{PaperMM: [2]float64{400, 210}, Names: Names{At: NameBefore}, NameMM: 4}, 62.5 + 14, 45.5},
		"fast for 4 s":    {Page{PaperMM: [2]float64{330, 210}, SpeedMMPerS: 50, RowSec: 4}, 50, 45.5},
		"wide, odd pulse": {Page{PaperMM: [2]float64{380, 210}, Pulse: PulseColumns, PulseForm: PulseForm{WidthMM: 10, FootMM: 2}}, 62.5 + 15, 45.5},
	} {
		x, y := at(c.p)
		if dx, dy := x[1]-x[0], y[1]-y[0]; !within(dx-c.across, -1e-9, 1e-9) || !within(dy-c.down, -1e-9, 1e-9) {
			t.Errorf("%s: columns %g mm apart, rows %g, want %g, %g", name, dx, dy, c.across, c.down)
		}
	}
}

func TestPagesRefuseNonsense(t *testing.T) {
	for part, p := range map[string]Page{
		"names are moved":      {Names: Names{ShiftMM: [2]float64{99, 0}}},
		"names are of kind":    {Names: Names{Kind: 99}},
		"separator 99":         {Separator: 99},
		"separator in mm":      {SeparatorMM: -1},
		"place 99 of":          {Pulse: 99},
		"beat marks 99":        {Beats: 99},
		"edge 99":              {Edge: Edge{Kind: 99}},
		"folds every 3":        {Edge: Edge{FoldMM: 3}},
		"pulse is 70 mm wide":  {PulseForm: PulseForm{WidthMM: 70}},
		"pen: alpha":           {Pen: Pen{Alpha: 2}},
		"pen: wobble":          {Pen: Pen{WobbleMM: 1}},
		"pen: number of dead":  {Pen: Pen{Dead: 1000}},
		"scale of the grid":    {Grid: &Grid{Scale: [2]float64{2, 1}}},
		"margin of the grid":   {Grid: &Grid{MarginMM: [4]float64{-1}}},
		"grid is of kind":      {Grid: &Grid{Kind: 99}},
		"bleed of the grid":    {Grid: &Grid{BleedMM: 3}},
		"margin is":            {MarginMM: [4]float64{0, -3}},
		"distance of rows":     {PitchMM: 1},
		"room between columns": {ColumnGapMM: 1e3},
		"border of traces":     {ClipMM: 0.1},
		"seconds between":      {TickSec: 0.01},
		"item 0: is of kind":   {Items: []Item{{Kind: 99}}},
		"item 0: has letters":  {Items: []Item{{EmMM: 99}}},
		"item 0: lies at":      {Items: []Item{{From: [2]float64{2, 0}}}},
		"201 items":            {Items: make([]Item, 201)},
		"101 lines":            {Items: []Item{{Lines: make([]string, 101)}}},
		`font "x"`:             {Font: "x"},
		`"bent" is unknown`:    {Names: Names{Font: "sans bent"}},
		"too small":            {PitchMM: 100, PaperMM: [2]float64{300, 200}},
		"lead V6R":             {Layout: Layout{Rows: 1, Cols: 1, Leads: []string{"V6R"}}},
	} {
		signal := silent(Page{})
		signal.More = nil
		if _, err := p.Print(signal); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("error %v, want one with %q", err, part)
		}
	}
}
