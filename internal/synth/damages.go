package synth

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
	"github.com/einthoven-ecg/einthoven/internal/synth/wear"
)

// A DamageKind is one thing that can happen to a page.
type DamageKind struct {
	// Name is stable; About says what it is.
	Name, About string
	// Stage is where it belongs: to the sheet ("wear"), to how it lies
	// ("pose"), to what falls on it ("light") and lies below it ("table"), or
	// to the device ("capture").
	Stage string

	add func(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64)
}

// DamageKinds lists all kinds.
func DamageKinds() (out []DamageKind) {
	for _, k := range wear.Kinds() {
		out = append(out, DamageKind{k.Name, k.About, "wear", func(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64) {
			had := len(d.Wear.Folds)
			k.Add(&d.Wear, strength, rng, sizeMM)
			d.bendAlong(d.Wear.Folds[had:], strength, rng)
		}})
	}
	for _, k := range bend.Kinds() {
		out = append(out, DamageKind{k.Name, k.About, "pose", func(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64) {
			k.Add(&d.Pose, strength, rng, sizeMM)
			d.showRelief(rng)
		}})
	}
	for _, k := range light.Kinds() {
		out = append(out, DamageKind{k.Name, k.About, "light", func(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64) {
			all := light.Setting{Light: d.Light, Table: d.Table, Screen: d.Screen}
			k.Add(&all, strength, rng, sizeMM)
			d.Light, d.Table, d.Screen = all.Light, all.Table, all.Screen
			d.bringIntoView(rng, sizeMM)
		}})
	}
	for _, k := range capture.Kinds() {
		// Printers and sensors have some kinds in common.
		name := k.Name
		if slices.ContainsFunc(out, func(o DamageKind) bool { return o.Name == k.Name }) {
			name = "device-" + k.Name
		}
		out = append(out, DamageKind{name, k.About, "capture", func(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64) {
			k.Add(&d.Capture, strength, rng, sizeMM)
		}})
	}
	return out
}

// bringIntoView adds what light cannot be seen without: a table or a shadow on
// it around the sheet, slopes under a lamp from the side, a camera before a
// screen.
func (d *Damage) bringIntoView(rng *rand.Rand, sizeMM [2]float64) {
	p := &d.Pose
	if d.Screen.On() && p.Camera == nil {
		p.Camera = &bend.Camera{TiltDeg: chance.Between(rng, 3, 12), AzimuthDeg: chance.Between(rng, 0, 360)}
	}
	if (d.Table.Kind != "" || d.Light.Sheet.Dark > 0) && p.Camera == nil && p.MarginMM == 0 {
		p.MarginMM = chance.Between(rng, 5, 15)
	}
	if d.Light.Relief > 0 && d.flat() {
		p.Shape.Rolls = []bend.Roll{{DirDeg: chance.Between(rng, 0, 180), WaveDeg: 10, WaveMM: chance.Between(rng, 0.8, 2) * sizeMM[0], Phase: rng.Float64()}}
	}
}

func (d *Damage) flat() bool {
	return len(d.Pose.Shape.Rolls) == 0 && d.Pose.Shape.Crumple.HeightMM == 0
}

// showRelief gives light in which what is not flat shows by its shading, as it
// does under a lamp and under a scanner's.
func (d *Damage) showRelief(rng *rand.Rand) {
	if l := &d.Light; l.Relief == 0 && !d.flat() {
		l.Relief, l.RakeDeg, l.LampDeg = chance.Between(rng, 0.6, 1), chance.Between(rng, 0, 360), chance.Between(rng, 22, 45)
	}
}

// bendAlong bends the sheet along lines at which its ink is worn: folds are
// both.
func (d *Damage) bendAlong(folds []wear.Fold, strength float64, rng *rand.Rand) {
	for _, f := range folds {
		angle := chance.Pick(rng, -1., 1) * (3 + 20*strength) * chance.Between(rng, 0.6, 1)
		d.Pose.Shape.Rolls = append(d.Pose.Shape.Rolls, bend.Roll{DirDeg: f.DirDeg,
			Folds: []bend.Fold{{AtMM: f.AtMM, AngleDeg: angle, RadiusMM: chance.Between(rng, 1.5, 3)}}})
	}
	if len(folds) > 0 {
		d.showRelief(rng)
	}
}

// HasDamage tells whether there is a kind of that name.
func HasDamage(name string) bool {
	for _, k := range DamageKinds() {
		if k.Name == name {
			return true
		}
	}
	return false
}

// AddDamage adds damage of a kind, at a strength from 0 (hardly visible) to 1
// (the worst that is still a page). What is left to chance follows from the
// specification's seed and the kind.
func (s *Spec) AddDamage(kind string, strength float64) error {
	if !(strength >= 0 && strength <= 1) {
		return fmt.Errorf("synth: damage of kind %q at a strength of %g, want 0 to 1", kind, strength)
	}
	size := s.Page.SizeMM()
	if size == ([2]float64{}) {
		return fmt.Errorf("synth: damage of kind %q: the page is out of its range", kind)
	}
	for _, k := range DamageKinds() {
		if k.Name == kind {
			// A stream for each name and each time that it comes, so that new kinds
			// leave the others as they are and nothing lies on itself.
			h := fnv.New64a()
			h.Write([]byte(kind))
			number := h.Sum64()
			for _, was := range s.Damage.Kinds {
				if was == kind {
					number++
				}
			}
			k.add(&s.Damage, strength, chance.Stream(s.Seed, number), size)
			s.Damage.Pose.Shape.Ease()
			s.Damage.Kinds = append(s.Damage.Kinds, kind)
			return nil
		}
	}
	return fmt.Errorf("synth: damage of kind %q is unknown", kind)
}
