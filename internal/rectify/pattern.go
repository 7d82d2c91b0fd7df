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
	fineShare = 0.04
	// fineEnough is the precision, mm, from which the millimetre lines are
	// left to place a window alone.
	fineEnough = 0.02
	// reach is how far from the map lines are looked for, mm, and leash the
	// standard deviation of where they are expected.
	reach, leash = 1.5, 0.3
)

// learn takes the pattern from the page, moved so that its lines lie on whole
// millimetres and its bold lines on multiples of 5. It returns by how many
// whole millimetres the bold lines of the page lie beside those of the map.
func (k *comb) learn(profile []float64) (whole int) {
	k.deepest = slices.Min(profile)
	k.t = make([]complex128, harmonic)
	for h := range k.t {
		for b, v := range profile {
			s, c := math.Sincos(-2 * math.Pi * float64((h+1)*b) / bins)
			k.t[h] += complex(v*c/bins, v*s/bins)
		}
	}
	// The pattern against an ideal line of 0.15 mm standard deviation tells
	// where lines are, as a depth by place.
	const tenth = 60 // places a bold period
	var depth [tenth]float64
	for i := range depth {
		for h, t := range k.t {
			w := 2 * math.Pi * float64(h+1) / 5
			s, c := math.Sincos(w * 5 * float64(i) / tenth)
			depth[i] -= 2 * (real(t)*c - imag(t)*s) * math.Exp(-0.5*w*w*0.15*0.15)
		}
	}
	at := func(i int) float64 { return depth[(i%tenth+tenth)%tenth] }
	const mm = tenth / 5
	// The five lines together, then the deepest of them.
	start := 0
	best := math.Inf(-1)
	for i := -mm / 2; i < mm/2; i++ {
		v := 0.0
		for n := range 5 {
			v += at(i + n*mm)
		}
		if v > best {
			best, start = v, i
		}
	}
	bold := 0
	for n := -2; n <= 2; n++ {
		if at(start+n*mm) > at(start+bold*mm) {
			bold = n
		}
	}
	var thin, between float64
	for n := range 5 {
		between += at(start+n*mm+mm/2) / 5
		if n != 0 {
			thin += at(start+(bold+n)*mm) / 4
		}
	}
	var scatter float64
	for n := range 5 {
		scatter += math.Pow(at(start+n*mm+mm/2)-between, 2) / 7
		if n != 0 {
			scatter += math.Pow(at(start+(bold+n)*mm)-thin, 2) / 7
		}
	}
	// Blurred bold lines ring; real lines between are all alike. On paper with
	// bold lines alone the difference came to at most 1.4 of the scatter of
	// the nine places, with thin lines to 2.5 and more.
	k.fine = 0
	if thin-between > 2*math.Sqrt(scatter) {
		k.fine = (thin - between) / max(at(start+bold*mm)-between, 1e-9)
	}
	if k.fine < fineShare {
		// No thin lines: the bold one alone says where it is.
		for i := range tenth {
			if i -= tenth / 2; at(i) > at(start+bold*mm) {
				start, bold = i, 0
			}
		}
		whole = int(math.Round(float64(start) / mm))
		bold, start = whole, start-whole*mm
	} else if k.fine < 0.6 {
		whole = bold
	} else {
		bold = 0 // not clear enough to overrule what the first pass found
	}
	// Between places by a parabola.
	i := start + bold*mm
	l, m, r := at(i-1), at(i), at(i+1)
	frac := 0.0
	if d := l - 2*m + r; d < 0 {
		frac = max(-0.5, min(0.5, 0.5*(l-r)/d))
	}
	place := (float64(i) + frac) * 5 / tenth
	k.place = place - float64(whole)
	for h := range k.t {
		s, c := math.Sincos(2 * math.Pi * float64(h+1) * place / 5)
		k.t[h] *= complex(c, s)
	}
	return whole
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
	k.noise = make([]float64, harmonic)
	res := make([][]float64, harmonic)
	for _, n := range k.sample() {
		m := match{s: k.place, amp: [2]float64{1, 1}}
		if found != nil {
			if m = found[n].match; found[n].sigma == 0 {
				continue
			}
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

// sample lists measured nodes of the seen part, evenly, about 2000.
func (k *comb) sample() []int {
	var nodes []int
	for n, ok := range k.have {
		if ok && k.f.m.Seen[n] {
			nodes = append(nodes, n)
		}
	}
	every := max(1, len(nodes)/2000)
	for i := 0; i*every < len(nodes); i++ {
		nodes[i] = nodes[i*every]
	}
	return nodes[:(len(nodes)+every-1)/every]
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

// choose picks every how many harmonics place a window. Where the millimetre lines
// alone do so to within fineEnough, only theirs are used: then all lines
// count alike, and that printing misplaces each by itself averages out five
// times better than on the bold lines. It returns sum omega^2 |t|^2/N.
func (k *comb) choose() (every int, bend float64) {
	for _, every = range []int{5, 1} {
		if every == 5 && k.fine < fineShare {
			continue
		}
		bend = 0
		for h := every - 1; h < harmonic; h += every {
			w := 2 * math.Pi * float64(h+1) / 5
			bend += w * w * abs2(k.t[h]) / k.noise[h]
		}
		if bend > 0.5/(fineEnough*fineEnough) {
			break
		}
	}
	return every, bend
}

// curve is C and its first two derivatives at s for every few of the weighted
// harmonics a.
func curve(a []complex128, every int, s float64) (c, d, dd float64) {
	w1 := 2 * math.Pi / 5 * float64(every)
	sn, cs := math.Sincos(w1 * s)
	step, turn := complex(cs, sn), complex(1, 0)
	w := 0.0
	for h := every - 1; h < len(a); h += every {
		turn *= step
		w += w1
		p := a[h] * turn
		c += real(p)
		d -= w * imag(p)
		dd -= w * w * real(p)
	}
	return c, d, dd
}

// grid is the number of shifts tried a millimetre: the highest harmonic has
// three cycles.
const (
	grid  = 8
	tries = 2*int(reach*grid) + 1
)

// A matcher finds the matches of one comb.
type matcher struct {
	*comb
	leash [tries]float64 // what the leash makes of the energy left
	power [2]float64
	every int // of the harmonics place a window
	bend  float64
	// heard are the harmonics, by group, that tell shifts apart, and turn the
	// cosine and sine of each of them at each try.
	heard [2][]int
	turn  [2][][][2]float64
}

// heardShare is the share of a group's power below which a harmonic is left
// out of the first choice of a shift.
const heardShare = 2e-3

func (k *comb) matcher() *matcher {
	m := &matcher{comb: k}
	m.every, m.bend = k.choose()
	for h, t := range k.t {
		m.power[k.group(h)] += abs2(t) / k.noise[h]
	}
	for h, t := range k.t {
		if g := k.group(h); abs2(t)/k.noise[h] > heardShare*m.power[g] {
			m.heard[g] = append(m.heard[g], h)
		}
	}
	for i := range m.leash {
		s := float64(i-tries/2) / grid
		m.leash[i] = math.Exp(s * s / (leash * leash) / 2 / harmonic)
		for g, list := range m.heard {
			turn := make([][2]float64, len(list))
			for j, h := range list {
				turn[j][1], turn[j][0] = math.Sincos(2 * math.Pi * float64(h+1) * s / 5)
			}
			m.turn[g] = append(m.turn[g], turn)
		}
	}
	return m
}

// shifts finds the most likely shift of every measured node and learns the
// noise from what is left.
func (k *comb) shifts() []shift {
	if k.noise == nil {
		k.listen(nil)
		k.listen(k.match(k.sample()))
	}
	var nodes []int
	for n, ok := range k.have {
		if ok {
			nodes = append(nodes, n)
		}
	}
	found := k.match(nodes)
	k.listen(found)
	return found
}

// match finds the shifts of nodes under the present noise.
func (k *comb) match(nodes []int) []shift {
	m := k.matcher()
	out := make([]shift, len(k.have))
	par.Strips(k.f.workers, len(nodes), func(lo, hi int) {
		for _, n := range nodes[lo:hi] {
			out[n] = m.find(k.c0[n*harmonic:][:harmonic])
		}
	})
	return out
}

// find is the shift of one node. Which line is
// which is told by the whole pattern, with a leash: at its best strength a
// shift explains C^2 / sum |t|^2/N of the energy sum |c|^2/N, and with noise of
// unknown strength (ink) the log likelihood of n harmonics is -n times the
// logarithm of what is left. The place itself is told by the harmonics in use.
func (m *matcher) find(c0 []complex128) (r shift) {
	var energy float64
	all := make([]complex128, harmonic)
	for h, t := range m.t {
		all[h] = complex(real(t)/m.noise[h], -imag(t)/m.noise[h]) * c0[h]
		energy += abs2(c0[h]) / m.noise[h]
	}
	best, at := math.Inf(1), 0
	var buf [harmonic][2]float64
	var told [tries]float64 // the energy that each try explains
	for g, list := range m.heard {
		if len(list) == 0 {
			continue
		}
		a, inv := buf[:len(list)], 1/m.power[g]
		for j, h := range list {
			a[j] = [2]float64{real(all[h]), imag(all[h])}
		}
		for i, turn := range m.turn[g] {
			var re, im float64
			for j, w := range turn[:len(a)] {
				re += a[j][0] * w[0]
				im += a[j][1] * w[1]
			}
			if v := re - im; v > 0 {
				told[i] += v * v * inv
			}
		}
	}
	for i, e := range told {
		if left := (energy - e) * m.leash[i]; left < best {
			best, at = left, i
		}
	}
	if at == 0 || at == tries-1 {
		return r
	}
	start := float64(at-tries/2) / grid
	s := start
	for range 5 {
		_, d, dd := curve(all, m.every, s)
		if dd >= 0 {
			break
		}
		step := max(-0.1, min(0.1, d/dd))
		s -= step
		if math.Abs(step) < 1e-6 {
			break
		}
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

// faint tells whether less than four fifths of the covered nodes that were
// seen before have a clear shift.
func (k *comb) faint(found []shift) bool {
	_, covered, clear := k.tally(k.f.m.Seen, found)
	return clear <= covered*4/5
}

// printed gives the distances of the lines, fine and bold, in millimetres.
// Every fifth line counts as bold when the others have less than 0.85 of its
// depth.
func (k *comb) printed() (fine, bold float64) {
	if k.fine >= fineShare {
		fine = 1
	}
	if k.fine < 0.85 {
		bold = 5
	}
	return fine, bold
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
