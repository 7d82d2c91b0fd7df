package nn

import (
	"fmt"
	"math"
	"math/cmplx"
)

// Spectral compares the magnitudes of short-time spectra at several
// resolutions, over frames with the window of Hann and a quarter of the window
// between them:
//
//	mean over resolutions of sum((|P|-|T|)^2) / (sum(|T|^2) + eps) + Log * mean(|log|P| - log|T||)
//
// Source: R. Yamamoto and others, Parallel WaveGAN, 2020, with the square of
// the first term.
type Spectral struct {
	// Log is the share of the second term.
	Log float64

	length int
	all    []resolution
}

// resolution is one size of window, a power of two.
type resolution struct {
	window    []float64
	turns     []complex128 // exp(-2 pi i k/n)
	p, t      []complex128
	work      []complex128
	gradients []float64 // of the row
}

// spectralFloor keeps magnitudes from zero, where they have no gradient.
const spectralFloor = 1e-7

// NewSpectral is for rows of length samples and windows of these sizes.
func NewSpectral(length int, sizes ...int) (*Spectral, error) {
	s := &Spectral{length: length}
	for _, n := range sizes {
		if n < 4 || n&(n-1) != 0 || n > length {
			return nil, fmt.Errorf("nn: window of %d samples must be a power of two from 4 to the %d samples of a row", n, length)
		}
		r := resolution{window: make([]float64, n), turns: make([]complex128, n/2), p: make([]complex128, n),
			t: make([]complex128, n), work: make([]complex128, n), gradients: make([]float64, length)}
		for i := range r.window {
			r.window[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(n))
		}
		for i := range r.turns {
			r.turns[i] = cmplx.Rect(1, -2*math.Pi*float64(i)/float64(n))
		}
		s.all = append(s.all, r)
	}
	if len(s.all) == 0 {
		return nil, fmt.Errorf("nn: no window")
	}
	return s, nil
}

// Loss gives value and gradient, the mean over rows.
func (s *Spectral) Loss(g, p, t []float32, weight float64) float64 {
	value := 0.0
	share := 1 / float64(len(p)/s.length*len(s.all))
	for first := 0; first < len(p); first += s.length {
		for i := range s.all {
			value += share * s.all[i].loss(g[first:][:s.length], p[first:][:s.length], t[first:][:s.length], s.Log, weight*share)
		}
	}
	return weight * value
}

// loss is that of one row. The first pass adds up what the second divides by.
func (r *resolution) loss(g, p, t []float32, share, weight float64) (value float64) {
	n := len(r.window)
	power, bins := 1e-8, 0.0
	for at := 0; at+n <= len(p); at += n / 4 {
		r.transform(r.t, t[at:])
		for k := range n/2 + 1 {
			power += real(r.t[k])*real(r.t[k]) + imag(r.t[k])*imag(r.t[k])
			bins++
		}
	}
	clear(r.gradients)
	for at := 0; at+n <= len(p); at += n / 4 {
		r.transform(r.t, t[at:])
		r.transform(r.p, p[at:])
		clear(r.work)
		for k := range n/2 + 1 {
			a, b := magnitude(r.p[k]), magnitude(r.t[k])
			value += (a-b)*(a-b)/power + share*math.Abs(math.Log(a/b))/bins
			slope := 2*(a-b)/power + share*sign(a-b)/a/bins
			// The conjugate, because the way back is a transform with
			// the other sign.
			r.work[k] = cmplx.Conj(r.p[k]) * complex(slope/a, 0)
		}
		r.fft(r.work)
		for i, w := range r.window {
			r.gradients[at+i] += w * real(r.work[i])
		}
	}
	for i, v := range r.gradients {
		g[i] += float32(weight * v)
	}
	return value
}

func magnitude(z complex128) float64 {
	return math.Sqrt(real(z)*real(z) + imag(z)*imag(z) + spectralFloor*spectralFloor)
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// transform writes the spectrum of a frame.
func (r *resolution) transform(to []complex128, x []float32) {
	for i, w := range r.window {
		to[i] = complex(w*float64(x[i]), 0)
	}
	r.fft(to)
}

// fft is the transform of J. Cooley and J. Tukey, 1965, in place:
// X[k] = sum over i of x[i] exp(-2 pi i k/n).
func (r *resolution) fft(x []complex128) {
	n := len(x)
	for i, j := 1, 0; i < n; i++ {
		bit := n >> 1
		for ; j&bit != 0; bit >>= 1 {
			j ^= bit
		}
		if j ^= bit; i < j {
			x[i], x[j] = x[j], x[i]
		}
	}
	for size := 2; size <= n; size *= 2 {
		for first := 0; first < n; first += size {
			for k := range size / 2 {
				a, b := x[first+k], x[first+k+size/2]*r.turns[k*(n/size)]
				x[first+k], x[first+k+size/2] = a+b, a-b
			}
		}
	}
}
