package rectify

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// shift is what a comb found at one node.
type shift struct {
	s     float64 // mm, towards greater page coordinates
	sigma float64 // mm; 0 where nothing was found
	z     float64 // height of C over its noise
	amp   float64 // strength of the pattern against the page's
}

const (
	// leastAmp is the least strength of the pattern against the page's, and
	// the inverse of the greatest.
	leastAmp = 0.3
	// fineShare is the depth of millimetre lines over that of bold ones from
	// which they count as printed.
	fineShare = 0.07
	// fineEnough is the precision, mm, from which the millimetre lines are
	// left to place a window alone.
	fineEnough = 0.02
	// reach is how far from the map lines are looked for, mm, and leash the
	// standard deviation of where they are expected.
	reach, leash = 1.5, 0.3
)

// learn takes the pattern from the page.
func (k *comb) learn(profile []float64) {
	k.t = make([]complex128, harmonic)
	for h := range k.t {
		for b, v := range profile {
			s, c := math.Sincos(-2 * math.Pi * float64((h+1)*b) / bins)
			k.t[h] += complex(v*c/bins, v*s/bins)
		}
	}
	k.deepest = slices.Min(profile)
	// The darkest of three samples stands for a line, as the whole pattern
	// may be off by a little.
	line := func(b int) float64 {
		return min(profile[(b+bins-1)%bins], profile[b%bins], profile[(b+1)%bins])
	}
	var thin, between float64
	for mm := range 5 {
		between += line(mm*rho+rho/2) / 5
		if mm > 0 {
			thin += line(mm*rho) / 4
		}
	}
	k.fine = max(0, between-thin) / max(between-line(0), 1e-9)
}

// listen estimates the noise of every harmonic from what the pattern, at the
// shifts found, does not explain: the median power over ln 2, as that of a
// complex Gaussian. Without shifts the pattern is taken to be in its place.
func (k *comb) listen(found []shift) {
	var nodes []int
	for n, ok := range k.have {
		if ok && k.f.m.Seen[n] && (found == nil || found[n].sigma > 0) {
			nodes = append(nodes, n)
		}
	}
	every := max(1, len(nodes)/2000)
	k.noise = make([]float64, harmonic)
	res := make([][]float64, harmonic)
	for i := 0; i < len(nodes); i += every {
		n := nodes[i]
		a, s := 1.0, 0.0
		if found != nil {
			a, s = found[n].amp, found[n].s
		}
		k.left(k.c0[n*harmonic:][:harmonic], a, s, func(h int, power float64) { res[h] = append(res[h], power) })
	}
	for h, r := range res {
		k.noise[h] = median(r)/math.Ln2 + 1e-12
		if len(r) == 0 {
			k.noise[h] = 1
		}
	}
}

// left calls f with the power of every harmonic that the pattern at strength
// a and shift s does not explain.
func (k *comb) left(c0 []complex128, a, s float64, f func(h int, power float64)) {
	sn, cs := math.Sincos(-2 * math.Pi * s / 5)
	step, w := complex(cs, sn), complex(a, 0)
	for h, c := range c0 {
		w *= step
		d := c - w*k.t[h]
		f(h, real(d)*real(d)+imag(d)*imag(d))
	}
}

// choose picks the harmonics that place a window. Where the millimetre lines
// alone do so to within fineEnough, only theirs are used: then all lines
// count alike, and that printing misplaces each by itself averages out five
// times better than on the bold lines. It returns sum omega^2 |t|^2/N.
func (k *comb) choose() (bend float64) {
	k.use = make([]bool, harmonic)
	for _, step := range []int{5, 1} {
		if step == 5 && k.fine < fineShare {
			continue
		}
		bend = 0
		for h := step - 1; h < harmonic; h += step {
			w := 2 * math.Pi * float64(h+1) / 5
			bend += w * w * abs2(k.t[h]) / k.noise[h]
			k.use[h] = true
		}
		if bend > 0.5/(fineEnough*fineEnough) {
			break
		}
	}
	return bend
}

