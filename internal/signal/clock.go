package signal

import "math"

// Many recorders keep 250 samples a second and join them by straight lines.
// On a sharp picture the bends of the traced curve then stand 4 ms apart, at
// the samples themselves, and tell where these lie between ours to a fraction
// of a millisecond, which is finer than the start of a line can be seen.

// Settings of the clock: on renders of 250 Hz records with known geometry the
// two estimates agree and found the start to 0.3 ms; on other pages they
// differ or are weak.
const (
	clockReach  = 8    // samples on either side over which bends are compared
	clockFloor  = 0.02 // of their mean square: what makes bends count less where there are none
	clockSure   = 0.25 // least strength
	clockAgree  = 0.2  // samples by which the two estimates may differ
	clockPlenty = 1000 // samples from which a page tells
)

// bends sums up what the second differences d of curves tell of vertices every
// other sample: even and odd are their squares at even and odd samples of the
// page, later and earlier the products of those at even samples with the next
// and with the one before.
type bends struct{ even, odd, later, earlier float64 }

// add takes in one curve: d by sample, first the page sample of d[0].
func (b *bends) add(d []float64, first int) {
	for i := 1; i+1 < len(d); i++ {
		if math.IsNaN(d[i]) {
			continue
		}
		if (first+i)%2 != 0 {
			b.odd += d[i] * d[i]
			continue
		}
		b.even += d[i] * d[i]
		if e := d[i] * d[i+1]; !math.IsNaN(e) {
			b.later += e
		}
		if e := d[i] * d[i-1]; !math.IsNaN(e) {
			b.earlier += e
		}
	}
}

// offset is where the vertices lie after the even samples, -1 to 1 samples,
// and how strongly they show, 0 for not at all. A vertex at u from an even
// sample towards an odd one leaves 1-u of its bend at the first and u at the
// other: the squares differ by 1-2u, the products by u(1-u).
func (b *bends) offset() (at, strength float64) {
	sum := b.even + b.odd
	if sum <= 0 {
		return 0, 0
	}
	squares, products := (b.even-b.odd)/sum, (b.later-b.earlier)/sum
	best := math.Inf(1)
	for u := 0.0; u <= 1; u += 0.005 {
		if e := math.Abs((1-2*u)*math.Abs(products) - squares*u*(1-u)); e < best {
			best, at = e, u
		}
	}
	return math.Copysign(at, products), math.Hypot(squares, 4*products)
}

// clock finds by how many samples, -1 to 1, the record's own samples lie after
// the even ones of the page.
func clock(parts []part) (at float64, ok bool) {
	var plain, even bends // even: bends in proportion to those about them
	n := 0
	for _, p := range parts {
		d := make([]float64, len(p.v))
		sum, m := 0.0, 0
		for i := range d {
			d[i] = math.NaN()
			if i > 0 && i+1 < len(d) {
				d[i] = p.v[i-1] - 2*p.v[i] + p.v[i+1]
			}
			if !math.IsNaN(d[i]) {
				sum += d[i] * d[i]
				m++
			}
		}
		if m == 0 || sum == 0 {
			continue
		}
		n += m
		plain.add(d, p.start)
		floor := clockFloor * sum / float64(m)
		near := 0.0
		square := func(i int) float64 {
			if i < 0 || i >= len(d) || math.IsNaN(d[i]) {
				return 0
			}
			return d[i] * d[i]
		}
		for i := range clockReach {
			near += square(i)
		}
		scaled := make([]float64, len(d))
		for i := range d {
			near += square(i+clockReach) - square(i-clockReach-1)
			scaled[i] = d[i] / math.Sqrt(max(near, 0)/(2*clockReach+1)+floor)
		}
		even.add(scaled, p.start)
	}
	a, strength := even.offset()
	b, _ := plain.offset()
	// Offsets are the same two samples on.
	apart := math.Abs(math.Remainder(a-b, 2))
	return a, n >= clockPlenty && strength > clockSure && apart < clockAgree
}

// move gives the curve of a part at places by samples after its own, between
// samples by a cubic through the four about it (Catmull and Rom 1974), at gaps
// and ends by the line through two.
func (p *part) move(by float64) {
	v := make([]float64, len(p.v))
	at := func(i int) float64 {
		if i < 0 || i >= len(p.v) {
			return math.NaN()
		}
		return p.v[i]
	}
	k, t := int(math.Floor(by)), by-math.Floor(by)
	for i := range v {
		a, b, c, d := at(i+k-1), at(i+k), at(i+k+1), at(i+k+2)
		switch {
		case math.IsNaN(b) && math.IsNaN(c):
			v[i] = at(i)
		case math.IsNaN(b):
			v[i] = c
		case math.IsNaN(c):
			v[i] = b
		case math.IsNaN(a) || math.IsNaN(d):
			v[i] = b + t*(c-b)
		default:
			v[i] = b + 0.5*t*(c-a+t*(2*a-5*b+4*c-d+t*(3*(b-c)+d-a)))
		}
		if math.IsNaN(p.v[i]) {
			v[i] = math.NaN()
		}
	}
	p.v = v
}
