package layout

import (
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
)

// A drawn curve is at height y(x) for x between x0 and x1, in mm.
type drawn struct {
	x0, x1 float64
	y      func(x float64) float64
}

// drawnRuns cuts curves on a blank sheet of 340 by 150 mm into runs.
func drawnRuns(curves ...drawn) *runs {
	const rho = 4.0
	s := &ink.Sheet{W: 340 * rho, H: 150 * rho, Rho: rho, Noise: 0.01}
	s.Dark, s.Grid, s.Valid = make([]float32, s.W*s.H), make([]float32, s.W*s.H), make([]bool, s.W*s.H)
	for k := range s.Valid {
		s.Valid[k] = true
	}
	for _, d := range curves {
		for x := d.x0; x < d.x1; x += 0.5 / rho {
			i, _ := s.At(x, 0)
			a, b := d.y(x)*rho, d.y(x+0.25)*rho
			for j := int(math.Round(min(a, b))) - 1; j <= int(math.Round(max(a, b))); j++ {
				s.Dark[j*s.W+int(i)] = 1
			}
		}
	}
	m := rectify.Affine([2][3]float64{{rho, 0, 0}, {0, rho, 0}}, 0, 0, 340, 150)
	return findRuns(s, m, 0.5, 1)
}

// beating is a curve that rests at y and has a beat every 20 mm and a wave.
func beating(y float64) func(x float64) float64 {
	return func(x float64) float64 {
		u := math.Mod(x, 20) - 8
		return y - 7*math.Exp(-u*u/0.3) - 1.2*math.Exp(-(u-6)*(u-6)/4)
	}
}

// TestColumnsApartAreJoined draws three rows of columns that stand apart, of
// which some are lengthened by their names, above lines of print that have
// blanks elsewhere.
func TestColumnsApartAreJoined(t *testing.T) {
	const wide, pitch = 62.5, 79.0
	var all []drawn
	for row := range 3 {
		y := 20 + 20*float64(row)
		for col := range 4 {
			x := 10 + pitch*float64(col)
			name := 0.0
			if row != 1 && col == 1 {
				name = 7
			}
			all = append(all, drawn{x - name, x + wide, beating(y)})
		}
	}
	for line := range 12 {
		y := 80 + 5*float64(line)
		for x := 5 + 3*float64(line); x < 300; {
			long := 26 + math.Mod(17*float64(line)+x, 31)
			all = append(all, drawn{x, min(x+long, 335), func(x float64) float64 { return y + 0.6*math.Sin(3*x) }})
			x += long + 9
		}
	}
	rows, _ := findRows(drawnRuns(all...))
	found := 0
	for _, r := range rows {
		for row := range 3 {
			if near(r.YAt(40), 20+20*float64(row), 2) {
				found++
				if !near(r.X0, 10, 1) || !near(r.X1, 10+3*pitch+wide, 1) {
					t.Errorf("row %d reaches from %.1f to %.1f", row, r.X0, r.X1)
				}
			}
		}
	}
	if found != 3 {
		t.Errorf("%d of 3 rows", found)
	}
}

