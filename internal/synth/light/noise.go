package light

// mixed scrambles bits. Source: the finaliser of SplitMix64 (Steele, Lea,
// Flood, "Fast splittable pseudorandom number generators", 2014).
func mixed(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// dice are random numbers by place.
type dice uint64

func (d dice) bits(i, j int) uint64 {
	return mixed(uint64(d) + uint64(uint32(i)) + uint64(uint32(j))<<32)
}

// at is a number from -1 to 1, in the middle more often.
func (d dice) at(i, j int) float32 {
	b := d.bits(i, j)
	return float32(int(b&0xffff)+int(b>>16&0xffff)-0xffff) / 0xffff
}

// share is a number from 0 to 1, all alike.
func (d dice) share(i, j int) float64 { return float64(d.bits(i, j)>>11) / (1 << 53) }

// A hills is a smooth surface of heights from -1 to 1, given at whole places.
// It remembers where it was last: neighbours are cheap.
type hills struct {
	dice       dice
	i, j       int
	a, b, c, d float32
	known      bool
}

func newHills(seed uint64) *hills { return &hills{dice: dice(mixed(seed))} }

func (h *hills) at(x, y float64) float32 {
	i, j := floor(x), floor(y)
	if i != h.i || j != h.j || !h.known {
		h.i, h.j, h.known = i, j, true
		h.a, h.b, h.c, h.d = h.node(i, j), h.node(i+1, j), h.node(i, j+1), h.node(i+1, j+1)
	}
	f, g := float32(x-float64(i)), float32(y-float64(j))
	f, g = f*f*(3-2*f), g*g*(3-2*g)
	up := h.a + f*(h.b-h.a)
	return up + g*(h.c+f*(h.d-h.c)-up)
}

func (h *hills) node(i, j int) float32 { return float32(2*h.dice.share(i, j) - 1) }
