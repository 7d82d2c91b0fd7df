package segment

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/ink"
	"github.com/einthoven-ecg/einthoven/internal/page"
	"github.com/einthoven-ecg/einthoven/internal/rectify"
	"github.com/einthoven-ecg/einthoven/internal/synth"
	"github.com/einthoven-ecg/einthoven/internal/synth/notecg"
)

// find looks at a page through a map.
func find(tb testing.TB, p *page.Page, m *rectify.Map, workers int) (*Parts, *ink.Sheet) {
	tb.Helper()
	s, err := ink.Sample(context.Background(), p, m, ink.Options{Workers: workers})
	if err != nil {
		tb.Fatal(err)
	}
	parts, err := Find(context.Background(), p, m, s, workers)
	if err != nil {
		tb.Fatal(err)
	}
	return parts, s
}

// Curves are seen where they are, and hardly anything where there is nothing, on
// pages that the network did not learn from (its seeds began at 5 000 000).
func TestFindSeesCurves(t *testing.T) {
	for _, look := range []synth.Look{synth.LookClean, synth.LookScan, synth.LookPhoto} {
		hits, points, false0, empty := 0, 0, 0, 0
		for seed := uint64(910000); seed < 910002; seed++ {
			p, truth := draw(t, look, seed)
			parts, _ := find(t, p, truth.Map(), 0)
			masks, err := truth.Masks(image.Rect(0, 0, p.Width, p.Height), synth.MaskTrace)
			if err != nil {
				t.Fatal(err)
			}
			inked := func(u, v int) bool { return masks[0].Pix[v*p.Width+u] >= 128 } // and can be seen
			near := make([]bool, parts.W*parts.H)                                    // something is printed there
			block := func(x0, y0, x1, y1 float64) {
				for j := max(int((y0-parts.Y0)*Rho), 0); j <= min(int((y1-parts.Y0)*Rho), parts.H-1); j++ {
					for i := max(int((x0-parts.X0)*Rho), 0); i <= min(int((x1-parts.X0)*Rho), parts.W-1); i++ {
						near[j*parts.W+i] = true
					}
				}
			}
			for _, b := range truth.Boxes {
				block(b.X0-2, b.Y0-2, b.X1+2, b.Y1+2)
			}
			for i := range truth.Segments {
				s := &truth.Segments[i]
				last := math.NaN()
				for k := range s.MV {
					x, y := s.Point(k)
					if y != y {
						last = y
						continue
					}
					lo, hi := y, y
					if last == last {
						lo, hi = min(y, last), max(y, last)
					}
					last = y
					block(x-2, lo-2, x+2, hi+2)
					u, v, ok := truth.ToPixel(x, y)
					// Where the curve is steep its samples are far from each other.
					if !ok || u < 4 || v < 4 || u > float64(p.Width-5) || v > float64(p.Height-5) || !inked(int(u+0.5), int(v+0.5)) || hi-lo > 0.5 {
						continue
					}
					points++
					if parts.TraceAt(x, y, 0.5) >= 0.5 {
						hits++
					}
				}
			}
			for k, n := range near {
				if !n {
					empty++
					if parts.Trace[k] >= 128 {
						false0++
					}
				}
			}
		}
		if share := float64(hits) / float64(points); share < 0.95 {
			t.Errorf("%s: %.3f of the curves are seen, want 0.95", look, share)
		}
		if share := float64(false0) / float64(empty); share > 0.001 {
			t.Errorf("%s: curves are seen in %.5f of the cells where nothing is printed", look, share)
		}
	}
}

// Any number of threads gives the same bytes.
func TestFindSameBytes(t *testing.T) {
	p, truth := draw(t, synth.LookScan, 910010)
	a, s := find(t, p, truth.Map(), 1)
	b, _ := find(t, p, truth.Map(), 3)
	for i, plane := range a.planes() {
		if !bytes.Equal(*plane, *b.planes()[i]) {
			t.Errorf("plane %d differs", i)
		}
	}
	if x, y := a.Strokes(s, 1), b.Strokes(s, 3); !slices.Equal(x.Dark, y.Dark) {
		t.Error("strokes differ")
	}
}

