package segment

import "math"

// Lying is how much more text runs across the sheet than down it: the logarithm of
// the ratio of squared lengths of stretches in both directions, 0 without text.
// Boxes of text are long and low.
func (p *Parts) Lying() float64 {
	var across, down float64
	tall := make([]int, p.W)
	add := func(n int) float64 { return float64(n) * float64(n) }
	for j := range p.H {
		wide := 0
		for i, v := range p.Text[j*p.W : (j+1)*p.W] {
			if v >= 128 {
				wide++
				tall[i]++
				continue
			}
			across += add(wide)
			down += add(tall[i])
			wide, tall[i] = 0, 0
		}
		across += add(wide)
	}
	return math.Log((1 + across) / (1 + down))
}
