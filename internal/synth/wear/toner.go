package wear

// Toner is what a laser printer leaves out as its cartridge runs empty.
type Toner struct {
	// Loss is the share of ink that is missing where least is left, 0 to 1.
	Loss float64 `json:"loss,omitempty"`
	// SizeMM is that of places with more and less of it, 5 to 500.
	SizeMM float64 `json:"size_mm,omitempty"`
	// SpeckMM is the size of the specks that fall out, 0.05 to 2; 0 means 0.2.
	SpeckMM float64 `json:"speck_mm,omitempty"`
}

func (p *Toner) check(l *limits) {
	l.share("toner", "loss", p.Loss)
	if p.Loss > 0 {
		l.in("toner", "size in mm", p.SizeMM, 5, 500)
		if p.SpeckMM != 0 {
			l.in("toner", "specks in mm", p.SpeckMM, 0.05, 2)
		}
	}
}

func (p *Toner) apply(b *bench) {
	if p.Loss == 0 {
		return
	}
	rng := b.chance(kindToner, 0)
	c := newClouds(rng, p.SizeMM, 3)
	// Stripes along the feed, as the roller has them.
	across := newGrain(rng, p.SizeMM/3)
	f := newField(b.page(), min(max(p.SizeMM/10, 0.6), 3), func(x, y float64) float64 {
		return p.Loss * rise(-0.5, 0.6, c.at(x, y)+0.4*(across.smooth(0, y)-0.5))
	})
	speck := p.SpeckMM
	if speck == 0 {
		speck = 0.2
	}
	b.fade(&wash{f: f, paint: b.bleached(1), grain: newGrain(rng, speck), soft: 0.35})
}
