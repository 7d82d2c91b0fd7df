package rectify

import (
	"math"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/par"
)

// shift is what a comb found at one node.
type shift struct {
	match         // s in mm, towards greater page coordinates
	sigma float64 // of s, mm; 0 where nothing was found
	z     float64 // height of the match over its noise
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

// A match is how the pattern lies in one window: its strength in the two
// groups of harmonics, those of the millimetre lines (every fifth) and the
// rest. Light, focus and colour change the two by different factors over a
// page.
type match struct {
	s   float64
	amp [2]float64
}

// group of a harmonic index: 0 for those of the millimetre lines.
func (k *comb) group(h int) int {
	if k.fine >= fineShare && (h+1)%5 != 0 {
		return 1
	}
	return 0
}

// listen estimates the noise of every harmonic from what the pattern, as
// matched, does not explain: the median power over ln 2, as that of a complex
// Gaussian. Without matches the pattern is taken to be in its place.
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
		m := match{amp: [2]float64{1, 1}}
		if found != nil {
			m = found[n].match
		}
		k.left(k.c0[n*harmonic:][:harmonic], m, func(h int, power float64) { res[h] = append(res[h], power) })
	}
	for h, r := range res {
		k.noise[h] = median(r)/math.Ln2 + 1e-12
		if len(r) == 0 {
			k.noise[h] = 1
		}
	}
}

// left calls f with the power of every harmonic that a match does not explain.
func (k *comb) left(c0 []complex128, m match, f func(h int, power float64)) {
	sn, cs := math.Sincos(-2 * math.Pi * m.s / 5)
	step, w := complex(cs, sn), complex(1, 0)
	for h, c := range c0 {
		w *= step
		f(h, abs2(c-complex(m.amp[k.group(h)], 0)*w*k.t[h]))
	}
}

func abs2(c complex128) float64 { return real(c)*real(c) + imag(c)*imag(c) }

// choose picks the harmonics that place a window. Where the millimetre lines
// alone do so to within fineEnough, only theirs are used: then all lines
// count alike, and that printing misplaces each by itself averages out five
// times better than on the bold lines. It returns sum omega^2 |t|^2/N.
func (k *comb) choose() (use []bool, bend float64) {
	for _, step := range []int{5, 1} {
		if step == 5 && k.fine < fineShare {
			continue
		}
		use, bend = make([]bool, harmonic), 0
		for h := step - 1; h < harmonic; h += step {
			w := 2 * math.Pi * float64(h+1) / 5
			bend += w * w * abs2(k.t[h]) / k.noise[h]
			use[h] = true
		}
		if bend > 0.5/(fineEnough*fineEnough) {
			break
		}
	}
	return use, bend
}

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

// grid is the number of shifts tried a millimetre: the highest harmonic has
// three cycles.
const (
	grid  = 12
	tries = 2*int(reach*grid) + 1
)

// A matcher finds the matches of one comb; scratch belongs to one goroutine.
type matcher struct {
	*comb
	turn  [tries][]complex128
	power [2]float64
	use   []bool
	bend  float64
}

func (k *comb) matcher() *matcher {
	m := &matcher{comb: k}
	m.use, m.bend = k.choose()
	for i := range m.turn {
		m.turn[i] = make([]complex128, harmonic)
		for h := range m.turn[i] {
			s, c := math.Sincos(2 * math.Pi * float64(h+1) * float64(i-tries/2) / (5 * grid))
			m.turn[i][h] = complex(c, s)
		}
	}
	for h, t := range k.t {
		m.power[k.group(h)] += abs2(t) / k.noise[h]
	}
	return m
}

// shifts finds the most likely shift of every measured node. Which line is
// which is told by the whole pattern, with a leash: at its best strength a
// shift explains C^2 / sum |t|^2/N of the energy sum |c|^2/N, and with noise of
// unknown strength (ink) the log likelihood of n harmonics is -n times the
// logarithm of what is left. The place itself is told by the harmonics in use.
func (k *comb) shifts() []shift {
	m := k.matcher()
	out := make([]shift, len(k.have))
	par.Strips(k.f.workers, len(out), func(lo, hi int) {
		a := make([]complex128, 2*harmonic)
		for i := lo; i < hi; i++ {
			if k.have[i] {
				out[i] = m.find(k.c0[i*harmonic:][:harmonic], a[:harmonic], a[harmonic:])
			}
		}
	})
	return out
}

// find is the shift of one node; all and some are scratch.
func (m *matcher) find(c0, all, some []complex128) (r shift) {
	var energy float64
	for h, t := range m.t {
		all[h] = complex(real(t)/m.noise[h], -imag(t)/m.noise[h]) * c0[h]
		some[h] = 0
		if m.use[h] {
			some[h] = all[h]
		}
		energy += abs2(c0[h]) / m.noise[h]
	}
	two := m.power[1] > 0
	explained := func(w []complex128) float64 {
		var v [2]float64
		if two {
			for h, q := range all {
				v[m.group(h)] += real(q)*real(w[h]) - imag(q)*imag(w[h])
			}
		} else {
			for h, q := range all {
				v[0] += real(q)*real(w[h]) - imag(q)*imag(w[h])
			}
		}
		e := max(0, v[0]) * max(0, v[0]) / m.power[0]
		if two {
			e += max(0, v[1]) * max(0, v[1]) / m.power[1]
		}
		return e
	}
	best, at := math.Inf(-1), 0
	for g, w := range m.turn {
		s := float64(g-tries/2) / (grid * leash)
		if v := -harmonic*math.Log(max(energy-explained(w), 1e-9)) - s*s/2; v > best {
			best, at = v, g
		}
	}
	if at == 0 || at == tries-1 {
		return r
	}
	start := float64(at-tries/2) / grid
	s := start
	for range 5 {
		_, d, dd := curve(some, s)
		if dd >= 0 {
			break
		}
		s -= max(-0.1, min(0.1, d/dd))
	}
	r.s = s
	sn, cs := math.Sincos(2 * math.Pi * s / 5)
	step, w := complex(cs, sn), complex(1, 0)
	for h, q := range all {
		w *= step
		r.amp[m.group(h)] += real(q * w)
	}
	for c := range r.amp {
		if m.power[c] > 0 {
			r.amp[c] = max(0, r.amp[c]/m.power[c])
		}
	}
	if r.amp[0] < leastAmp || r.amp[0] > 1/leastAmp || math.Abs(s-start) > 0.3 {
		return r
	}
	// Ink and the like at this node add to the noise of the page.
	var rest float64
	m.left(c0, r.match, func(h int, power float64) { rest += power / (m.noise[h] * harmonic) })
	rest = max(1, rest)
	r.sigma = math.Sqrt(rest/(2*m.bend)) / r.amp[0]
	r.z = math.Sqrt(2 * (r.amp[0]*r.amp[0]*m.power[0] + r.amp[1]*r.amp[1]*m.power[1]) / rest)
	return r
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
