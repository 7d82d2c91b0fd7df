package layout

import (
	"math"
	"slices"
	"testing"
)

// pulsing is a curve that rests at y, whose beats go up by tall mm (down where it
// is negative) every period mm from x = first on.
func pulsing(y, tall, first, period float64) func(x float64) float64 {
	return func(x float64) float64 {
		u := math.Mod(x-first+1000*period, period) - period/2
		return y - tall*math.Exp(-u*u/0.5) - 0.2*tall*math.Exp(-(u-5)*(u-5)/4)
	}
}

// rowsOf are the rows that are found in drawn curves, from the top.
func rowsOf(t *testing.T, want int, curves ...drawn) (*runs, []Row, *changeMap) {
	t.Helper()
	rs := drawnRuns(curves...)
	e := gather(rs, rs.m, nil, nil)
	if len(e.all) != want {
		t.Fatalf("%d rows found, want %d", len(e.all), want)
	}
	return rs, e.all, e.changes
}

// A row of four leads changes where they do, one of one lead nowhere.
func TestChangeOfLead(t *testing.T) {
	parts := func(x float64) float64 {
		return pulsing(40, []float64{8, -5, 4, -9}[min(int((x-20)/62.5), 3)], 0, 19)(x)
	}
	_, rows, c := rowsOf(t, 2, drawn{20, 270, parts}, drawn{20, 270, pulsing(90, 8, 0, 19)})
	for k := 1; k < 4; k++ {
		x := 20 + 62.5*float64(k)
		if got := c.at(0, x); got < 1 {
			t.Errorf("another lead at %g mm: odds of %.1f, want more than 1", x, got)
		}
		if got := c.at(1, x); got > -1 {
			t.Errorf("one lead all along: odds of %.1f for a change at %g mm, want less than -1", got, x)
		}
	}
	e := &evidence{changes: c, rows: rows}
	four := arrangement{rows: []int{0}, grid: 1, cols: 4, x0: 20, pitch: 62.5, width: 62.5}
	if s := e.scoreChanges(four); s < 1 {
		t.Errorf("four columns: %.1f", s)
	}
	four.rows = []int{1}
	if s := e.scoreChanges(four); s > -1 {
		t.Errorf("four columns of one lead: %.1f", s)
	}
}

// Columns must not end where rows still beat.
func TestBeatsBeyondTheColumns(t *testing.T) {
	_, rows, c := rowsOf(t, 2, drawn{20, 270, pulsing(40, 8, 0, 19)}, drawn{20, 270, pulsing(90, 6, 0, 19)})
	e := &evidence{changes: c, rows: rows}
	for width, want := range map[float64]bool{125: false, 250: true} {
		a := arrangement{rows: []int{0, 1}, grid: 2, cols: 1, x0: 20, pitch: width, width: width}
		if got := e.scoreBeyond(a) == 0; got != want {
			t.Errorf("%g mm of 250: %.1f", width, e.scoreBeyond(a))
		}
	}
}

// Rows of one lead after another have beats that are alike and not above each
// other; rows of other leads at the same time have neither.
func TestRowsThatContinueALead(t *testing.T) {
	score := func(curves ...drawn) float64 {
		_, rows, c := rowsOf(t, 3, curves...)
		return (&evidence{changes: c, rows: rows}).scoreContinued(arrangement{rows: []int{0, 1, 2}, grid: 3, cols: 1, x0: 20, pitch: 200, width: 200})
	}
	if s := score(drawn{20, 220, pulsing(30, 7, 0, 19)}, drawn{20, 220, pulsing(70, 7, 6, 19)}, drawn{20, 220, pulsing(110, 7, 11, 19)}); s < 1 {
		t.Errorf("one lead in three rows: %.1f", s)
	}
	if s := score(drawn{20, 220, pulsing(30, 7, 0, 19)}, drawn{20, 220, pulsing(70, -4, 0, 19)}, drawn{20, 220, pulsing(110, 9, 0, 19)}); s > -3 {
		t.Errorf("three leads at once: %.1f", s)
	}
}

func TestNameOfRowsThatContinue(t *testing.T) {
	rows := []Row{{Path: []float64{30}}, {Path: []float64{70}}, {Path: []float64{110}}}
	e := &evidence{rows: rows}
	for _, y := range []float64{20, 60, 100} { // above each row
		e.repeats = append(e.repeats, Word{Text: "II", X0: 21, X1: 24, Y0: y, Y1: y + 3, Score: 0.8})
	}
	e.repeats = append(e.repeats, Word{Text: "I", X0: 28, X1: 29, Y0: 68, Y1: 71, Score: 0.6}, Word{Text: "I", X0: 120, X1: 121, Y0: 50, Y1: 53, Score: 0.9})
	a := arrangement{grid: 3, cols: 1, x0: 20, pitch: 200, width: 200}
	if name, s := e.oneName(a); name != "II" || s < 2 {
		t.Errorf("%q with %.1f, want II with more than 2", name, s)
	}
	if name, _ := (&evidence{rows: rows}).oneName(a); name != "" {
		t.Errorf("%q without any name", name)
	}
}

