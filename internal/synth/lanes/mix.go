package lanes

// Mix makes out the sum of taps times the values that start at each of from.
// The order of the sum is the same for all values, and many taps are taken at
// once, which saves going to memory. No row is shorter than out, and there are
// as many as taps, or more.
func Mix(out, taps []float32, from [][]float32) {
	from = first(from, len(taps))
	for _, f := range from {
		_ = first(f, len(out))
	}
	done := mixWide(out, taps, from)
	if done < len(out) {
		mixPortable(out, taps, from, done)
	}
}

// first are the first n of what a slice has. Slicing alone would also take what
// it only has room for.
func first[T any](s []T, n int) []T { return s[:len(s):len(s)][:n] }

// mixPortable makes the values from one on.
func mixPortable(out, taps []float32, from [][]float32, start int) {
	switch n := len(taps); {
	case n >= 7:
		setSeven(out, (*[7]float32)(taps), (*[7][]float32)(from), start)
		taps, from = taps[7:], from[7:]
	case n >= 5:
		setFive(out, (*[5]float32)(taps), (*[5][]float32)(from), start)
		taps, from = taps[5:], from[5:]
	case n >= 3:
		setThree(out, (*[3]float32)(taps), (*[3][]float32)(from), start)
		taps, from = taps[3:], from[3:]
	default:
		clear(out[start:])
	}
	for len(taps) >= 4 {
		addFour(out, (*[4]float32)(taps), (*[4][]float32)(from), start)
		taps, from = taps[4:], from[4:]
	}
	for len(taps) > 0 {
		addOne(out, (*[1]float32)(taps), (*[1][]float32)(from), start)
		taps, from = taps[1:], from[1:]
	}
}

func setSeven(out []float32, tap *[7]float32, from *[7][]float32, start int) {
	a, b, c, d := from[0][:len(out)], from[1][:len(out)], from[2][:len(out)], from[3][:len(out)]
	e, f, g := from[4][:len(out)], from[5][:len(out)], from[6][:len(out)]
	p, q, r, s, t, u, v := tap[0], tap[1], tap[2], tap[3], tap[4], tap[5], tap[6]
	for i := start; i < len(out); i++ {
		out[i] = (float32(p*a[i]) + float32(q*b[i])) + (float32(r*c[i]) + float32(s*d[i])) + (float32(t*e[i]) + float32(u*f[i])) + float32(v*g[i])
	}
}

func setFive(out []float32, tap *[5]float32, from *[5][]float32, start int) {
	a, b, c, d, e := from[0][:len(out)], from[1][:len(out)], from[2][:len(out)], from[3][:len(out)], from[4][:len(out)]
	p, q, r, s, t := tap[0], tap[1], tap[2], tap[3], tap[4]
	for i := start; i < len(out); i++ {
		out[i] = (float32(p*a[i]) + float32(q*b[i])) + (float32(r*c[i]) + float32(s*d[i])) + float32(t*e[i])
	}
}

func setThree(out []float32, tap *[3]float32, from *[3][]float32, start int) {
	a, b, c := from[0][:len(out)], from[1][:len(out)], from[2][:len(out)]
	p, q, r := tap[0], tap[1], tap[2]
	for i := start; i < len(out); i++ {
		out[i] = (float32(p*a[i]) + float32(q*b[i])) + float32(r*c[i])
	}
}

func addFour(out []float32, tap *[4]float32, from *[4][]float32, start int) {
	a, b, c, d := from[0][:len(out)], from[1][:len(out)], from[2][:len(out)], from[3][:len(out)]
	p, q, r, s := tap[0], tap[1], tap[2], tap[3]
	for i := start; i < len(out); i++ {
		out[i] += (float32(p*a[i]) + float32(q*b[i])) + (float32(r*c[i]) + float32(s*d[i]))
	}
}

func addOne(out []float32, tap *[1]float32, from *[1][]float32, start int) {
	a, p := from[0][:len(out)], tap[0]
	for i := start; i < len(out); i++ {
		out[i] += float32(p * a[i])
	}
}

// AddScaled adds f times b to a, which is not longer.
func AddScaled(a []float32, f float32, b []float32) {
	b = first(b, len(a))
	done := addScaledWide(a, f, b)
	addOne(a, &[1]float32{f}, &[1][]float32{b}, done)
}