func abs2(c complex128) float64 { return real(c)*real(c) + imag(c)*imag(c) }

// curve is C and its first two derivatives at s for the weighted harmonics a.
func curve(a []complex128, s float64) (c, d, dd float64) {
	const w1 = 2 * math.Pi / 5
	sn, cs := math.Sincos(w1 * s)
	step, turn := complex(cs, sn), complex(1, 0)
	w := 0.0
	for _, q := range a {
		turn *= step
		w += w1
		p := q * turn
		c += real(p)
		d -= w * imag(p)
		dd -= w * w * real(p)
	}
	return c, d, dd
}

// shifts finds the most likely shift of every measured node. Which line is
// which is told by the whole pattern, with a leash: at its best strength a
// shift explains C^2 / sum |t|^2/N of the energy sum |c|^2/N, and with noise of
// unknown strength (ink) the log likelihood of n harmonics is -n times the
// logarithm of what is left. The place itself is told by the harmonics in use.
func (k *comb) shifts() []shift {
	bend := k.choose()
	const grid = 12 // tries a millimetre: the highest harmonic has 3 cycles
	const n = int(reach * grid)
	var turn [2*n + 1][]complex128
	for i := range turn {
		turn[i] = make([]complex128, harmonic)
		for h := range turn[i] {
			s, c := math.Sincos(2 * math.Pi * float64(h+1) * float64(i-n) / (5 * grid))
			turn[i][h] = complex(c, s)
		}
	}
	var power float64
	for h, t := range k.t {
		power += abs2(t) / k.noise[h]
	}
	out := make([]shift, len(k.have))
	par.Strips(k.f.workers, len(out), func(lo, hi int) {
		all, some := make([]complex128, harmonic), make([]complex128, harmonic)
		for i := lo; i < hi; i++ {
			if !k.have[i] {
				continue
			}
			c0 := k.c0[i*harmonic:][:harmonic]
			for h, t := range k.t {
				all[h] = complex(real(t)/k.noise[h], -imag(t)/k.noise[h]) * c0[h]
				some[h] = 0
				if k.use[h] {
					some[h] = all[h]
				}
			}
			var energy float64
			for h, c := range c0 {
				energy += abs2(c) / k.noise[h]
			}
			best, at := math.Inf(-1), 0
			for g, w := range turn {
				v := 0.0
				for h, q := range all {
					v += real(q)*real(w[h]) - imag(q)*imag(w[h])
				}
				s := float64(g-n) / (grid * leash)
				explained := max(0, v) * max(0, v) / power
				if v = -harmonic*math.Log(max(energy-explained, 1e-9)) - s*s/2; v > best {
					best, at = v, g
				}
			}
			if at == 0 || at == len(turn)-1 {
				continue
			}
			start := float64(at-n) / grid
			s := start
			for range 5 {
				_, d, dd := curve(some, s)
				if dd >= 0 {
					break
				}
				s -= max(-0.1, min(0.1, d/dd))
			}
			top, _, _ := curve(all, s)
			r := shift{s: s, amp: top / power}
			if r.amp < leastAmp || r.amp > 1/leastAmp || math.Abs(s-start) > 0.3 {
				continue
			}
			// Ink and the like at this node add to the noise of the page.
			var rest float64
			k.left(c0, r.amp, s, func(h int, power float64) { rest += power / (k.noise[h] * harmonic) })
			r.sigma = math.Sqrt(max(1, rest)/(2*bend)) / r.amp
			r.z = top / math.Sqrt(0.5*power*max(1, rest))
			out[i] = r
		}
	})
	return out
}

// tally counts the wanted nodes, those covered and those with a clear shift.
func (k *comb) tally(want []bool, found []shift) (wanted, covered, clear int) {
	for n, ok := range want {
		if !ok {
			continue
		}
		wanted++
		if k.have[n] {
			covered++
			if found[n].z > minZ {
				clear++
			}
		}
	}
	return wanted, covered, clear
}