func TestRowLength(t *testing.T) {
	for width, want := range map[float64]float64{187.6: 187.5, 250.2: 250, 181: 181} {
		if got := rowLength(width); got != want {
			t.Errorf("%g mm: %g, want %g", width, got, want)
		}
	}
}

// A row of letters has no beats below those of the others.
func TestQuietRowsBeatTogether(t *testing.T) {
	letters := func(x float64) float64 { return 70 - 1.6*math.Abs(math.Sin(0.41*x))*math.Abs(math.Sin(0.9*x)) }
	_, rows, _ := rowsOf(t, 3, drawn{20, 270, pulsing(30, 8, 0, 19)}, drawn{20, 270, letters}, drawn{20, 270, pulsing(110, 1.5, 0, 19)})
	if rows[1].LogOdds > rows[2].LogOdds-3 {
		t.Errorf("letters have odds of %.1f, small beats %.1f", rows[1].LogOdds, rows[2].LogOdds)
	}
}

// Off the seen grid a row that beats with the others is one of them, though the map
// may be off there; one that beats by itself is not.
func TestRowsOffTheGridBeatTogether(t *testing.T) {
	odds := func(below func(x float64) float64) float64 {
		rs := drawnRuns(drawn{20, 270, pulsing(30, 8, 0, 23)}, drawn{20, 270, pulsing(70, 8, 0, 23)}, drawn{20, 270, below})
		seen := *rs.m
		seen.Seen = slices.Clone(seen.Seen)
		for k := range seen.Seen {
			seen.Seen[k] = seen.Y0+float64(k/seen.NX)*seen.Step < 95
		}
		rs.m = &seen
		e := gather(rs, rs.m, nil, nil)
		if len(e.all) != 3 || e.all[2].offGrid == 0 {
			t.Fatalf("%d rows found, want 3, the last off the grid", len(e.all))
		}
		return e.all[2].LogOdds
	}
	// 5 mm off as a whole, and bent.
	with := odds(func(x float64) float64 { return pulsing(110, 6, 0, 23)(x + 5 + 1.2*math.Sin(x/60)) })
	alone := odds(func(x float64) float64 { return pulsing(110, 6, 3, 17.3+x/90)(x) })
	if with < 1 || alone > with-2 {
		t.Errorf("odds of %.1f where it beats with the others, %.1f by itself", with, alone)
	}
}

// Squares of a table on which the sheet lies are no pulses; a margin without lines may
// hold one.
func TestPulsesOffTheSheet(t *testing.T) {
	rs := drawnRuns(drawn{20, 270, pulsing(30, 8, 0, 23)})
	rows, _ := findRows(rs)
	judgeRows(rs, rows, rs.m)
	seen := *rs.m
	seen.Seen = slices.Clone(seen.Seen)
	for k := range seen.Seen {
		seen.Seen[k] = seen.X0+float64(k%seen.NX)*seen.Step > 19.5
	}
	ps := []Pulse{{X0: 2, X1: 7, Top: 20, Foot: 30}, {X0: 14, X1: 19, Top: 25, Foot: 35}, {X0: 22, X1: 27, Top: 20, Foot: 30}}
	if got := offTable(slices.Clone(ps), rows, &seen); len(got) != 2 || got[0].X0 != 14 {
		t.Errorf("kept %v", got)
	}
	above := append(slices.Clone(ps), Pulse{X0: 2, X1: 7.5, Top: 80, Foot: 90})
	for k := range seen.Seen { // the grid was seen beside the last one
		seen.Seen[k] = seen.Seen[k] || seen.Y0+float64(k/seen.NX)*seen.Step > 60
	}
	if got := offTable(above, rows, &seen); len(got) != 4 {
		t.Errorf("one above the other: kept %v", got)
	}
	clear(seen.Seen)
	if got := offTable(slices.Clone(ps), rows, &seen); len(got) != 3 {
		t.Errorf("without a grid: kept %v", got)
	}
}

func TestStrokesOfTheGrid(t *testing.T) {
	var bars []Bar
	for k := range 12 {
		bars = append(bars, Bar{X: float64(20 + 15*k), Row: k % 3})
	}
	own := []Bar{{X: 62.4}, {X: 124.9}}
	if got := withoutGrid(append(bars, own[0]), 5); len(got) != 1 || got[0].X != own[0].X {
		t.Errorf("%d bars left on a grid that shows, want the one beside it", len(got))
	}
	var others []Bar
	for k := range 12 {
		others = append(others, Bar{X: 20 + 15.7*float64(k)})
	}
	if got := withoutGrid(append(others, own...), 5); len(got) != 14 {
		t.Errorf("%d of 14 bars left where no grid shows", len(got))
	}
}

