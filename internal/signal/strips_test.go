package signal

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/layout"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// pageOf cuts a synthetic heart into a 3x4 page with the given strips, as read
// with noise of sigma mV. names are what was read beside the strips.
func pageOf(t *testing.T, seed uint64, sigma float64, strips, names []string) []part {
	t.Helper()
	s, err := heart.Heart{Seed: seed, Variation: 0.05, MuscleMV: 0.005}.Signal(10)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 9))
	all := heart.LeadNames()
	read := func(lead string, from, n int) []float64 {
		v := slices.Clone(s.MV[slices.Index(all[:], lead)][from : from+n])
		for i := range v {
			v[i] += sigma * r.NormFloat64()
		}
		return v
	}
	ps := grid(3, 4, 1250, func(row, col, start int) []float64 { return read(all[col*3+row], start, 1250) })
	for i := range ps {
		ps[i].cell.Lead = all[ps[i].cell.Column*3+ps[i].cell.Row]
	}
	for i, name := range strips {
		ps = append(ps, part{cell: layout.Cell{Row: 3 + i, Strip: true, Lead: names[i]}, v: read(name, 0, 5000)})
	}
	return ps
}

func TestNameStrips(t *testing.T) {
	for _, c := range []struct {
		name         string
		strips, read []string
		sigma        float64
		want         []string
	}{
		{"II", []string{"II"}, []string{""}, 0.02, []string{"II"}},
		{"II read as III", []string{"II"}, []string{"III"}, 0.02, []string{"II"}},
		{"III read", []string{"III"}, []string{"III"}, 0.02, []string{"III"}},
		{"III unread", []string{"III"}, []string{""}, 0.01, []string{"III"}},
		{"V1", []string{"V1"}, []string{""}, 0.02, []string{"V1"}},
		{"three", []string{"V1", "II", "V5"}, []string{"", "", ""}, 0.02, []string{"V1", "II", "V5"}},
		{"three, one misread", []string{"V1", "II", "V5"}, []string{"V1", "V1", "V5"}, 0.02, []string{"V1", "II", "V5"}},
	} {
		for seed := range uint64(4) {
			ps := pageOf(t, seed, c.sigma, c.strips, c.read)
			nameStrips(ps, false)
			var got []string
			for _, p := range ps {
				if p.cell.Strip {
					got = append(got, p.cell.Lead)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s, seed %d: %v, want %v", c.name, seed, got, c.want)
			}
		}
	}
	// A lead alone on its page is taken for II, and says that nothing was read.
	one := []part{{v: make([]float64, 1000)}}
	nameStrips(one, false)
	if one[0].cell.Lead != "II" || one[0].cell.NameFrom != layout.NameFromOrder {
		t.Errorf("a lead alone is %q from %q", one[0].cell.Lead, one[0].cell.NameFrom)
	}
}

// Columns that show the first seconds of the strips are likened to these, and a
// name that reads well outweighs what is usual where nothing can be likened.
func TestNameStripsWithColumnsAtOnce(t *testing.T) {
	for seed := range uint64(4) {
		for _, odds := range []float64{0, 3.4} {
			read := []string{"V1", "V2"}
			if odds == 0 {
				read = []string{"", ""}
			}
			ps := pageOf(t, seed, 0.02, []string{"V1", "V2"}, read)
			for i := range ps {
				switch p := &ps[i]; {
				case p.cell.Strip:
					p.cell.NameOdds = odds
				case odds == 0: // every column shows the first 2.5 s
					lead := slices.Index(Names[:], p.cell.Lead)
					s, err := heart.Heart{Seed: seed, Variation: 0.05, MuscleMV: 0.005}.Signal(10)
					if err != nil {
						t.Fatal(err)
					}
					copy(p.v, s.MV[lead][:len(p.v)])
				default: // nothing to be likened
					clear(p.v)
				}
			}
			nameStrips(ps, odds == 0)
			for i, want := range []string{"V1", "V2"} {
				if got := ps[12+i].cell.Lead; got != want {
					t.Errorf("seed %d, odds %.1f: strip %d is %s, want %s", seed, odds, i, got, want)
				}
			}
		}
	}
}

// Hearts without beats to tell, or with beats that come like a clock: fibrillation says
// which seconds columns show, beats at 155 a minute that meet within 40 ms by chance are
// not taken for the same, and where they meet for good nobody is sure.
func TestColumnsInTimeWithoutBeats(t *testing.T) {
	for _, c := range []struct {
		name       string
		heart      heart.Heart
		same, sure bool
	}{
		{"torsade, at once, a wave like a clock", heart.Heart{Seed: 5, Rhythm: heart.Torsade}, true, false},
		{"torsade", heart.Heart{Seed: 5, Rhythm: heart.Torsade}, false, true},
		{"fibrillation, at once", heart.Heart{Seed: 6, Rhythm: heart.VentricularFibrillation}, true, true},
		{"fibrillation", heart.Heart{Seed: 6, Rhythm: heart.VentricularFibrillation}, false, true},
		{"a clock of 155 beats", heart.Heart{Seed: 7, RateBPM: 154.8, Variation: 0.002}, false, true},
		{"a clock that strikes again after 5 s", heart.Heart{Seed: 8, RateBPM: 156, Variation: 0.0001}, false, false},
	} {
		s, err := c.heart.Signal(10)
		if err != nil {
			t.Fatal(err)
		}
		odds, _ := atOnceOdds(grid(6, 2, 2500, func(row, col, start int) []float64 {
			if c.same {
				start = 0
			}
			return s.MV[col*6+row][start : start+2500]
		}))
		if sure := math.Abs(odds) >= sureOfTime; sure != c.sure || sure && odds > 0 != c.same {
			t.Errorf("%s: log odds %.1f", c.name, odds)
		}
	}
}

func TestSimultaneous(t *testing.T) {
	s, err := heart.Heart{Seed: 2, Variation: 0.06}.Signal(10)
	if err != nil {
		t.Fatal(err)
	}
	cut := func(row, col, from int, n int) []float64 { return s.MV[(col*6+row)%12][from : from+n] }
	for _, c := range []struct {
		name        string
		same, strip bool
		from        string
	}{
		{"one after the other", false, false, "columns"},
		{"at once", true, false, "columns"},
		{"one after the other, strip", false, true, "strip"},
		{"at once, strip", true, true, "strip"},
	} {
		ps := grid(6, 2, 2500, func(row, col, start int) []float64 {
			if c.same {
				start = 0
			}
			return cut(row, col, start, 2500)
		})
		if c.strip {
			ps = append(ps, part{cell: layout.Cell{Strip: true}, v: s.MV[1]})
		}
		if odds, from := atOnceOdds(ps); odds > 0 != c.same || math.Abs(odds) < sureOfTime || from != c.from {
			t.Errorf("%s: log odds %.1f from %q", c.name, odds, from)
		}
	}
	level := func(int, int, int) []float64 { return make([]float64, 1000) }
	if odds, from := atOnceOdds(grid(3, 1, 1000, level)); !math.IsInf(odds, -1) || from != "usual" {
		t.Errorf("one column: log odds %.1f from %q", odds, from)
	}
	if odds, from := atOnceOdds(grid(3, 2, 1000, level)); odds > 0 || odds < -sureOfTime || from != "usual" {
		t.Errorf("two level columns: log odds %.1f from %q", odds, from)
	}
}