func TestStraight(t *testing.T) {
	for _, c := range []struct {
		name string
		y    func(x float64) float64
		want bool
	}{
		{"rule", func(x float64) float64 { return 40 + 0.02*x }, true},
		{"frame where the map is wrong at one end", func(x float64) float64 { return 40 + 1.5*math.Exp(-x/60) }, true},
		{"curve", beating(40), false},
		{"quiet curve that wanders", func(x float64) float64 { return 40 + math.Sin(x/50) + 0.1*(beating(0)(x)) }, false},
	} {
		var xs, ys []float64
		for x := 0.0; x < 280; x += 0.25 {
			xs, ys = append(xs, x), append(ys, c.y(x))
		}
		if got := straight(xs, ys); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestWavesAreNoRow tells a plateau of a curve from another curve that is as
// near.
func TestWavesAreNoRow(t *testing.T) {
	level := func(y float64) *Row {
		r := &Row{X0: 20, X1: 270}
		for range 341 {
			r.Path = append(r.Path, y)
		}
		return r
	}
	wave := func(x float64) float64 { // in turn 12 mm at rest and 8 mm up
		if math.Mod(x, 20) < 12 {
			return 60
		}
		return 54
	}
	one := drawnRuns(drawn{20, 270, wave})
	if got := one.together(level(54), level(60)); got > 0.2 {
		t.Errorf("a wave and its curve are there together in %.2f", got)
	}
	two := drawnRuns(drawn{20, 270, beating(54)}, drawn{20, 270, beating(60)})
	if got := two.together(level(54), level(60)); got < 0.6 {
		t.Errorf("two curves are there together in %.2f", got)
	}
}

// TestRowsLeftOut looks for a name below those of the rows.
func TestRowsLeftOut(t *testing.T) {
	name := func(text string, x, y, score float64) Word {
		return Word{Text: text, X0: x, X1: x + 5, Y0: y - 1.5, Y1: y + 1.5, Score: score}
	}
	row := func(y float64) Row { return Row{X0: 10, X1: 270, Path: []float64{y, y}} }
	e := &evidence{rs: drawnRuns(), rows: []Row{row(30), row(60), row(90)}}
	e.words = []Word{name("I", 12, 22, 1), name("II", 12, 52, 1), name("III", 12, 82, 1)}
	for _, c := range []struct {
		extra Word
		want  int
	}{
		{name("V1", 12, 112, 0.99), 1}, // where a fourth row would be
		{name("V1", 12, 112, 0.6), 0},  // hardly read
		{name("V1", 40, 112, 0.99), 0}, // elsewhere: print
		{name("V1", 12, 85, 0.99), 0},  // at a row that was found
	} {
		all := *e
		all.words = append(all.words[:3:3], c.extra)
		if got := all.leftOut([]int{0, 1, 2, -1}); len(got) != c.want {
			t.Errorf("%+v: %v", c.extra, got)
		}
	}
}

// A name far lower than the others over their rows is not that of the row above it:
// its own was not found.
func TestNamesStandAtOneHeight(t *testing.T) {
	row := func(y float64) Row { return Row{X0: 10, X1: 270, Path: []float64{y, y}} }
	e := &evidence{rs: drawnRuns(), rows: []Row{row(30), row(50), row(70), row(90)}}
	for k, text := range []string{"I", "II", "III", "V1", "V5"} {
		y := 26 + 20*float64(k)
		e.words = append(e.words, Word{Text: text, X0: 12, X1: 16, Y0: y - 1.5, Y1: y + 1.5, Score: 1})
	}
	got := e.besides(nearest)
	if want := []int{0, 1, 2, 3, -1}; !slices.Equal(got, want) {
		t.Errorf("names stand beside rows %v, want %v", got, want)
	}
	if got := e.leftOut(got); !slices.Equal(got, []string{"V5"}) {
		t.Errorf("left out: %v, want V5", got)
	}
}

// A row that beats with the others and is in no cell is told; what beats by itself,
// as tables and text do, is not.
func TestSpareRows(t *testing.T) {
	for _, c := range []struct {
		below func(x float64) float64
		want  int
	}{{pulsing(110, 6, 0, 23), 1}, {pulsing(110, 6, 3, 17.3), 0}} {
		rs := drawnRuns(drawn{20, 270, pulsing(30, 8, 0, 23)}, drawn{20, 270, pulsing(70, 8, 0, 23)}, drawn{20, 270, c.below})
		e := gather(rs, rs.m, nil, nil)
		if len(e.all) != 3 {
			t.Fatalf("%d rows found, want 3", len(e.all))
		}
		got := e.choose([]int{0, 1}).spare(arrangement{rows: []int{0, 1}})
		if len(got) != c.want {
			t.Errorf("%d spare rows, want %d", len(got), c.want)
		}
		if got = e.choose([]int{0, 1, 2}).spare(arrangement{rows: []int{0, 1, 2}}); len(got) != 0 {
			t.Errorf("%d spare rows where all are used", len(got))
		}
	}
}