// Pulses at the start of every column of a roll have no others above them.
func TestPulsesAlongOneRow(t *testing.T) {
	rows := []Row{{X0: 0, X1: 300, Path: []float64{30}}}
	var ps []Pulse
	for k := range 4 {
		x := 10 + 71.5*float64(k)
		ps = append(ps, Pulse{X0: x, X1: x + 5, Top: 20, Foot: 30, Row: -1})
	}
	if got := standing(ps, rows); len(got) != 4 {
		t.Errorf("%d of 4 pulses stand", len(got))
	}
	if got := standing([]Pulse{{X0: 5, X1: 10, Top: 20, Foot: 30, Row: -1}, {X0: 100, X1: 105, Top: 20, Foot: 30, Row: -1}, {X0: 131, X1: 136, Top: 20, Foot: 30, Row: -1}}, rows); len(got) != 1 {
		t.Errorf("%d pulses at uneven distances stand, want that at the start alone", len(got))
	}
}

// pageOfNames is the evidence of a page of three rows of 250 mm, on which names stand at
// the starts of two columns; "" for none.
func pageOfNames(names ...string) *evidence {
	rows := []Row{{Path: []float64{30}}, {Path: []float64{60}}, {Path: []float64{90}}}
	e := &evidence{rows: rows, stretch: stretch{start: 20, end: 270}}
	for i, n := range names {
		x, y := 21+125*float64(i/3), 22+30*float64(i%3)
		w := Word{Text: n, X0: x, X1: x + 4, Y0: y, Y1: y + 3, Score: 0.99}
		if w.odds = w.weight(); n != "" {
			e.words = append(e.words, w)
		}
	}
	for l := range levels {
		e.beside[l] = e.besides(l)
	}
	return e
}

// twoColumns and fourColumns are grids of the page of names.
var (
	twoColumns  = arrangement{rows: []int{0, 1, 2}, grid: 3, cols: 2, x0: 20, pitch: 125, width: 125}
	fourColumns = arrangement{rows: []int{0, 1, 2}, grid: 3, cols: 4, x0: 20, pitch: 62.5, width: 62.5}
)

// Names read in nearly all cells say which leads a page shows that keeps to no usual
// order. One that was misread does not. A cell without a name has that which its column
// lacks, or none.
func TestOrderOfItsOwn(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  []string
		order string
	}{
		{[]string{"I", "II", "III", "V1", "V3", "V5"}, []string{"I", "II", "III", "V1", "V3", "V5"}, "read"},
		{[]string{"I", "", "III", "V1", "V3", "V5"}, []string{"I", "II", "III", "V1", "V3", "V5"}, "read"},
		{[]string{"I", "II", "III", "V1", "", "V5"}, []string{"I", "II", "III", "V1", "", "V5"}, "read"},
		{[]string{"", "II", "", "V1", "V3", "V5"}, []string{"I", "II", "III", "V1", "V3", "V5"}, "read"},
		{[]string{"I", "II", "V1", "V1", "V3", "V5"}, []string{"I", "II", "V1", "", "V3", "V5"}, "read"}, // of one name twice, the first as sure
		{[]string{"I", "II", "III", "aVR", "aVL", "V1"}, []string{"I", "II", "III", "aVR", "aVL", "aVF"}, "standard"},
		{[]string{"I", "II", "III", "", "", "V1"}, []string{"I", "II", "III", "aVR", "aVL", "aVF"}, "standard"},
		{[]string{"I", "", "", "", "V3", "V5"}, []string{"I", "II", "III", "aVR", "aVL", "aVF"}, "standard"}, // too few
	} {
		o, _, _ := pageOfNames(c.names...).bestOrder(twoColumns)
		if o.name != c.order || !slices.Equal(o.leads, c.want) {
			t.Errorf("%q: %s, %q", c.names, o.name, o.leads)
		}
	}
}

// Columns without names beside others whose names are read are not there.
func TestColumnsWithoutNames(t *testing.T) {
	for _, names := range [][]string{{"I", "II", "III", "V1", "V3", "V5"}, {"", "II", "", "V1", "V3", "V5"}, {"", "", "", "V1", "V3", "V5"}} {
		e := pageOfNames(names...)
		if two, four := e.scoreNames(twoColumns), e.scoreNames(fourColumns); two < four+1 {
			t.Errorf("%q: two columns score %.1f, four %.1f", names, two, four)
		}
	}
}
