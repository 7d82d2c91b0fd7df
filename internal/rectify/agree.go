package rectify

import (
	"math"
	"slices"
)

// Where lines are faint, growing may start with another harmonic of the pattern, or
// change over to one, such as four waves in 5 mm, node by node and each step within what
// is allowed. The part that is followed so agrees with itself, but its lines are not as
// far apart as those about it. That phases differ by whole waves across its border tells
// it as well, but so they do, nearly, at creases of real paper.

const (
	// strange is the difference of a carrier, as a share, from what those of the whole
	// page let expect at its place, from which it is another harmonic: the nearest is a
	// fifth off. Where fewer than most carriers are within usualBend of that, the
	// paper bends too much for it to say anything.
	strange, usualBend, mostNodes = 0.1, 0.05, 0.8
	// waves in a bold period of the pattern; a part of leastPart nodes belongs to another
	// harmonic whose carriers have a whole number of waves, another one, within offWave
	// in the middle half of them. Paper that bends has all values between.
	waves     = 5
	leastPart = 12
	offWave   = 0.15
)

// agree gives up the nodes of other harmonics. It returns how many, and the share of
// those left whose carriers are not what the others let expect: paper that bends, or
// a neighbouring harmonic, such as eleven waves for ten.
func (f *field) agree() (given int, strays float64) {
	odd, strays := f.odd()
	for n, yes := range odd {
		if yes {
			f.q[n] = 0
			given++
		}
	}
	return given, strays
}

// odd marks the nodes whose carriers are strange: far from a polynomial of the second
// degree through those of the page (robust, Geman and McClure). None where the page
// has no such usual carriers. strays is the share of the other nodes that are beyond
// usualBend, 0 for such a page.
func (f *field) odd() (out []bool, strays float64) {
	const (
		terms  = 6
		rounds = 8
	)
	n := 0
	basis := func(k int) [terms]float64 {
		x, y := float64(k%f.nx)/float64(f.nx)-0.5, float64(k/f.nx)/float64(f.ny)-0.5
		return [terms]float64{1, x, y, x * x, x * y, y * y}
	}
	off := make([]float64, len(f.q)) // of the carriers, as a share
	for _, q := range f.q {
		if q > 0 {
			n++
		}
	}
	ratio := make([]float64, len(f.q))
	out = make([]bool, len(f.q))
	if n < 4*terms {
		return out, 0
	}
	start := f.usualCarrier()
	for k, q := range f.q {
		if q > 0 {
			off[k] = f.k[k].sub(start).norm() / start.norm()
		}
	}
	for round := range rounds {
		// At first perspective makes most differ; the scale falls to usualBend.
		scale := usualBend * math.Pow(2, math.Max(0, float64(4-round))/2)
		var a [terms][terms + 2]float64
		for k, q := range f.q {
			if q == 0 {
				continue
			}
			w := 1 / (1 + off[k]*off[k]/(scale*scale))
			w *= w
			b := basis(k)
			for i := range b {
				for j := range b {
					a[i][j] += w * b[i] * b[j]
				}
				a[i][terms] += w * b[i] * f.k[k].x
				a[i][terms+1] += w * b[i] * f.k[k].y
			}
		}
		for i := range terms {
			a[i][i] += 1e-6 * a[0][0]
		}
		cx, cy := eliminate(&a)
		for k, q := range f.q {
			if q == 0 {
				continue
			}
			var v vec
			for i, u := range basis(k) {
				v = v.add(vec{cx[i] * u, cy[i] * u})
			}
			off[k] = f.k[k].sub(v).norm() / v.norm()
			ratio[k] = (f.k[k].x*v.x + f.k[k].y*v.y) / (v.norm() * v.norm())
		}
	}
	usual := 0
	for k, q := range f.q {
		if q > 0 && off[k] < usualBend {
			usual++
		}
	}
	if float64(usual) < mostNodes*float64(n) {
		return out, 0
	}
	for k, q := range f.q {
		out[k] = q > 0 && off[k] > strange
	}
	f.keepHarmonics(out, ratio)
	left := n
	for _, yes := range out {
		if yes {
			left--
		}
	}
	return out, 1 - float64(usual)/float64(max(left, 1))
}

// keepHarmonics clears the marks of parts that are no other harmonic. ratio is the length
// of a carrier along what is expected at its place, over that.
func (f *field) keepHarmonics(odd []bool, ratio []float64) {
	met := make([]bool, len(odd))
	for start, yes := range odd {
		if !yes || met[start] {
			continue
		}
		met[start] = true
		part := []int{start}
		for i := 0; i < len(part); i++ {
			f.around(part[i], 1, func(m, di, dj int) {
				if odd[m] && !met[m] && (di == 0 || dj == 0) {
					met[m] = true
					part = append(part, m)
				}
			})
		}
		var r []float64
		for _, k := range part {
			r = append(r, waves*ratio[k])
		}
		slices.Sort(r)
		lo, hi := r[len(r)/4], r[len(r)*3/4]
		n := math.Round(r[len(r)/2])
		if len(part) >= leastPart && n >= 1 && n != waves && lo > n-offWave && hi < n+offWave {
			continue
		}
		for _, k := range part {
			odd[k] = false
		}
	}
}

// usualCarrier is the median carrier.
func (f *field) usualCarrier() vec {
	var x, y []float64
	for k, q := range f.q {
		if q > 0 {
			x, y = append(x, f.k[k].x), append(y, f.k[k].y)
		}
	}
	return vec{median(x), median(y)}
}

// eliminate solves six linear equations for two right sides, which stand in the last
// two columns.
func eliminate(a *[6][8]float64) (x, y [6]float64) {
	n := len(a)
	for c := range n {
		p := c
		for r := c + 1; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[p][c]) {
				p = r
			}
		}
		a[c], a[p] = a[p], a[c]
		for r := range n {
			if r == c || a[c][c] == 0 {
				continue
			}
			t := a[r][c] / a[c][c]
			for j := c; j < n+2; j++ {
				a[r][j] -= t * a[c][j]
			}
		}
	}
	for c := range n {
		if a[c][c] != 0 {
			x[c], y[c] = a[c][n]/a[c][c], a[c][n+1]/a[c][c]
		}
	}
	return x, y
}
