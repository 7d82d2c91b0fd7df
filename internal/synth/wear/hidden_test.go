package wear

import (
	"math"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
)

// hidden is the share that all of a sheet's functions hide.
func hidden(s *paper.Sheet, x, y float64) float64 {
	left := 1.0
	for _, f := range s.Hidden {
		left *= 1 - min(max(f(x, y), 0), 1)
	}
	return 1 - left
}

// TestHiddenAgreesWithTheDrawing prints thick lines and looks for what is left
// of them, against the same damage without lines: where it must lie between
// the loss of contrast (stamps and stains dim ink and paper alike) and the loss
// of contrast against the paper around (they do not hide by colouring).
func TestHiddenAgreesWithTheDrawing(t *testing.T) {
	const every, k, step = 6.0, 8.0, 2.0
	eachKind(t, func(t *testing.T, name string) {
		for seed := range uint64(2) {
			w := one(t, name, 0.8, seed)
			w.Fax.Lost = 0 // level lines go on where lines are lost
			lined, bare := worn(t, every, w, seed), worn(t, 0, w, seed)
			a, b := drawn(bare, k), drawn(lined, k)
			off, n := 0.0, 0.0
			for y := every / 2; y < 60; y += every {
				for x0 := 1.0; x0+step < 89; x0 += step {
					var gone, seen, told, count float64
					for x := x0; x < x0+step; x += 1 / k {
						u, v := int(x*k), int(y*k)
						p, q := a.At(u, v), b.At(u, v)
						abs, rel := 0.0, 0.0
						for i := range p {
							d := float64(p[i] - q[i])
							abs, rel = max(abs, d), max(rel, d/max(float64(p[i]), 0.02))
						}
						gone, seen, told, count = gone+1-abs, seen+1-min(rel, 1), told+hidden(lined, (float64(u)+0.5)/k, (float64(v)+0.5)/k), count+1
					}
					off += max(seen-told, told-gone, 0) / count
					n++
					if d := max(seen-told, told-gone) / count; d > 0.35 {
						t.Errorf("seed %d: at %g, %g mm %.2f to %.2f of the line are gone, and %.2f said to be hidden", seed, x0, y, seen/count, gone/count, told/count)
					}
				}
			}
			want := 0.03
			if name == "fax" || name == "photocopy" {
				want = 0.05 // their black is grey
			}
			if off/n > want {
				t.Errorf("seed %d: what is hidden is off by %.3f (mean), want %g", seed, off/n, want)
			}
		}
	})
}

// TestFadesHideWhatTheySay holds the measure of what is hidden to numbers.
func TestFadesHideWhatTheySay(t *testing.T) {
	for name, c := range map[string]struct {
		w    Wear
		want float64
	}{
		"sun":     {Wear{Sun: Sun{Depth: 0.6, From: -1, SoftMM: 1}}, 0.6},
		"thermal": {Wear{Thermal: Thermal{Fade: 0.4}}, 0.4},
		"note":    {Wear{Labels: []Label{{Kind: "note", AtMM: [2]float64{45, 30}, SizeMM: [2]float64{80, 50}}}}, 1},
		"tape":    {Wear{Tapes: []Tape{{AtMM: [2]float64{45, 30}, LongMM: 80, WideMM: 50, Haze: 0.7}}}, 0.7},
		"stain":   {Wear{Stains: []Stain{{Kind: "grease", AtMM: [2]float64{45, 30}, SizeMM: 150, Depth: 1}}}, 0},
		"yellow":  {Wear{Yellow: Yellow{Depth: 1}}, 0},
	} {
		s := worn(t, 6, c.w, 1)
		if got := hidden(s, 45, 27); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%s hides %.3f, want %.3f", name, got, c.want)
		}
		if name != "sun" && name != "thermal" && hidden(s, 1, 1) > 0.01 {
			t.Errorf("%s hides what is not below it", name)
		}
	}
}
