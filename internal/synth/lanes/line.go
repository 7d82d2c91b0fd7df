package lanes

// Curve makes places of a plane: each the sum of four, whose coordinates are x
// and y, by weights of its own. There are as many weights as places, or more.
func Curve(out [][2]float64, weights [][4]float64, x, y *[4]float64) {
	weights = first(weights, len(out))
	if !curveWide(out, weights, x, y) {
		curvePortable(out, weights, x, y)
	}
}

func curvePortable(out [][2]float64, weights [][4]float64, x, y *[4]float64) {
	for i := range out {
		w := &weights[i]
		out[i] = [2]float64{
			float64(w[0]*x[0]) + float64(w[1]*x[1]) + float64(w[2]*x[2]) + float64(w[3]*x[3]),
			float64(w[0]*y[0]) + float64(w[1]*y[1]) + float64(w[2]*y[2]) + float64(w[3]*y[3]),
		}
	}
}

// GlidePeriod is after how many numbers a line repeats. It is a power of two.
const GlidePeriod = 128

// Glide makes numbers at places that lie step apart, the first of them at, both
// with 32 bits after the point. They are linear between those of a line, which
// has its first at 0 and its last, the first again, a period later.
func Glide(out []float32, line *[GlidePeriod + 1]float32, at, step int64) {
	n := glideWide(out, line, at, step)
	glidePortable(out[n:], line, at+int64(n)*step, step)
}

func glidePortable(out []float32, line *[GlidePeriod + 1]float32, at, step int64) {
	for x := range out {
		i := uint(at>>32) % GlidePeriod
		t := float32(at>>8&0xffffff) * (1.0 / (1 << 24))
		out[x] = line[i] + float32(t*(line[i+1]-line[i]))
		at += step
	}
}
