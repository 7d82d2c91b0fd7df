package wear

import (
	"math"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// ageKinds is what time and accidents do.
func ageKinds() []kind {
	return []kind{
		{"sun", "a part bleached by light", func(d *draw) Wear {
			return Wear{Sun: Sun{Depth: d.by(0.1, 0.85), From: d.in(-0.5, 0.6), DirDeg: chance.Pick(d.Rand, 0., 90, 180, 270) + d.in(-4, 4),
				SoftMM: d.in(3, 120), Yellow: d.by(0.05, 0.5)}}
		}},
		{"soak", "ink run in water, with tide lines", func(d *draw) Wear {
			return Wear{Soaks: some(d.n(1, 2.6), func() Soak {
				return Soak{AtMM: d.at(0), SizeMM: d.short() * d.in(0.2, 0.8), RunMM: d.by(0.03, 0.25), Tide: d.by(0.15, 0.8), Wash: d.by(0, 0.4)}
			})}
		}},
		{"scratch", "thin lines scratched out", func(d *draw) Wear {
			return Wear{Scratches: Scratches{Count: d.n(3, 60), LongMM: d.in(10, 120), Depth: d.by(0.4, 1)}}
		}},
		{"fold", "worn fold lines, with dust", drawFolds},
		{"crease", "a net of creases from crumpling", func(d *draw) Wear {
			return Wear{Creases: Creases{SizeMM: d.in(15, 50), Seed: 1 + d.Uint64()>>12, Worn: d.by(0.3, 1), Dust: d.by(0.1, 0.7)}}
		}},
		{"fibre", "the grain of the paper", func(d *draw) Wear {
			return Wear{Fibre: Fibre{Depth: d.by(0.008, 0.07), SizeMM: d.in(0.25, 0.7)}}
		}},
		{"yellow", "yellowed paper", func(d *draw) Wear {
			y := Yellow{Depth: d.by(0.08, 0.7), Uneven: d.in(0.1, 0.6)}
			if d.odds(0.6) {
				y.Edges, y.EdgeMM = d.by(0.1, 0.6), d.in(8, 50)
			}
			return Wear{Yellow: y}
		}},
		{"stain", "rings, drops and spills of coffee and the like", func(d *draw) Wear {
			return Wear{Stains: some(d.n(1, 4), func() Stain { return drawStain(d) })}
		}},
		{"grease", "grease that darkens the paper", func(d *draw) Wear {
			return Wear{Stains: some(d.n(1, 5), func() Stain {
				return Stain{Kind: "grease", AtMM: d.at(0), SizeMM: d.in(5, 70), Depth: d.by(0.3, 1)}
			})}
		}},
		{"mould", "spots that grew on the paper", func(d *draw) Wear {
			return Wear{Mould: Mould{Share: d.by(0.1, 0.6), Depth: d.by(0.3, 0.95), SizeMM: d.in(6, 30)}}
		}},
		{"finger", "marks of dirty fingers", func(d *draw) Wear {
			return Wear{Fingers: some(d.n(1, 9), func() Finger {
				f := Finger{AtMM: d.at(0), TurnDeg: d.in(0, 360), WideMM: d.in(11, 19), Depth: d.by(0.15, 0.75)}
				f.LongMM = f.WideMM * d.in(1.2, 1.6)
				if d.odds(0.25) {
					f.LongMM = f.WideMM * d.in(2.4, 5)
				}
				return f
			})}
		}},
	}
}

func drawStain(d *draw) Stain {
	s := Stain{Kind: chance.Pick(d.Rand, "ring", "ring", "drops", "spill"), AtMM: d.at(0), Depth: d.by(0.2, 0.95),
		Colour: chance.Pick(d.Rand, raster.Colour{}, raster.Colour{}, raster.Colour{176, 132, 70}, raster.Colour{128, 40, 64}, raster.Colour{120, 24, 20}, raster.Colour{110, 120, 140})}
	switch s.Kind {
	case "ring":
		s.SizeMM = d.in(65, 95)
	case "drops":
		s.SizeMM = d.in(20, 120)
	default:
		s.SizeMM = d.in(15, 140)
	}
	return s
}

// drawFolds folds the sheet in halves, in thirds, or askew.
func drawFolds(d *draw) Wear {
	var w Wear
	add := func(dir, at float64) {
		w.Folds = append(w.Folds, Fold{DirDeg: dir + d.in(-0.7, 0.7), AtMM: at + d.in(-2, 2), Worn: d.by(0.2, 1), WidthMM: d.in(0.8, 2) + d.by(0, 4), Dust: d.by(0.05, 0.6)})
	}
	chance.Choose(d.Rand,
		chance.Case(3, func() { add(0, 0) }),
		chance.Case(2, func() { add(90, 0) }),
		chance.Case(3, func() { add(0, 0); add(90, 0) }),
		chance.Case(2, func() { add(0, -d.mm[0]/6); add(0, d.mm[0]/6) }),
		chance.Case(2, func() { add(90, -d.mm[1]/6); add(90, d.mm[1]/6) }),
		chance.Case(2, func() { add(0, -d.mm[0]/4); add(0, 0); add(0, d.mm[0]/4) }),
		chance.Case(2, func() {
			for range 1 + d.IntN(3) {
				add(d.in(0, 180), d.in(-0.35, 0.35)*math.Min(d.mm[0], d.mm[1]))
			}
		}),
	)
	return w
}
