package capture

// A grain is white Gaussian noise as a function of place: the same whatever
// part of a picture is drawn.
type grain struct{ seed uint64 }

func newGrain(seed uint64) grain { return grain{mix(seed ^ 0x5e3a9c1f)} }

// mix scrambles bits. Source: the finaliser of SplitMix64 (Steele, Lea, Flood,
// "Fast splittable pseudorandom number generators", 2014).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// bits are those of a pixel.
func (g grain) bits(x, y int) uint64 {
	return mix(g.seed + uint64(uint32(x)) + uint64(uint32(y))<<32)
}

// at are three values of mean 0 and standard deviation 1 at a pixel: each the
// sum of four uniform numbers of 8 bits, which is Gaussian out to three
// standard deviations.
func (g grain) at(x, y int) (n [3]float32) {
	a := g.bits(x, y)
	return [3]float32{four(uint32(a)), four(uint32(a >> 32)), four(uint32(mix(a + 0x9e3779b97f4a7c15)))}
}

// four is the sum of four bytes, moved to mean 0 and standard deviation 1.
func four(x uint32) float32 {
	const mean, scale = 4 * 127.5, 1.0 / 147.79710 // the deviation of a byte is 73.9
	// Two sums of two bytes at once.
	x = x&0x00ff00ff + x>>8&0x00ff00ff
	return (float32(int32(x&0xffff+x>>16)) - mean) * scale
}

// fill are the values of a row of pixels from (x, y) on, three for each, all
// alike if mono.
func (g grain) fill(out []float32, x, y int, mono bool) {
	for i := 0; i+2 < len(out); i += 3 {
		p := out[i : i+3 : i+3]
		a := g.bits(x, y)
		p[0] = four(uint32(a))
		if mono {
			p[1], p[2] = p[0], p[0]
		} else {
			p[1], p[2] = four(uint32(a>>32)), four(uint32(mix(a+0x9e3779b97f4a7c15)))
		}
		x++
	}
}
