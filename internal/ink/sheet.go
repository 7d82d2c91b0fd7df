// Package ink samples a page once, through its map, into a flat sheet of
// darkness on a millimetre lattice and separates what the printed grid alone
// would show from what was drawn over it.
package ink

// A Sheet is the flattened page: sample (i, j), at index j*W+i, lies at page
// position (X0 + i/Rho, Y0 + j/Rho) millimetres.
type Sheet struct {
	W, H   int
	X0, Y0 float64 // page millimetres of sample (0, 0)
	Rho    float64 // samples a millimetre, both ways
	// Dark is the darkness: 0 is paper, 1 is the full ink of this page.
	Dark []float32
	// Grid is the darkness that the printed grid alone would have there.
	Grid []float32
	// Valid is false where the sample lies outside the picture or the map.
	Valid []bool
	// Bilevel says that the picture holds only black and white.
	Bilevel bool
	// Noise is the standard deviation of Dark about the grid where no ink is.
	Noise float64
}

// Ink is the darkness at index k that the grid does not explain, on the scale
// where full ink over any grid is 1.
func (s *Sheet) Ink(k int) float32 {
	return (s.Dark[k] - s.Grid[k]) / max(0.3, 1-s.Grid[k])
}

// At returns the lattice position of a page position in millimetres.
func (s *Sheet) At(x, y float64) (i, j float64) {
	return (x - s.X0) * s.Rho, (y - s.Y0) * s.Rho
}

// MM returns the page position of a lattice position.
func (s *Sheet) MM(i, j float64) (x, y float64) {
	return s.X0 + i/s.Rho, s.Y0 + j/s.Rho
}

// Level makes ink as dark all over that has faded to a share of its darkness,
// given for each column. Noise grows with it. What is paler than a quarter is
// not told from the paper and stays so.
func (s *Sheet) Level(share []float32) {
	const least = 0.25
	by := make([]float32, s.W)
	for c := range by {
		by[c] = 1
		if c < len(share) {
			by[c] = 1 / min(max(share[c], least), 1)
		}
	}
	for k := 0; k < len(s.Dark); k += s.W {
		dark, grid := s.Dark[k:k+s.W], s.Grid[k:k+s.W]
		for c, f := range by {
			dark[c] = grid[c] + f*(dark[c]-grid[c])
		}
	}
}
