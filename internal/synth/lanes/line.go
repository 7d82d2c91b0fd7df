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

// A Light is what happens to red, green and blue between two places: they are
// multiplied by Times, and Plus is added. At the second place both are larger by
// their changes.
type Light struct{ Times, Plus, TimesChange, PlusChange [3]float32 }

// RampSteps is how many pixels the way from one place to the other has at most.
// It is a power of two.
const RampSteps = 16

// Ramp lights a row of pixels, three values each: the first lies the share g of
// the way behind the first place, a whole number of steps of 1/RampSteps, and
// each of the next a step further.
func (l *Light) Ramp(row []float32, g float32) {
	const step = 1.0 / RampSteps // no step is rounded
	n := rampWide(row, l, g, step)
	l.rampPortable(row[n:], g+float32(n/3)*step, step)
}

func (l *Light) rampPortable(row []float32, g, step float32) {
	for ; len(row) >= 3; row, g = row[3:], g+step {
		q := (*[3]float32)(row)
		for k, v := range q {
			times, plus := l.Times[k]+float32(g*l.TimesChange[k]), l.Plus[k]+float32(g*l.PlusChange[k])
			q[k] = float32(v*times) + plus
		}
	}
}
