package rectify

import "math"

// sample is the result of one demodulation.
type sample struct {
	phase float64 // cycles, wrapped; a dark line at every integer
	dk    vec     // carrier minus the assumed one
	q     float64 // |carrier amplitude| over rms of the window, 0..0.7
}

// demodulator holds the tables of one window size.
type demodulator struct {
	g              []float32
	w, h, half     int
	win            []float32
	cr, ci, xr, xi []float32 // window times carrier, and that times x
	vx             float64   // variance of the window along one axis
	sw             float64   // sum of the two-dimensional window
}

func newDemodulator(g []float32, w, h, half int) *demodulator {
	n := 2*half + 1
	d := &demodulator{g: g, w: w, h: h, half: half, win: hann(half)}
	d.cr, d.ci, d.xr, d.xi = make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
	var s, sxx float64
	for i, v := range d.win {
		x := float64(i - half)
		s += float64(v)
		sxx += float64(v) * x * x
	}
	d.vx, d.sw = sxx/s, s*s
	return d
}

// at measures the carrier near k in a Hann window around the pixel (ix, iy):
//
//	c = sum w g exp(-2 pi i k.x),  dk = Im(sum x w g exp(-2 pi i k.x) / c) / (2 pi var w)
//
// At the border the missing part counts as zero.
func (d *demodulator) at(ix, iy int, k vec) sample {
	half := d.half
	x0, x1 := max(0, ix-half), min(d.w-1, ix+half)
	y0, y1 := max(0, iy-half), min(d.h-1, iy+half)
	if x1-x0 < half || y1-y0 < half {
		return sample{}
	}
	o := x0 - ix + half
	n := x1 - x0 + 1
	win, cr, ci, xr, xi := d.win[o:o+n], d.cr[:n], d.ci[:n], d.xr[:n], d.xi[:n]
	s, c := math.Sincos(-2 * math.Pi * k.x * float64(x0-ix))
	ss, cs := math.Sincos(-2 * math.Pi * k.x)
	for i, ww := range win {
		x := float32(x0 - ix + i)
		cr[i], ci[i] = ww*float32(c), ww*float32(s)
		xr[i], xi[i] = cr[i]*x, ci[i]*x
		c, s = c*cs-s*ss, c*ss+s*cs
	}
	var re, im, xre, xim, yre, yim, e2 float64
	s, c = math.Sincos(-2 * math.Pi * k.y * float64(y0-iy))
	ss, cs = math.Sincos(-2 * math.Pi * k.y)
	for y := y0; y <= y1; y++ {
		row := d.g[y*d.w+x0:][:n]
		a, b, p, q, e := five(row, cr, ci, xr, xi, win)
		wy := float64(d.win[y-iy+half])
		er, ei := wy*c, wy*s
		lr, li := float64(a)*er-float64(b)*ei, float64(a)*ei+float64(b)*er
		re += lr
		im += li
		xre += float64(p)*er - float64(q)*ei
		xim += float64(p)*ei + float64(q)*er
		dy := float64(y - iy)
		yre += lr * dy
		yim += li * dy
		e2 += wy * float64(e)
		c, s = c*cs-s*ss, c*ss+s*cs
	}
	m2 := re*re + im*im
	if m2 == 0 || e2 == 0 {
		return sample{}
	}
	dk := vec{(xim*re - xre*im) / m2, (yim*re - yre*im) / m2}.scale(1 / (2 * math.Pi * d.vx))
	ph := math.Atan2(im, re)/(2*math.Pi) + 0.5 // dark lines at integers
	if x1-x0 < 2*half || y1-y0 < 2*half {
		dk = vec{} // the moments of a cut window are not centred
	}
	return sample{ph, dk, math.Sqrt(m2 / (d.sw * e2))}
}

// five adds v cr, v ci, v xr, v xi and v v win over a row. Two sums run side by
// side: one alone would wait for its additions.
func five(row, cr, ci, xr, xi, win []float32) (a, b, p, q, e float32) {
	n := len(row)
	cr, ci, xr, xi, win = cr[:n], ci[:n], xr[:n], xi[:n], win[:n]
	var a1, b1, p1, q1, e1 float32
	i := 0
	for ; i+1 < n; i += 2 {
		v, w := row[i], row[i+1]
		a += v * cr[i]
		a1 += w * cr[i+1]
		b += v * ci[i]
		b1 += w * ci[i+1]
		p += v * xr[i]
		p1 += w * xr[i+1]
		q += v * xi[i]
		q1 += w * xi[i+1]
		e += v * v * win[i]
		e1 += w * w * win[i+1]
	}
	if i < n {
		v := row[i]
		a += v * cr[i]
		b += v * ci[i]
		p += v * xr[i]
		q += v * xi[i]
		e += v * v * win[i]
	}
	return a + a1, b + b1, p + p1, q + q1, e + e1
}

// hann is the window cos^2 of half-width half+1, sampled at -half..half.
func hann(half int) []float32 {
	w := make([]float32, 2*half+1)
	for i := range w {
		w[i] = float32(0.5 + 0.5*math.Cos(math.Pi*float64(i-half)/float64(half+1)))
	}
	return w
}
