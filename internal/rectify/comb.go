package rectify

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// comb measures, at the nodes of a map, how far the lines of one family lie
// from where the map has them. It is a matched filter for the page's own
// printed pattern over the bold period of 5 mm, with all its harmonics, each
// weighed by its own noise:
//
//	c_h = sum w(u) p(u) exp(-2 pi i h u / 5 mm)        of the strip p at a node
//	C(s) = Re sum_h conj(t_h) c_h exp(2 pi i h s / 5 mm) / N_h
//
// with t_h the harmonics of the pattern and N_h the noise power. The s that
// makes C greatest is the most likely shift under Gaussian noise.
type comb struct {
	f      *flat
	c      int          // family: 0 lines across x, 1 across y
	half   int          // half-width of the window across the lines, samples
	along  []float32    // weights along the lines, sum 1
	cs, sn [][]float32  // window times cosine and sine by harmonic
	c0     []complex128 // measured harmonics, node by node
	have   []bool       // by node: enough of the strip is in the picture
	wide   int          // how many times neighbours were averaged

	t     []complex128 // pattern, h = 1..
	noise []float64    // its noise power
	// deepest is the lowest value of the pattern; fine is the depth of the
	// millimetre lines over that of the bold ones.
	deepest, fine float64
	// place is where the page had the pattern before it was moved, mm.
	place float64
}

const (
	acrossMM = 5.0 // half-width of the Hann window across the lines
	alongMM  = 3.0 // and along them
	bins     = 5 * rho
	harmonic = bins/2 - 1 // highest harmonic used
)

func newComb(f *flat, c int) *comb {
	k := &comb{f: f, c: c, half: acrossMM * rho}
	k.along = hann(int(alongMM*rho) - 1)
	normalise(k.along)
	w := hann(k.half - 1)
	normalise(w)
	for h := 1; h <= harmonic; h++ {
		cs, sn := make([]float32, k.half), make([]float32, k.half)
		for i := range cs {
			s, c := math.Sincos(2 * math.Pi * float64(h*i) / bins)
			cs[i], sn[i] = float32(c)*w[k.half-1+i], float32(s)*w[k.half-1+i]
		}
		cs[0] /= 2 // the middle is counted with both halves
		k.cs, k.sn = append(k.cs, cs), append(k.sn, sn)
	}
	n := f.m.NX * f.m.NY
	k.c0, k.have = make([]complex128, n*harmonic), make([]bool, n)
	return k
}

func normalise(w []float32) {
	var s float32
	for _, v := range w {
		s += v
	}
	for i := range w {
		w[i] /= s
	}
}

// measure fills the harmonics of all nodes that are wanted.
func (k *comb) measure(want []bool) {
	m := k.f.m
	lines, per := m.NY, m.NX
	if k.c == 1 {
		lines, per = m.NX, m.NY
	}
	clear(k.have)
	if k.wide > 0 {
		k.wide, k.noise = 0, nil
	}
	par.Each(k.f.workers, lines, func(l int) {
		node := func(i int) int {
			if k.c == 1 {
				return i*m.NX + l
			}
			return l*m.NX + i
		}
		lo, hi := per, -1
		for i := range per {
			if want[node(i)] {
				lo, hi = min(lo, i), max(hi, i)
			}
		}
		if hi < lo {
			return
		}
		prof := make([]float32, (per-1)*k.f.cell+1+2*k.half)
		cover := make([]float32, len(prof))
		k.strip(l, lo*k.f.cell-k.half, hi*k.f.cell+k.half, prof, cover)
		for i := lo; i <= hi; i++ {
			if n := node(i); want[n] {
				at := i*k.f.cell + k.half
				k.have[n] = k.harmonics(prof[at-k.half:at+k.half+1], cover[at-k.half:at+k.half+1], i, k.c0[n*harmonic:][:harmonic])
			}
		}
	})
}

// strip averages the clean raster along the lines around line l of nodes, for
// positions a to b across; prof[0] is position -half. cover is the part of
// the weights that lies in the picture.
func (k *comb) strip(l, a, b int, prof, cover []float32) {
	f := k.f
	r := len(k.along) / 2
	if k.c == 0 {
		a, b = max(a, 0), min(b, f.w-1)
		out, cov := prof[a+k.half:b+k.half+1], cover[a+k.half:b+k.half+1]
		for d, w := range k.along {
			y := l*f.cell + d - r
			if y < 0 || y >= f.h {
				continue
			}
			row := f.clean[y*f.w+a : y*f.w+b+1]
			for x, v := range row[:len(out)] {
				out[x] += w * v
			}
			for x := 0; x < len(row); x += 3 {
				if row[x] != 0 {
					cov[x] += w
				}
			}
		}
		for x := range cov { // every third was counted
			cov[x] = cov[x/3*3]
		}
		return
	}
	a, b = max(a, 0), min(b, f.h-1)
	x0, x1 := max(l*f.cell-r, 0), min(l*f.cell+r, f.w-1)
	wts := k.along[x0-l*f.cell+r:]
	for y := a; y <= b; y++ {
		var s, c float32
		row := f.clean[y*f.w+x0 : y*f.w+x1+1]
		s = product(wts, row)
		if (y-a)%3 != 0 {
			c = cover[y+k.half-1]
		} else {
			for x, w := range wts[:len(row)] {
				if row[x] != 0 {
					c += w
				}
			}
		}
		prof[y+k.half], cover[y+k.half] = s, c
	}
}

// product is the sum of a times b over b, in four sums side by side.
func product(a, b []float32) float32 {
	a = a[:len(b)]
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+3 < len(b); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(b); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + (s2 + s3)
}

// harmonics transforms a strip around a node, at index i of its line of
// nodes. It tells whether at least 0.6 of it was seen.
func (k *comb) harmonics(p, cover []float32, i int, out []complex128) bool {
	var even, odd [acrossMM * rho]float32
	mid := k.half
	var seen float32
	for d := range even {
		even[d], odd[d] = p[mid+d]+p[mid-d], p[mid+d]-p[mid-d]
		seen += cover[mid+d] + cover[mid-d]
	}
	if seen < 0.6*2*float32(len(even)) {
		return false
	}
	first := (k.f.phase(k.c) + i*k.f.cell) % bins
	for h := range out {
		re, im := product(k.cs[h], even[:]), -product(k.sn[h], odd[:])
		s, c := math.Sincos(-2 * math.Pi * float64((h+1)*first%bins) / bins)
		out[h] = complex(float64(re), float64(im)) * complex(c, s)
	}
	return true
}

// widen averages the harmonics of each node with those of its neighbours,
// for patterns too faint for one window.
func (k *comb) widen() {
	m := k.f.m
	old := append([]complex128(nil), k.c0...)
	par.Each(k.f.workers, m.NY, func(j int) {
		for i := range m.NX {
			n := j*m.NX + i
			if !k.have[n] {
				continue
			}
			out := k.c0[n*harmonic:][:harmonic]
			clear(out)
			num := 0.0
			for b := max(0, j-1); b <= min(m.NY-1, j+1); b++ {
				for a := max(0, i-1); a <= min(m.NX-1, i+1); a++ {
					if q := b*m.NX + a; k.have[q] {
						num++
						for h, c := range old[q*harmonic:][:harmonic] {
							out[h] += c
						}
					}
				}
			}
			for h := range out {
				out[h] /= complex(num, 0)
			}
		}
	})
	k.wide++
	k.noise = nil
}
