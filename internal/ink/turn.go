package ink

// Turned is the sheet turned by quarter turns clockwise, as [rectify.Map.Turned]
// turns a map: the page position (x, y) becomes (-y, x) with each.
func (s *Sheet) Turned(quarters int) *Sheet {
	out := s
	for range ((quarters % 4) + 4) % 4 {
		in := out
		out = &Sheet{W: in.H, H: in.W, Rho: in.Rho, Bilevel: in.Bilevel, Noise: in.Noise}
		// Sample (i, j) of the turned sheet is (j, H-1-i) of the old one.
		_, bottom := in.MM(0, float64(in.H-1))
		out.X0, out.Y0 = -bottom, in.X0
		n := in.W * in.H
		out.Dark, out.Grid, out.Valid = make([]float32, n), make([]float32, n), make([]bool, n)
		const tile = 32 // lines of one sheet are columns of the other
		for j0 := 0; j0 < out.H; j0 += tile {
			for i := range out.W {
				from := (in.H - 1 - i) * in.W
				for j := j0; j < min(j0+tile, out.H); j++ {
					k := j*out.W + i
					out.Dark[k], out.Grid[k], out.Valid[k] = in.Dark[from+j], in.Grid[from+j], in.Valid[from+j]
				}
			}
		}
	}
	return out
}
