package wear

import (
	"math"
	"math/rand/v2"
)

// A hand is how somebody writes: height of capitals in millimetres, slant to
// the right as a share of it.
type hand struct {
	size, slant float64
	rng         *rand.Rand
}

// letter is how a capital, digit or sign is written: strokes of points (x, y),
// x right 0 to 4, y up 0 to 6, one digit each.
func letter(c rune) string {
	switch c {
	case 'A':
		return "002640 1232"
	case 'B':
		return "0006364534033222 03334231 423100"
	case 'C':
		return "4535150501103041"
	case 'D':
		return "00062645412000"
	case 'E':
		return "46060040 0333"
	case 'F':
		return "460600 0333"
	case 'G':
		return "4536160501103042432323"
	case 'H':
		return "0600 4640 0343"
	case 'I':
		return "2620"
	case 'J':
		return "4641301001"
	case 'K':
		return "0600 460340"
	case 'L':
		return "060040"
	case 'M':
		return "0006224640"
	case 'N':
		return "00064046"
	case 'O', '0':
		return "2616050110304145362616"
	case 'P':
		return "00063645443303"
	case 'Q':
		return "26160501103041453626 3140"
	case 'R':
		return "00063645443303 2340"
	case 'S':
		return "453616050413334241301001"
	case 'T':
		return "0646 2620"
	case 'U':
		return "060110304146"
	case 'V':
		return "062046"
	case 'W':
		return "0610243046"
	case 'X':
		return "0640 4600"
	case 'Y':
		return "0623 4600"
	case 'Z':
		return "06460040"
	case '1':
		return "142620"
	case '2':
		return "0516364544000040"
	case '3':
		return "0516364544233342301001"
	case '4':
		return "360242 3430"
	case '5':
		return "4606033342413010"
	case '6':
		return "46150201103041423302"
	case '7':
		return "064610"
	case '8':
		return "23050616364544234230100223"
	case '9':
		return "44330304164645443020"
	case '?':
		return "05163645442322 2120"
	case '!':
		return "2622 2120"
	case '/':
		return "0046"
	case '-':
		return "0343"
	case '+':
		return "0343 2521"
	case '=':
		return "0444 0242"
	case '.':
		return "2021"
	case ',':
		return "2110"
	case ':':
		return "2425 2021"
	}
	return ""
}

// words writes a line of capitals from a start on, turned clockwise, and
// returns its strokes and how long it is.
func (h *hand) words(s string, start [2]float64, deg float64) (strokes [][][2]float64, long float64) {
	unit := h.size / 6
	wave := h.rng.Float64() * 6
	for _, c := range s {
		grow := 1 + 0.12*h.rng.NormFloat64()
		lift := 0.25 * math.Sin(wave+long/(4*h.size))
		path := letter(c)
		var t [][2]float64
		for i := 0; i < len(path); i++ {
			if path[i] == ' ' {
				strokes, t = append(strokes, soft(t)), nil
				continue
			}
			x := float64(path[i]-'0') + 0.22*h.rng.NormFloat64()
			y := grow*float64(path[i+1]-'0') + 0.22*h.rng.NormFloat64() + lift
			i++
			t = append(t, turned(start[0], start[1], deg, long+unit*(0.85*x+h.slant*y), -unit*y))
		}
		if len(t) > 0 {
			strokes = append(strokes, soft(t))
		}
		long += unit * (5 + 0.4*h.rng.NormFloat64())
	}
	return strokes, long
}

// soft rounds a polyline by splines through its points (Catmull and Rom 1974),
// pulled towards straight lines.
func soft(t [][2]float64) [][2]float64 {
	if len(t) < 3 {
		return t
	}
	const steps, pull = 5, 0.42
	var out [][2]float64
	for i := range len(t) - 1 {
		a, b, c, d := t[max(i-1, 0)], t[i], t[i+1], t[min(i+2, len(t)-1)]
		for k := range steps {
			f := float64(k) / steps
			f2, f3 := f*f, f*f*f
			var p [2]float64
			for j := range p {
				m0, m1 := pull*(c[j]-a[j]), pull*(d[j]-b[j])
				p[j] = (2*f3-3*f2+1)*b[j] + (f3-2*f2+f)*m0 + (3*f2-2*f3)*c[j] + (f3-f2)*m1
			}
			out = append(out, p)
		}
	}
	return append(out, t[len(t)-1])
}

// scribble are words in joined small letters that say nothing, as long as asked
// for: what the pen does are arches, loops up and down, and bowls, one after
// the other.
func (h *hand) scribble(start [2]float64, deg, long float64) (strokes [][][2]float64) {
	x := 0.45 * h.size
	shapes := [][][2]float64{
		{{0.25, 0.5}, {0.5, 1}, {0.75, 0.1}},                                      // i
		{{0.2, 0.9}, {0.3, 0.1}, {0.6, 0.9}, {0.85, 0.7}, {0.9, 0.1}},             // n
		{{0.7, 0.95}, {0.25, 0.9}, {0.15, 0.2}, {0.6, 0.3}, {0.85, 0.1}},          // a
		{{0.35, 0.5}, {0.6, 0.9}, {0.3, 0.95}, {0.25, 0.2}, {0.8, 0.1}},           // e
		{{0.4, 1.3}, {0.45, 2.1}, {0.25, 1.6}, {0.3, 0.2}, {0.65, 0.1}},           // l
		{{0.6, 0.9}, {0.2, 0.5}, {0.6, 0.3}, {0.5, -1}, {0.2, -0.8}, {0.85, 0.2}}, // g
		{{0.2, 0.8}, {0.35, 0.05}, {0.75, 0.2}, {0.8, 0.9}, {1, 0.1}},             // u
	}
	for at := 0.0; at < long; at += 0.8 * x {
		t := [][2]float64{turned(start[0], start[1], deg, at, -0.1*x)}
		for range 2 + h.rng.IntN(7) {
			shape := shapes[h.rng.IntN(len(shapes))]
			wide, high := 0.9+0.3*h.rng.Float64(), 0.9+0.25*h.rng.Float64()
			for _, q := range shape {
				u, v := at+x*(wide*q[0]+0.05*h.rng.NormFloat64()), x*(high*q[1]+0.05*h.rng.NormFloat64())
				t = append(t, turned(start[0], start[1], deg, u+h.slant*v, -v))
			}
			at += x * wide * shape[len(shape)-1][0]
		}
		strokes = append(strokes, soft(t))
	}
	return strokes
}
