package wear

import (
	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// thingKinds is what people put on the page and take out of it.
func thingKinds() []kind {
	return []kind{
		{"highlight", "bars of a highlighter", func(d *draw) Wear {
			colour := chance.Pick(d.Rand, raster.Colour{}, raster.Colour{255, 150, 190}, raster.Colour{140, 240, 120}, raster.Colour{255, 180, 70}, raster.Colour{120, 210, 250})
			return Wear{Highlights: some(d.n(1, 6), func() Highlight {
				return Highlight{AtMM: d.at(0.08), SizeMM: [2]float64{d.in(12, 90), d.in(3, 9)}, TurnDeg: d.in(-4, 4), Colour: colour, Depth: d.by(0.5, 1)}
			})}
		}},
		{"writing", "words, ticks, rings, arrows and callipers by hand", func(d *draw) Wear {
			pen := chance.Pick(d.Rand, Pens()...)
			return Wear{Writings: some(d.n(1, 12), func() Writing {
				if d.odds(0.15) {
					pen = chance.Pick(d.Rand, Pens()...)
				}
				return drawWriting(d, pen)
			})}
		}},
		{"stamp", "rubber stamps", func(d *draw) Wear {
			return Wear{Stamps: some(d.n(1, 3), func() Stamp {
				s := Stamp{Kind: chance.Pick(d.Rand, StampKinds()...), AtMM: d.at(0.1), TurnDeg: d.in(-25, 25), Depth: d.by(0.45, 0.95), Uneven: d.in(0.2, 0.8),
					Colour: chance.Pick(d.Rand, raster.Colour{}, raster.Colour{184, 44, 56}, raster.Colour{70, 48, 130}, raster.Colour{40, 40, 48}, raster.Colour{36, 110, 80})}
				s.SizeMM = d.in(25, 45)
				if s.Kind == "box" {
					s.SizeMM = d.in(35, 80)
				}
				return s
			})}
		}},
		{"label", "printed stickers, some with a bar code", func(d *draw) Wear {
			return Wear{Labels: some(d.n(1, 2.4), func() Label {
				w := d.in(35, 45) + d.by(0, 25)
				return Label{Kind: chance.Pick(d.Rand, "label", "barcode"), AtMM: d.at(0.12), SizeMM: [2]float64{w, w * d.in(0.3, 0.5)}, TurnDeg: 4 * d.NormFloat64()}
			})}
		}},
		{"note", "sticky notes", func(d *draw) Wear {
			side := chance.Pick(d.Rand, 38., 51, 76)
			return Wear{Labels: some(d.n(1, 2.2), func() Label {
				return Label{Kind: "note", AtMM: d.at(0.1), SizeMM: [2]float64{side, side}, TurnDeg: 6 * d.NormFloat64(),
					Colour: chance.Pick(d.Rand, raster.Colour{}, raster.Colour{}, raster.Colour{255, 170, 190}, raster.Colour{170, 225, 240}, raster.Colour{190, 235, 150})}
			})}
		}},
		{"tape", "tape, clear or not, old or new", func(d *draw) Wear {
			return Wear{Tapes: some(d.n(1, 3.4), func() Tape { return drawTape(d) })}
		}},
		{"staple", "staples, some rusty", func(d *draw) Wear {
			return Wear{Staples: some(d.n(1, 3.4), func() Staple {
				at := [2]float64{d.in(6, 30), d.in(5, 20)}
				if d.odds(0.5) {
					at[0] = d.mm[0] - at[0]
				}
				if d.odds(0.3 * d.s) {
					at = d.at(0.1)
				}
				return Staple{AtMM: at, TurnDeg: chance.Pick(d.Rand, d.in(-10, 10), d.in(30, 60), d.in(-60, -30)), Rust: chance.Pick(d.Rand, 0, 0, d.s) * d.in(0.5, 1)}
			})}
		}},
		{"clip", "a paper clip", func(d *draw) Wear {
			c := Clip{AtMM: [2]float64{d.mm[0] * d.in(0.05, 0.95), 0}, TurnDeg: d.in(-12, 12), LongMM: d.by(26, 60),
				Colour: chance.Pick(d.Rand, raster.Colour{}, raster.Colour{}, raster.Colour{190, 40, 50}, raster.Colour{40, 90, 180}, raster.Colour{240, 240, 240})}
			if d.odds(0.3) {
				c.AtMM, c.TurnDeg = [2]float64{0, d.mm[1] * d.in(0.1, 0.9)}, d.in(-12, 12)-90
			}
			return Wear{Clips: []Clip{c}}
		}},
		{"burn", "burnt edges and holes", func(d *draw) Wear {
			return Wear{Burns: some(d.n(1, 2.4), func() Burn {
				at := d.at(0)
				if d.odds(0.7) {
					at = d.onEdge()
				}
				return Burn{AtMM: at, HoleMM: d.by(2, 60), CharMM: d.in(0.6, 3), ScorchMM: d.by(4, 25)}
			})}
		}},
		{"tear", "corners and sides torn off, slits", func(d *draw) Wear {
			return Wear{Tears: some(d.n(1, 3), func() Tear { return drawTear(d) })}
		}},
		{"punch", "the holes of a file", func(d *draw) Wear {
			p := FilePunch(chance.Pick(d.Rand, "left", "top", "right", "bottom"))
			p.ShiftMM, p.InsetMM = 8*d.NormFloat64(), 12+d.by(0, 10)
			if d.odds(0.3) {
				p.Count = 4
			}
			return Wear{Punches: []Punch{p}}
		}},
		{"tractor", "the holes of endless paper along two sides", func(d *draw) Wear {
			a, b, long := "left", "right", d.mm[1]
			if d.odds(0.5) {
				a, b, long = "top", "bottom", d.mm[0]
			}
			shift := d.in(-6, 6)
			one, two := Tractor(a, long), Tractor(b, long)
			one.ShiftMM, two.ShiftMM = shift, shift
			return Wear{Punches: []Punch{one, two}}
		}},
	}
}

// onEdge is a place at a side of the sheet.
func (d *draw) onEdge() [2]float64 {
	at := d.at(0)
	i := d.IntN(2)
	at[i] = chance.Pick(d.Rand, 0, d.mm[i])
	return at
}

func drawWriting(d *draw, pen string) Writing {
	w := Writing{Kind: chance.Pick(d.Rand, WritingKinds()...), Pen: pen, AtMM: d.at(0.06), TurnDeg: 5 * d.NormFloat64()}
	switch w.Kind {
	case "word":
		w.SizeMM = [2]float64{20, d.in(3, 8)}
		w.Text = chance.Pick(d.Rand, "NSR", "AF?", "OK", "STEMI?", "V4", "II", "LBBB", "RBBB", "75/MIN", "QT 0.40", "PAC", "?", "!!", "SEE OLD", "LVH", "NO CHANGE", "1:1", "PR 0.16")
	case "scribble":
		w.SizeMM = [2]float64{d.in(15, 70), d.in(3, 8)}
	case "tick", "cross":
		w.SizeMM = [2]float64{d.in(4, 14), d.in(4, 12)}
	case "circle":
		w.SizeMM, w.OnTrace = [2]float64{d.in(8, 40), d.in(10, 35)}, true
	case "underline":
		w.SizeMM = [2]float64{d.in(10, 80), d.in(1, 3)}
	case "arrow":
		w.SizeMM, w.TurnDeg = [2]float64{d.in(8, 30), 4}, d.in(0, 360)
	case "calliper":
		w.SizeMM, w.OnTrace = [2]float64{d.in(25, 120), d.in(6, 14)}, true
	default:
		w.SizeMM = [2]float64{d.in(15, 100), d.in(2, 20)}
	}
	return w
}

func drawTape(d *draw) Tape {
	t := Tape{AtMM: d.at(0.05), LongMM: d.in(30, 110), WideMM: chance.Pick(d.Rand, 12., 15, 19, 19, 25), TurnDeg: chance.Pick(d.Rand, 0., 0, 90, 45) + 5*d.NormFloat64()}
	if d.odds(0.6) {
		t.AtMM = d.onEdge()
	}
	chance.Choose(d.Rand,
		chance.Case(4, func() { t.Haze = d.in(0, 0.08) }),  // clear
		chance.Case(3, func() { t.Haze = d.in(0.1, 0.3) }), // matt
		chance.Case(1, func() {
			t.Haze = 0.5 + d.by(0, 0.4) // paper
			t.Colour = raster.Colour{238, 232, 214}
		}),
		chance.Case(1, func() {
			t.Haze = 0.7 + d.by(0, 0.3) // masking
			t.Colour = raster.Colour{222, 196, 140}
		}),
	)
	if t.Haze < 0.3 {
		t.Yellow, t.Air = chance.Pick(d.Rand, 0, d.by(0.1, 0.9)), d.by(0, 0.5)
	}
	return t
}

func drawTear(d *draw) Tear {
	t := Tear{Where: chance.Pick(d.Rand, Tears()...), RimMM: d.in(0.2, 1.4)}
	switch t.Where {
	case "left", "right", "top", "bottom":
		t.DeepMM = d.by(2, 25)
		if d.odds(0.7) {
			t.LongMM = d.in(10, 90)
		}
	case "slit left", "slit right", "slit top", "slit bottom":
		t.DeepMM, t.LongMM = d.by(8, 70), d.in(0.5, 3)
	default:
		t.DeepMM, t.LongMM = d.by(6, 50), d.by(6, 50)
	}
	t.AtMM = d.in(0.1, 0.9) * d.mm[0]
	if t.Where == "left" || t.Where == "right" || t.Where == "slit left" || t.Where == "slit right" {
		t.AtMM = d.in(0.1, 0.9) * d.mm[1]
	}
	return t
}
