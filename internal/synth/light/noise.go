package light

import "github.com/einthoven-ecg/einthoven/internal/synth/chance"

// dice are random numbers by place.
type dice uint64

func (d dice) bits(i, j int) uint64 {
	return chance.Mix(uint64(d) + uint64(uint32(i)) + uint64(uint32(j))<<32)
}

// at is a number from -1 to 1, in the middle more often.
func (d dice) at(i, j int) float32 {
	b := d.bits(i, j)
	return float32(int(b&0xffff)+int(b>>16&0xffff)-0xffff) / 0xffff
}

// share is a number from 0 to 1, all alike.
func (d dice) share(i, j int) float64 { return float64(d.bits(i, j)>>11) / (1 << 53) }

// A hills is a smooth surface of heights from -1 to 1, given at whole places.
// It remembers the square where it was last: neighbours are cheap.
type hills struct {
	dice       dice
	x, y       float64 // the square's corner
	a, b, c, d float32 // height there, and its change along x, y and both
}

func newHills(seed uint64) *hills {
	h := &hills{dice: dice(chance.Mix(seed))}
	h.move(0, 0)
	return h
}

func (h *hills) at(x, y float64) float32 {
	f, g := x-h.x, y-h.y
	if !(f >= 0 && f < 1 && g >= 0 && g < 1) {
		f, g = h.move(x, y)
	}
	p, q := float32(f), float32(g)
	p, q = p*p*(3-2*p), q*q*(3-2*q)
	return h.a + p*h.b + q*(h.c+p*h.d)
}

// move goes to the square of a place, and tells how far in it lies.
func (h *hills) move(x, y float64) (f, g float64) {
	i, j := floor(x), floor(y)
	h.x, h.y = float64(i), float64(j)
	a, b, c, d := h.node(i, j), h.node(i+1, j), h.node(i, j+1), h.node(i+1, j+1)
	h.a, h.b, h.c, h.d = a, b-a, c-a, a-b-c+d
	return x - h.x, y - h.y
}

func (h *hills) node(i, j int) float32 {
	return float32(int32(h.dice.bits(i, j)&0xffffff)-0x7fffff) / 0x800000
}
