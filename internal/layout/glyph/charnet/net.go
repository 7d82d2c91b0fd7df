// Package charnet holds the two small networks that find and tell single
// printed characters: a scout that says whether a window shows a character at
// all, and a reader that says which one it is and how far the window lies
// from it. Both look at windows scaled so that a capital letter is Cap
// samples high.
package charnet

import "math"

// The windows and layers. A window is Side by Side samples with the middle of
// a capital's height and of the character's width at its centre.
const (
	Side = 24 // samples of a window, both ways
	Cap  = 12 // samples of the height of a capital

	half     = Side / 2
	scoutIn  = half * half
	ScoutHid = 16

	k1, c1 = 5, 8  // first layer: 5x5, stride 2, 8 maps of 12x12
	k2, c2 = 3, 24 // second layer: 3x3, stride 2, 24 maps of 6x6
	n1     = Side / 2
	n2     = Side / 4
	flat   = n2 * n2 * c2
	Hidden = 80
	// Outs counts the outputs of the reader: the classes, then how far right
	// and down of the window's centre the character lies, in units of Cap/2
	// samples, and the natural logarithm of its height against Cap.
	Outs = Classes + 3
)

// A Window is the darkness of Side by Side samples, row by row, 0 for paper
// and about 1 for the darkest ink of its middle.
type Window [Side * Side]float32

// Scout is a network of one hidden layer on a window at half resolution.
type Scout struct {
	W1 [scoutIn][ScoutHid]float32
	B1 [ScoutHid]float32
	W2 [ScoutHid]float32
	B2 [1]float32
}

// Reader is a network of two convolutions and one hidden layer.
type Reader struct {
	W1 [k1 * k1][c1]float32
	B1 [c1]float32
	W2 [k2 * k2 * c1][c2]float32
	B2 [c2]float32
	W3 [flat][Hidden]float32
	B3 [Hidden]float32
	W4 [Hidden][Outs]float32
	B4 [Outs]float32
}

// Normalise scales a window so that the darkest ink in its middle becomes 1,
// unless there is hardly any, and clips it to 0..1.
func (w *Window) Normalise() {
	var top float32
	for j := half - 8; j < half+8; j++ {
		for i := half - 6; i < half+6; i++ {
			top = max(top, w[j*Side+i])
		}
	}
	g := 1 / max(top, 0.2)
	for k, v := range w {
		w[k] = min(max(v*g, 0), 1)
	}
}

// A HalfWindow is a window at half resolution, as the scout sees it.
type HalfWindow [scoutIn]float32

// Normalise scales and clips a half window as Window.Normalise does.
func (w *HalfWindow) Normalise() {
	var top float32
	for j := half/2 - 4; j < half/2+4; j++ {
		for i := half/2 - 3; i < half/2+3; i++ {
			top = max(top, w[j*half+i])
		}
	}
	g := 1 / max(top, 0.15)
	for k, v := range w {
		w[k] = min(max(v*g, 0), 1)
	}
}

// Halve averages the window two by two and normalises the result.
func (w *Window) Halve(out *HalfWindow) {
	for j := range half {
		a, b := w[2*j*Side:2*j*Side+Side], w[(2*j+1)*Side:(2*j+1)*Side+Side]
		for i := range half {
			out[j*half+i] = (a[2*i] + a[2*i+1] + b[2*i] + b[2*i+1]) / 4
		}
	}
	out.Normalise()
}

// Text returns the log odds that a halved window shows a character at its
// centre.
func (s *Scout) Text(in *HalfWindow) float32 {
	h := s.B1
	for k, v := range in {
		if v == 0 {
			continue
		}
		w := &s.W1[k]
		for c := range h {
			h[c] += v * w[c]
		}
	}
	y := s.B2[0]
	for c, v := range h {
		if v > 0 {
			y += v * s.W2[c]
		}
	}
	return y
}

// Work holds the inner layers of one reading; it can be used again.
type Work struct {
	L1 [n1 * n1 * c1]float32
	L2 [flat]float32
	L3 [Hidden]float32
}

// Read computes the outputs for a normalised window: the classes as natural
// logarithms of probabilities, then the three offsets.
func (n *Reader) Read(in *Window, ws *Work, out *[Outs]float32) {
	n.hidden(in, ws)
	*out = n.B4
	for k, v := range ws.L3 {
		if v == 0 {
			continue
		}
		w := &n.W4[k]
		for c := range out {
			out[c] += v * w[c]
		}
	}
	LogSoftmax(out)
}

// hidden computes the inner layers.
func (n *Reader) hidden(in *Window, ws *Work) {
	for y := range n1 {
		for x := range n1 {
			acc := n.B1
			for dy := range k1 {
				sy := 2*y + dy - k1/2
				if sy < 0 || sy >= Side {
					continue
				}
				row := in[sy*Side : sy*Side+Side]
				for dx := range k1 {
					sx := 2*x + dx - k1/2
					if sx < 0 || sx >= Side {
						continue
					}
					v := row[sx]
					if v == 0 {
						continue
					}
					w := &n.W1[dy*k1+dx]
					for c := range acc {
						acc[c] += v * w[c]
					}
				}
			}
			o := ws.L1[(y*n1+x)*c1 : (y*n1+x)*c1+c1]
			for c, v := range acc {
				o[c] = max(v, 0)
			}
		}
	}
	for y := range n2 {
		for x := range n2 {
			acc := n.B2
			for dy := range k2 {
				sy := 2*y + dy - k2/2
				if sy < 0 || sy >= n1 {
					continue
				}
				for dx := range k2 {
					sx := 2*x + dx - k2/2
					if sx < 0 || sx >= n1 {
						continue
					}
					src := ws.L1[(sy*n1+sx)*c1 : (sy*n1+sx)*c1+c1]
					base := (dy*k2 + dx) * c1
					for ci, v := range src {
						if v == 0 {
							continue
						}
						w := &n.W2[base+ci]
						for c := range acc {
							acc[c] += v * w[c]
						}
					}
				}
			}
			o := ws.L2[(y*n2+x)*c2 : (y*n2+x)*c2+c2]
			for c, v := range acc {
				o[c] = max(v, 0)
			}
		}
	}
	h := n.B3
	for k, v := range ws.L2 {
		if v == 0 {
			continue
		}
		w := &n.W3[k]
		for c := range h {
			h[c] += v * w[c]
		}
	}
	for k, v := range h {
		ws.L3[k] = max(v, 0)
	}
}

// LogSoftmax turns the class outputs into logarithms of probabilities.
func LogSoftmax(out *[Outs]float32) {
	top := out[0]
	for _, v := range out[:Classes] {
		top = max(top, v)
	}
	var sum float64
	for _, v := range out[:Classes] {
		sum += math.Exp(float64(v - top))
	}
	l := top + float32(math.Log(sum))
	for c := range Classes {
		out[c] -= l
	}
}