// Tiles cover all cells once, with margins where there are neighbours.
func TestCut(t *testing.T) {
	for _, n := range []int{1, 31, 32, 700, largest, largest + 1, 1250, 2048, 5000} {
		tiles, size := cut(n)
		at := 0
		for _, s := range tiles {
			if s.lo != at || s.hi <= s.lo {
				t.Fatalf("%d cells: tile from %d to %d follows %d", n, s.lo, s.hi, at)
			}
			at = s.hi
			if s.first < 0 || s.first > s.lo || s.hi > s.first+size {
				t.Errorf("%d cells: tile at %d of %d does not hold %d to %d", n, s.first, size, s.lo, s.hi)
			}
			if s.lo > 0 && s.lo-s.first < margin || s.hi < n && s.first+size-s.hi < margin {
				t.Errorf("%d cells: tile at %d of %d has no margin about %d to %d", n, s.first, size, s.lo, s.hi)
			}
		}
		if at != n || size%coarsest != 0 || size > largest {
			t.Errorf("%d cells: %d covered by tiles of %d", n, at, size)
		}
	}
}

// Coloured paper and coloured light look like white ones.
func TestColouredPaper(t *testing.T) {
	p, truth := draw(t, synth.LookClean, 910020)
	plain, _ := find(t, p, truth.Map(), 0)
	q := *p
	q.Pix = slices.Clone(p.Pix)
	for k := 0; k < len(q.Pix); k += 3 {
		q.Pix[k] = uint8(float64(q.Pix[k]) * 0.72)
		q.Pix[k+1] = uint8(float64(q.Pix[k+1]) * 0.62)
		q.Pix[k+2] = uint8(float64(q.Pix[k+2]) * 0.25)
	}
	coloured, _ := find(t, &q, truth.Map(), 0)
	both, either := 0, 0
	for k := range plain.Trace {
		a, b := plain.Trace[k] >= 128, coloured.Trace[k] >= 128
		if a && b {
			both++
		}
		if a || b {
			either++
		}
	}
	if share := float64(both) / float64(max(either, 1)); share < 0.85 || either < 1000 {
		t.Errorf("%d cells of curves, of which %.2f are seen on both papers", either, share)
	}
}

// Text runs across a sheet that stands upright, and down one that lies on its side.
func TestLying(t *testing.T) {
	for seed := uint64(910030); seed < 910033; seed++ {
		p, truth := draw(t, synth.LookScan, seed)
		m := truth.Map()
		up, s := find(t, p, m, 0)
		words := 0
		for _, v := range up.Text {
			if v >= 128 {
				words++
			}
		}
		if words < 200 {
			t.Logf("seed %d has hardly any text", seed)
			continue
		}
		side, _ := find(t, p, m.Turned(1).Rebased(), 0)
		if a, b := up.Lying(), side.Lying(); a < 0.3 || b > -0.3 {
			t.Errorf("seed %d: %.2f upright, %.2f on its side (%d by %d samples)", seed, a, b, s.W, s.H)
		}
	}
}

// Of drawings that are no ECG little is taken for a curve.
func TestFindOthers(t *testing.T) {
	for i, kind := range notecg.Kinds() {
		if i%4 != 0 {
			continue
		}
		t.Run(fmt.Sprint(kind), func(t *testing.T) {
			img, err := notecg.Draw(kind, 910040, 1000, 800)
			if err != nil {
				t.Fatal(err)
			}
			p := &page.Page{Width: 1000, Height: 800, Channels: 3}
			for k := 0; k < len(img.Pix); k += 4 {
				p.Pix = append(p.Pix, img.Pix[k:k+3]...)
			}
			parts, _ := find(t, p, rectify.Affine([2][3]float64{{6, 0, 0}, {0, 6, 0}}, 0, 0, 1000/6.0, 800/6.0), 0)
			n := 0
			for _, v := range parts.Trace {
				if v >= 128 {
					n++
				}
			}
			// A page of twelve leads has 1 to 3 in 100.
			if share := float64(n) / float64(len(parts.Trace)); share > 0.01 {
				t.Errorf("%.4f of the cells are taken for curves", share)
			}
		})
	}
}
