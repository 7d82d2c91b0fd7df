package paper

// WithLayout is the page with another layout. Where that does not fit, paper
// of its own size takes the place of the page's, and if need be the usual
// scales that of the page's.
func (p Page) WithLayout(l Layout) Page {
	p.Layout = l
	for _, give := range []func(){
		func() {},
		func() { p.PaperMM = [2]float64{} },
		func() { p.Items, p.Header = nil, nil },
		func() { p.SpeedMMPerS, p.GainMMPerMV, p.ChestMMPerMV, p.RowSec = 0, 0, 0, 0 },
	} {
		give()
		// Paper that was made for wider rows would stay half empty.
		if l, err := p.plan(); err == nil && l.width > l.PaperMM[0]/2 {
			break
		}
	}
	return p.honest() // words may have gone
}
