package ink

// Half returns the sheet at half the density: each sample is the mean of two
// by two, valid where all four are. Noise is that of the original.
func (s *Sheet) Half() *Sheet {
	out := &Sheet{W: s.W / 2, H: s.H / 2, Rho: s.Rho / 2, Bilevel: s.Bilevel, Noise: s.Noise}
	out.X0, out.Y0 = s.MM(0.5, 0.5)
	n := out.W * out.H
	out.Dark, out.Grid, out.Valid = make([]float32, n), make([]float32, n), make([]bool, n)
	for j := range out.H {
		for i := range out.W {
			a := 2*j*s.W + 2*i
			b := a + s.W
			k := j*out.W + i
			out.Dark[k] = (s.Dark[a] + s.Dark[a+1] + s.Dark[b] + s.Dark[b+1]) / 4
			out.Grid[k] = (s.Grid[a] + s.Grid[a+1] + s.Grid[b] + s.Grid[b+1]) / 4
			out.Valid[k] = s.Valid[a] && s.Valid[a+1] && s.Valid[b] && s.Valid[b+1]
		}
	}
	return out
}

// Crop returns a copy of the part of the sheet inside an area of page
// millimetres.
func (s *Sheet) Crop(x0, y0, x1, y1 float64) *Sheet {
	i0, j0, i1, j1 := s.clip(x0, y0, x1, y1)
	out := &Sheet{W: max(0, i1-i0), H: max(0, j1-j0), Rho: s.Rho, Bilevel: s.Bilevel, Noise: s.Noise}
	out.X0, out.Y0 = s.MM(float64(i0), float64(j0))
	n := out.W * out.H
	out.Dark, out.Grid, out.Valid = make([]float32, n), make([]float32, n), make([]bool, n)
	for j := range out.H {
		a := (j0+j)*s.W + i0
		copy(out.Dark[j*out.W:(j+1)*out.W], s.Dark[a:])
		copy(out.Grid[j*out.W:(j+1)*out.W], s.Grid[a:])
		copy(out.Valid[j*out.W:(j+1)*out.W], s.Valid[a:])
	}
	return out
}
