package wear

import "github.com/einthoven-ecg/einthoven/internal/synth/chance"

// printKinds is what printers and copiers do.
func printKinds() []kind {
	return []kind{
		{"halftone", "shades printed as dots or lines", func(d *draw) Wear {
			// Coarser with strength: 150 to 50 lines to the inch.
			return Wear{Screen: Screen{Kind: chance.Pick(d.Rand, "dots", "dots", "dots", "lines"), CellMM: d.by(0.17, 0.5),
				AngleDeg: chance.Pick(d.Rand, 45., 45, 15, 60), Grey: d.odds(0.4)}}
		}},
		{"banding", "ink that comes and goes in bands", func(d *draw) Wear {
			return Wear{Banding: Banding{Depth: d.by(0.05, 0.9), PitchMM: chance.Pick(d.Rand, d.in(0.6, 2), d.in(3, 12), d.in(20, 70)), Upright: d.odds(0.3)}}
		}},
		{"toner", "a cartridge that runs empty", func(d *draw) Wear {
			return Wear{Toner: Toner{Loss: d.by(0.1, 0.95), SizeMM: d.in(40, 160), SpeckMM: d.in(0.12, 0.3)}}
		}},
		{"streaks", "blank or dirty lines along the feed", func(d *draw) Wear {
			return Wear{Streaks: Streaks{Count: d.n(2, 30), WidthMM: chance.Pick(d.Rand, 0.125, 0.125, d.in(0.2, 1), d.in(1, 3)),
				Depth: d.by(0.4, 1), Dark: d.odds(0.3), Upright: d.odds(0.4)}}
		}},
		{"misprint", "colours shifted against each other", func(d *draw) Wear {
			one := func() [2]float64 { return [2]float64{d.in(-1, 1) * d.by(0.05, 0.35), d.in(-1, 1) * d.by(0.05, 0.35)} }
			return Wear{Misprint: Misprint{RedMM: one(), BlueMM: one()}}
		}},
		{"bleed", "ink that runs in the paper", func(d *draw) Wear {
			return Wear{Bleed: Bleed{SpreadMM: d.by(0.03, 0.22), Gain: d.by(0, 0.7)}}
		}},
		{"thermal", "heat paper that fades", drawThermal},
		{"photocopy", "a photocopy: contrast, toner loss, specks, dark edges", drawCopy},
		{"fax", "a fax: small black and white rectangles", func(d *draw) Wear {
			f := Fax{Mode: "fine", Level: d.in(0.45, 0.75), Noise: d.by(0, 0.2), Lost: d.n(0, 12)}
			if d.odds(d.s * 0.6) {
				f.Mode = "standard"
			}
			return Wear{Fax: f}
		}},
	}
}

func drawThermal(d *draw) Wear {
	t := Thermal{Fade: d.by(0.1, 0.6)}
	if d.odds(0.6) {
		t.SideFade, t.SideDeg = d.by(0.2, 0.75), d.in(0, 360)
	}
	if d.odds(0.6) {
		t.Blotch, t.BlotchMM = d.by(0.2, 0.7), d.in(15, 90)
	}
	if d.odds(0.5) {
		t.Fog = d.by(0.05, 0.5)
	}
	return Wear{Thermal: t}
}

func drawCopy(d *draw) Wear {
	c := Copy{Level: d.in(0.45, 0.85), Soft: d.in(0, 0.5) * (1 - d.s/2), BlurMM: d.by(0.05, 0.13), Uneven: d.by(0.02, 0.22), Dirt: d.by(5, 220)}
	if d.odds(0.5) {
		c.EdgeMM = d.by(1, 12)
	}
	if d.odds(0.6) {
		c.Loss = d.by(0.05, 0.6)
	}
	w := Wear{Copy: c}
	if d.odds(0.4) {
		w.Streaks = Streaks{Count: d.n(1, 6), WidthMM: d.in(0.15, 0.6), Depth: d.by(0.3, 0.9), Dark: true, Upright: d.odds(0.7)}
	}
	return w
}
