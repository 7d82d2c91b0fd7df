package rectify

import (
	"cmp"
	"math"
	"slices"
)

// tileN is the side of the spectral tiles in working pixels.
const tileN = 128

// halfN is the number of frequencies across that a real tile has.
const halfN = tileN/2 + 1

// peak is one spectral line of a tile; snr is its power over the typical
// power at the same radius.
type peak struct {
	k   vec
	snr float64
}

// pair is a tile's guess of the two carriers.
type pair struct {
	at    vec // tile centre, working pixels
	a, b  vec // a: more across than down; b: about 90 degrees from a
	score float64
}

// spectrum is the working memory for the whitened power of one tile.
type spectrum struct {
	plan     *fourier
	win      [tileN]float32
	buf, tmp []complex64
	one      []float64 // power of one plane, like pow
	pow      []float64 // [u][v], u = 0..n/2, v = -n/2..n/2-1
	ringOf   []int
	perRing  [][]float64
	ring     [tileN]float64
}

func newSpectrum() *spectrum {
	s := &spectrum{plan: newFourier(tileN), buf: make([]complex64, tileN*tileN), tmp: make([]complex64, tileN*tileN),
		one: make([]float64, halfN*tileN), pow: make([]float64, halfN*tileN), ringOf: make([]int, halfN*tileN), perRing: make([][]float64, tileN)}
	for i := range s.win {
		s.win[i] = float32(0.5 - 0.5*math.Cos(2*math.Pi*(float64(i)+0.5)/tileN))
	}
	for u := range halfN {
		for v := range tileN {
			s.ringOf[u*tileN+v] = int(math.Hypot(float64(u), float64(v-tileN/2)) / 2)
		}
	}
	return s
}

// load puts one plane into the real part of the buffer, or adds it as the
// imaginary part, windowed and limited so that ink, much darker than the
// grid, weighs little more than a grid line.
func (s *spectrum) load(l *light, plane []float32, x0, y0 int, imaginary bool) {
	q := tileClip(plane, l.w, x0, y0)
	for y := range tileN {
		row := plane[(y0+y)*l.w+x0:][:tileN]
		out := s.buf[y*tileN:][:tileN]
		wy := s.win[y]
		for x, v := range row {
			v = max(-q, min(q, v)) * s.win[x] * wy
			if imaginary {
				out[x] += complex(0, v)
			} else {
				out[x] = complex(v, 0)
			}
		}
	}
}

// tileClip is three times the mean magnitude of a tile.
func tileClip(plane []float32, w, x0, y0 int) float32 {
	var m float32
	for y := y0; y < y0+tileN; y++ {
		for _, v := range plane[y*w+x0:][:tileN] {
			m += min(max(v, -v), 0.4)
		}
	}
	return 3 * m / (tileN * tileN)
}

// add adds the whitened power of one or (second) the other of two planes that
// were transformed together as real and imaginary part:
// A(k) = (F(k) + F*(-k))/2, B(k) = (F(k) - F*(-k))/2i.
func (s *spectrum) add(both, second bool) {
	for r := range s.perRing {
		s.perRing[r] = s.perRing[r][:0]
	}
	var floor float64
	for u := range halfN {
		for v := range tileN {
			dv := (v + tileN/2) % tileN
			c := s.tmp[u*tileN+dv]
			if both {
				m := s.tmp[(tileN-u)%tileN*tileN+(tileN-dv)%tileN]
				if second {
					c = complex(0.5*(real(c)-real(m)), 0.5*(imag(c)+imag(m)))
				} else {
					c = complex(0.5*(real(c)+real(m)), 0.5*(imag(c)-imag(m)))
				}
			}
			q := float64(real(c)*real(c) + imag(c)*imag(c))
			i := u*tileN + v
			s.one[i] = q
			floor += q
			s.perRing[s.ringOf[i]] = append(s.perRing[s.ringOf[i]], q)
		}
	}
	// Typical power by radius: a mean in which peaks are cut, thrice.
	for r, list := range s.perRing {
		m := 0.0
		for pass := range 4 {
			lim := math.Inf(1)
			if pass > 0 {
				lim = 3 * m
			}
			m = 0
			for _, q := range list {
				m += min(q, lim)
			}
			m /= float64(len(list) + 1)
		}
		s.ring[r] = 0.7*m + 1e-9
	}
	// A floor well below the mean keeps empty parts from dividing by nothing.
	floor = floor / float64(len(s.one)) * 0.002
	for i, q := range s.one {
		s.pow[i] += q / (s.ring[s.ringOf[i]] + floor)
	}
}

