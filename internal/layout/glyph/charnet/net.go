// Package charnet holds three small networks that look at printed text: a
// scout that says whether a window shows a character at all, a reader that
// says which one it is and how far the window lies from it, and a namer that
// says which name of a lead a wider window shows as a whole. All look at
// windows scaled so that a capital letter is Cap samples high.
package charnet

import "math"

// A Shape is the size of a network of two convolutions and two full layers:
// its window of Rows by Cols samples; C1 maps of a 5x5 convolution with
// stride 2; C2 maps of a 3x3 convolution with stride 2; Hidden and Outs
// numbers. C1, C2, Hidden and Outs are multiples of 8, Rows and Cols of 4.
type Shape struct{ Rows, Cols, C1, C2, Hidden, Outs int }

// Sides of the convolutions.
const (
	K1 = 5
	K2 = 3
)

// Flat is the number of outputs of the second convolution.
func (s Shape) Flat() int { return s.Rows / 4 * (s.Cols / 4) * s.C2 }

// A Net is a network with its weights. W[l] holds those of layer l as one row
// of outputs for each input, B[l] what is added; the inputs of a convolution
// are ordered by row, column and map. All layers but the last are rectified.
type Net struct {
	Shape
	W, B [4][]float32
}

// NewNet makes a network with weights 0.
func NewNet(s Shape) *Net {
	n := &Net{Shape: s}
	outs := [4]int{s.C1, s.C2, s.Hidden, s.Outs}
	for l, in := range s.Ins() {
		n.W[l], n.B[l] = make([]float32, in*outs[l]), make([]float32, outs[l])
	}
	return n
}

// Ins are the numbers of inputs of one output of each layer.
func (s Shape) Ins() [4]int { return [4]int{K1 * K1, K2 * K2 * s.C1, s.Flat(), s.Hidden} }

// LogSoftmax turns raw outputs for classes into natural logarithms of
// probabilities.
func LogSoftmax(out []float32) {
	top := out[0]
	for _, v := range out {
		top = max(top, v)
	}
	var sum float64
	for _, v := range out {
		sum += math.Exp(float64(v - top))
	}
	l := top + float32(math.Log(sum))
	for c := range out {
		out[c] -= l
	}
}
