package raster

// Mix makes out the sum of taps times the values that start at each of from.
// The order of the sum is the same for all values, and many taps are taken at
// once, which saves going to memory.
func Mix(out, taps []float32, from [][]float32) {
	switch n := len(taps); {
	case n >= 7:
		setSeven(out, (*[7]float32)(taps), (*[7][]float32)(from))
		taps, from = taps[7:], from[7:]
	case n >= 5:
		setFive(out, (*[5]float32)(taps), (*[5][]float32)(from))
		taps, from = taps[5:], from[5:]
	case n >= 3:
		setThree(out, (*[3]float32)(taps), (*[3][]float32)(from))
		taps, from = taps[3:], from[3:]
	default:
		clear(out)
	}
	for len(taps) >= 4 {
		addFour(out, (*[4]float32)(taps), (*[4][]float32)(from))
		taps, from = taps[4:], from[4:]
	}
	for k, f := range taps {
		a := from[k][:len(out)]
		for i := range out {
			out[i] += f * a[i]
		}
	}
}

func setSeven(out []float32, tap *[7]float32, from *[7][]float32) {
	a := from[0][:len(out)]
	b := from[1][:len(out)]
	c := from[2][:len(out)]
	d := from[3][:len(out)]
	e := from[4][:len(out)]
	f := from[5][:len(out)]
	g := from[6][:len(out)]
	p, q, r, s, t, u, v := tap[0], tap[1], tap[2], tap[3], tap[4], tap[5], tap[6]
	for i := range out {
		out[i] = (p*a[i] + q*b[i]) + (r*c[i] + s*d[i]) + (t*e[i] + u*f[i]) + v*g[i]
	}
}

func setFive(out []float32, tap *[5]float32, from *[5][]float32) {
	a := from[0][:len(out)]
	b := from[1][:len(out)]
	c := from[2][:len(out)]
	d := from[3][:len(out)]
	e := from[4][:len(out)]
	p, q, r, s, t := tap[0], tap[1], tap[2], tap[3], tap[4]
	for i := range out {
		out[i] = (p*a[i] + q*b[i]) + (r*c[i] + s*d[i]) + t*e[i]
	}
}

func setThree(out []float32, tap *[3]float32, from *[3][]float32) {
	a := from[0][:len(out)]
	b := from[1][:len(out)]
	c := from[2][:len(out)]
	p, q, r := tap[0], tap[1], tap[2]
	for i := range out {
		out[i] = (p*a[i] + q*b[i]) + r*c[i]
	}
}

func addFour(out []float32, tap *[4]float32, from *[4][]float32) {
	a := from[0][:len(out)]
	b := from[1][:len(out)]
	c := from[2][:len(out)]
	d := from[3][:len(out)]
	p, q, r, s := tap[0], tap[1], tap[2], tap[3]
	for i := range out {
		out[i] += (p*a[i] + q*b[i]) + (r*c[i] + s*d[i])
	}
}
