package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/layout/glyph"
)

// calibrate reads drawn pages, fits the weights that turn the measures of a
// reading into odds, and prints them with how well they hold on other pages.
func calibrate(f *fonts, pages int, dir string) error {
	for i := range min(pages, 3) {
		if dir == "" {
			break
		}
		r := rand.New(rand.NewPCG(99, uint64(i)))
		s, _ := newPage(r, f)
		if err := writePNG(filepath.Join(dir, fmt.Sprintf("page%02d.png", i)), &canvas{s.W, s.H, s.Dark}); err != nil {
			return err
		}
	}
	type row struct {
		f     []float64
		right bool
		fold  int
		c     glyph.Candidate
	}
	rows := map[string][]row{}
	var missed, total int
	for i := range pages {
		r := rand.New(rand.NewPCG(99, uint64(i)))
		s, labels := newPage(r, f)
		t, err := glyph.Read(context.Background(), s, glyph.Options{})
		if err != nil {
			return err
		}
		found := make([]bool, len(labels))
		for _, c := range t.Candidates() {
			right := false
			for k, l := range labels {
				if glyph.Lead(l.text) == c.Text && math.Hypot((c.X0+c.X1)/2-l.x, (c.Y0+c.Y1)/2-l.y) < 0.8*l.cap {
					right, found[k] = true, true
				}
			}
			rows[c.Group] = append(rows[c.Group], row{c.Measures, right, i % 2, c})
		}
		for k, l := range labels {
			if glyph.Lead(l.text) != "" {
				total++
				if !found[k] {
					missed++
				}
			}
		}
	}
	fmt.Printf("%d of %d names have no reading\n", missed, total)
	var groups []string
	for g := range rows {
		groups = append(groups, g)
	}
	slices.Sort(groups)
	for _, g := range groups {
		var x [][]float64
		var y []bool
		for _, r := range rows[g] {
			x, y = append(x, r.f), append(y, r.right)
		}
		w := logistic(x, y)
		fmt.Printf("%s: {", g)
		for _, v := range w {
			fmt.Printf("%.3f, ", v)
		}
		fmt.Println("},")
		// How it holds: fitted on one half of the pages, tried on the other.
		type tried struct {
			p     float64
			right bool
		}
		var all []tried
		for fold := range 2 {
			var x [][]float64
			var y []bool
			for _, r := range rows[g] {
				if r.fold != fold {
					x, y = append(x, r.f), append(y, r.right)
				}
			}
			w := logistic(x, y)
			for _, r := range rows[g] {
				if r.fold == fold {
					all = append(all, tried{odds(w, r.f), r.right})
				}
			}
		}
		n := 0
		for _, t := range all {
			if t.right {
				n++
			}
		}
		fmt.Printf("  %d readings, %d right\n", len(all), n)
		for _, cut := range []float64{0.1, 0.5, 0.9, 0.95, 0.99, 0.999} {
			var right, wrong int
			for _, t := range all {
				if 1/(1+math.Exp(-t.p)) >= cut {
					if t.right {
						right++
					} else {
						wrong++
					}
				}
			}
			fmt.Printf("  score %.3f: %d of %d kept, %d wrong (%.2f %%)\n", cut, right, n, wrong, 100*float64(wrong)/float64(max(right+wrong, 1)))
		}
	}
	return nil
}

// odds is the linear part of the logistic model; the last weight stands alone.
func odds(w, f []float64) float64 {
	s := w[len(w)-1]
	for k, v := range f {
		s += w[k] * v
	}
	return s
}

// logistic fits a logistic regression by Newton's method with a slight
// preference for small weights.
func logistic(x [][]float64, y []bool) []float64 {
	if len(x) == 0 {
		return nil
	}
	n := len(x[0]) + 1
	w := make([]float64, n)
	for range 30 {
		h := make([][]float64, n)
		for i := range h {
			h[i] = make([]float64, n+1)
			h[i][i] = 0.3
			h[i][n] = -0.3 * w[i]
		}
		f := make([]float64, n)
		for k := range x {
			copy(f, x[k])
			f[n-1] = 1
			p := 1 / (1 + math.Exp(-odds(w, x[k])))
			d := -p
			if y[k] {
				d = 1 - p
			}
			q := p*(1-p) + 1e-9
			for i := range n {
				for j := range n {
					h[i][j] += q * f[i] * f[j]
				}
				h[i][n] += d * f[i]
			}
		}
		step := solve(h)
		var size float64
		for i := range w {
			w[i] += min(max(step[i], -2), 2)
			size += math.Abs(step[i])
		}
		if size < 1e-6 {
			break
		}
	}
	return w
}

// solve solves the linear equations whose right side is the last column.
func solve(m [][]float64) []float64 {
	n := len(m)
	for i := range n {
		p := i
		for k := i + 1; k < n; k++ {
			if math.Abs(m[k][i]) > math.Abs(m[p][i]) {
				p = k
			}
		}
		m[i], m[p] = m[p], m[i]
		for k := range n {
			if k == i || m[i][i] == 0 {
				continue
			}
			f := m[k][i] / m[i][i]
			for j := i; j <= n; j++ {
				m[k][j] -= f * m[i][j]
			}
		}
	}
	out := make([]float64, n)
	for i := range n {
		if m[i][i] != 0 {
			out[i] = m[i][n] / m[i][i]
		}
	}
	return out
}