// pairs returns up to four guesses of the carriers at a tile.
func (s *spectrum) pairs(l *light, at vec) []pair {
	clear(s.pow)
	x0, y0 := int(at.x)-tileN/2, int(at.y)-tileN/2
	s.load(l, l.ch[0], x0, y0, false)
	s.plan.square(s.buf, s.tmp)
	s.add(false, false)
	if len(l.ch) == 3 {
		s.load(l, l.ch[1], x0, y0, false)
		s.load(l, l.ch[2], x0, y0, true)
		s.plan.square(s.buf, s.tmp)
		s.add(true, false)
		s.add(true, true)
	}
	pk := s.peaks()
	for i := range pk {
		pk[i] = s.lower(pk[i])
	}
	var out []pair
	for i, a := range pk {
		for _, b := range pk[i+1:] {
			r := a.k.norm() / b.k.norm()
			c := math.Abs(a.k.dot(b.k)) / (a.k.norm() * b.k.norm())
			// Up to 30 degrees from a right angle and 38 % in length: what
			// the steepest usable perspective does to a square.
			if c > 0.5 || r < 0.72 || r > 1.38 {
				continue
			}
			q := pair{at: at, a: a.k, b: b.k, score: math.Log(a.snr) + math.Log(b.snr)}
			if math.Abs(q.a.x) < math.Abs(q.b.x) {
				q.a, q.b = q.b, q.a
			}
			if q.a.x < 0 {
				q.a = q.a.scale(-1)
			}
			if q.b.y < 0 {
				q.b = q.b.scale(-1)
			}
			out = append(out, q)
		}
	}
	slices.SortStableFunc(out, func(a, b pair) int { return cmp.Compare(b.score, a.score) })
	return out[:min(4, len(out))]
}

// peaks lists the local maxima of the whitened spectrum, strongest first.
func (s *spectrum) peaks() []peak {
	const n = tileN
	var out []peak
	for u := range n / 2 {
		for v := -n/2 + 1; v < n/2; v++ {
			r2 := u*u + v*v
			if s.at(u, v) < 15 || r2 < 3*3 || r2 > 58*58 || u == 0 && v < 0 || !s.isTop(u, v) {
				continue
			}
			out = append(out, s.refine(u, v))
		}
	}
	slices.SortStableFunc(out, func(a, b peak) int { return cmp.Compare(b.snr, a.snr) })
	return out[:min(12, len(out))]
}

// lower replaces a peak by the one at a half or a third of its frequency where
// there is one: narrow lines put as much power into their second harmonic.
func (s *spectrum) lower(p peak) peak {
	for _, h := range []float64{2, 3} {
		u, v := p.k.x/h*tileN, p.k.y/h*tileN
		if math.Hypot(u, v) < 5 {
			continue
		}
		iu, iv := int(math.Round(u)), int(math.Round(v))
		best, bu, bv := 0.0, 0, 0
		for du := -1; du <= 1; du++ {
			for dv := -1; dv <= 1; dv++ {
				if q := s.at(iu+du, iv+dv); q > best {
					best, bu, bv = q, iu+du, iv+dv
				}
			}
		}
		if best < 12 || !s.isTop(bu, bv) {
			continue
		}
		q := s.refine(bu, bv)
		if q.k.sub(p.k.scale(1/h)).norm()*tileN < 0.6 {
			q.snr = math.Sqrt(q.snr * p.snr)
			return s.lower(q)
		}
	}
	return p
}

// at reads the spectrum at signed u and v; that of a real plane is even.
func (s *spectrum) at(u, v int) float64 {
	if u < 0 {
		u, v = -u, -v
	}
	return s.pow[u*tileN+(v+tileN/2+tileN)%tileN]
}

func (s *spectrum) isTop(u, v int) bool {
	q := s.at(u, v)
	for du := -1; du <= 1; du++ {
		for dv := -1; dv <= 1; dv++ {
			if s.at(u+du, v+dv) > q {
				return false
			}
		}
	}
	return true
}

func (s *spectrum) refine(u, v int) peak {
	q := s.at(u, v)
	du := vertex(s.at(u-1, v), q, s.at(u+1, v))
	dv := vertex(s.at(u, v-1), q, s.at(u, v+1))
	return peak{vec{(float64(u) + du) / tileN, (float64(v) + dv) / tileN}, q}
}

// vertex is the offset of the top of the parabola through three logarithms.
func vertex(a, b, c float64) float64 {
	la, lb, lc := math.Log(a+1e-9), math.Log(b+1e-9), math.Log(c+1e-9)
	d := la - 2*lb + lc
	if d >= -1e-9 {
		return 0
	}
	return max(-0.5, min(0.5, 0.5*(la-lc)/d))
}
