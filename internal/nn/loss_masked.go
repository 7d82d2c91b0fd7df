package nn

import "math"

// Losses that compare more than single numbers need more care with masks: what
// is not printed has no spectrum, and leads of one row were never seen at the
// same time.

// leastShared is the weight of samples that two leads must share before their
// correlation means anything.
const leastShared = 8

// Masked is Loss under a mask [samples][leads][length] of zeros and ones (or
// weights): every pair of leads is compared over the samples that both have, by
// weighted means, and pairs that share less than 8 of them do not count. A nil
// mask gives what Loss gives.
func (c *Correlation) Masked(g, p, t, m []float32, weight float64) float64 {
	n := c.leads * c.length
	count, sum := 0.0, 0.0
	for first := 0; first < len(p); first += n {
		for i := range c.leads {
			for j := range i + 1 {
				if c.shared(m, first, i, j) >= leastShared {
					count += pairWeight(i, j)
				}
			}
		}
	}
	for first := 0; first < len(p); first += n {
		for i := range c.leads {
			for j := range i {
				if c.shared(m, first, i, j) < leastShared {
					continue
				}
				a, b := first+i*c.length, first+j*c.length
				want := c.pair(t, m, a, b).r
				got := c.pair(p, m, a, b)
				d := got.r - want
				sum += pairWeight(i, j) * d * d / count
				c.spread(g, p, m, a, b, got, weight*pairWeight(i, j)*2*d/count)
			}
		}
	}
	return weight * sum
}

// pairWeight counts pairs in both orders, and a lead with itself once, as Loss
// does.
func pairWeight(i, j int) float64 {
	if i == j {
		return 1
	}
	return 2
}

// shared is the weight of the samples that two leads share.
func (c *Correlation) shared(m []float32, first, i, j int) float64 {
	if m == nil {
		return float64(c.length)
	}
	s := 0.0
	a, b := m[first+i*c.length:][:c.length], m[first+j*c.length:][:c.length]
	for k, v := range a {
		s += float64(v) * float64(b[k])
	}
	return s
}

// pairing is the correlation of two rows with what its gradient needs.
type pairing struct{ r, meanA, meanB, powerA, powerB float64 }

// pair correlates the rows that begin at a and b.
func (c *Correlation) pair(v, m []float32, a, b int) (q pairing) {
	count := 0.0
	for k := range c.length {
		w := masked(m, a+k) * masked(m, b+k)
		count += w
		q.meanA += w * float64(v[a+k])
		q.meanB += w * float64(v[b+k])
	}
	q.meanA /= count
	q.meanB /= count
	q.powerA, q.powerB = tiny, tiny
	for k := range c.length {
		w := masked(m, a+k) * masked(m, b+k)
		x, y := float64(v[a+k])-q.meanA, float64(v[b+k])-q.meanB
		q.r += w * x * y
		q.powerA += w * x * x
		q.powerB += w * y * y
	}
	q.r /= math.Sqrt(q.powerA * q.powerB)
	return q
}

// spread adds f times the gradient of a correlation. Means drop out of it,
// because deviations sum to zero.
func (c *Correlation) spread(g, v, m []float32, a, b int, q pairing, f float64) {
	both := 1 / math.Sqrt(q.powerA*q.powerB)
	for k := range c.length {
		w := f * masked(m, a+k) * masked(m, b+k)
		x, y := float64(v[a+k])-q.meanA, float64(v[b+k])-q.meanB
		g[a+k] += float32(w * (y*both - q.r*x/q.powerA))
		g[b+k] += float32(w * (x*both - q.r*y/q.powerB))
	}
}

// Masked is Loss under a mask of rows: spectra are taken of stretches without
// gaps only, those where the mask is not zero, and each counts with its length.
// Stretches shorter than a window are left out of that resolution. A nil mask
// gives what Loss gives.
func (s *Spectral) Masked(g, p, t, m []float32, weight float64) float64 {
	if m == nil {
		return s.Loss(g, p, t, weight)
	}
	value := 0.0
	share := 1 / float64(len(s.all))
	for i := range s.all {
		window, total := len(s.all[i].window), 0
		s.stretches(m, window, func(_, n int) { total += n })
		s.stretches(m, window, func(first, n int) {
			r := s.all[i]
			r.gradients = r.gradients[:n]
			part := share * float64(n) / float64(total)
			value += part * r.loss(g[first:][:n], p[first:][:n], t[first:][:n], s.Log, weight*part)
		})
	}
	return weight * value
}

// stretches calls f for every stretch of a row that counts and has at least
// so many samples.
func (s *Spectral) stretches(m []float32, least int, f func(first, n int)) {
	for row := 0; row < len(m); row += s.length {
		n := 0
		for i := row; i < row+s.length; i++ {
			if m[i] != 0 {
				n++
			}
			if n > 0 && (m[i] == 0 || i == row+s.length-1) {
				if n >= least {
					end := i
					if m[i] != 0 {
						end++
					}
					f(end-n, n)
				}
				n = 0
			}
		}
	}
}
