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

// at are three values of mean 0 and standard deviation 1 at a pixel: each the
// sum of four uniform numbers of 5 bits and more, which is Gaussian out to
// three standard deviations.
func (g grain) at(x, y int) (n [3]float32) {
	a := mix(g.seed + uint64(uint32(x)) + uint64(uint32(y))<<32)
	b := mix(a + 0x9e3779b97f4a7c15)
	const mean, scale = 4 * 127.5, 1.0 / 147.79710 // four bytes: sd of one is 73.9
	n[0] = (float32(a&255+a>>8&255+a>>16&255+a>>24&255) - mean) * scale
	n[1] = (float32(a>>32&255+a>>40&255+a>>48&255+a>>56) - mean) * scale
	n[2] = (float32(b&255+b>>8&255+b>>16&255+b>>24&255) - mean) * scale
	return n
}
