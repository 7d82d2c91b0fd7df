package light

// A SheetShade is the shadow that the sheet throws on the table.
type SheetShade struct {
	// Dark is the share of light that it takes, 0 to 0.95; SoftMM the width of
	// its edge, 0 to 50; XMM and YMM how far it lies from the sheet, -50 to 50,
	// right and down along the sheet's own sides.
	Dark   float64 `json:"dark"`
	SoftMM float64 `json:"soft_mm,omitempty"`
	XMM    float64 `json:"x_mm,omitempty"`
	YMM    float64 `json:"y_mm,omitempty"`
}

// SheetReachMM is how far from the sheet its shadow can be.
func (l *Light) SheetReachMM() float64 {
	s := &l.Sheet
	if s.Dark == 0 {
		return 0
	}
	return s.SoftMM/2 + max(s.XMM, -s.XMM, s.YMM, -s.YMM)
}

// SheetShadow is the factor for the table's light at a place in the
// coordinates of a sheet of wMM by hMM millimetres, outside of it or not.
func (l *Light) SheetShadow(xMM, yMM, wMM, hMM float64) float32 {
	s := &l.Sheet
	if s.Dark == 0 {
		return 1
	}
	// A rectangle blurred by a box and smoothed: it is the product of both
	// directions.
	soft := max(s.SoftMM, 0.1) / 2
	x, y := xMM-s.XMM, yMM-s.YMM
	a := smooth(x, -soft, soft) * (1 - smooth(x, wMM-soft, wMM+soft))
	b := smooth(y, -soft, soft) * (1 - smooth(y, hMM-soft, hMM+soft))
	return float32(1 - s.Dark*a*b)
}
