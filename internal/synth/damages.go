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

	add damageFunc
}

// DamageKinds lists all kinds.
func DamageKinds() (out []DamageKind) {
	for _, k := range wear.Kinds() {
		if k.Name != foldKind { // together with the pose
			out = append(out, DamageKind{k.Name, k.Text, "wear", wearOf(k.Name)})
		}
	}
	for _, k := range bend.Kinds() {
		add := poseOf(k.Name)
		if k.Name == foldKind {
			add = fold
		}
		out = append(out, DamageKind{k.Name, k.About, "pose", add})
	}
	for _, name := range light.Kinds() {
		out = append(out, DamageKind{name, aboutLight(name), "light", lightOf(name)})
	}
	for _, name := range capture.Kinds() {
		// Printers and sensors have some kinds in common.
		k := DamageKind{name, aboutCapture(name), "capture", captureOf(name)}
		if slices.ContainsFunc(out, func(o DamageKind) bool { return o.Name == name }) {
			k.Name = "device-" + name
		}
		out = append(out, k)
	}
	return out
}

// A damageFunc adds damage at a strength to a sheet of a size.
type damageFunc func(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64) error

func wearOf(kind string) damageFunc {
	return func(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64) error {
		w, err := wear.Draw(kind, strength, rng, sizeMM)
		if err == nil {
			d.Wear = wear.Merge(d.Wear, w)
		}
		return err
	}
}

func poseOf(kind string) damageFunc {
	return func(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64) error {
		err := d.Pose.Add(kind, strength, rng, sizeMM)
		d.showRelief(rng)
		return err
	}
}

func lightOf(kind string) damageFunc {
	return func(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64) error {
		o, err := light.Draw(kind, strength, rng)
		if err != nil {
			return err
		}
		all := light.Setting{Light: d.Light, Table: d.Table, Screen: d.Screen}.Merge(o)
		d.Light, d.Table, d.Screen = all.Light, all.Table, all.Screen
		// What cannot be seen without: a table or a shadow on it around the
		// sheet, slopes under a lamp from the side, a screen before a camera.
		switch {
		case o.Screen.On() && d.Pose.Camera == nil:
			err = d.Pose.Add("camera", 0.3*rng.Float64(), rng, sizeMM)
		case (o.Table.Kind != "" || o.Light.Sheet.Dark > 0) && d.Pose.Camera == nil && d.Pose.MarginMM == 0:
			d.Pose.MarginMM = chance.Between(rng, 5, 15)
		case o.Light.Relief > 0 && len(d.Pose.Shape.Rolls) == 0 && d.Pose.Shape.Crumple.HeightMM == 0:
			err = d.Pose.Add("curl", 0.5, rng, sizeMM)
		}
		return err
	}
}

func captureOf(kind string) damageFunc {
	return func(d *Damage, strength float64, rng *rand.Rand, _ [2]float64) error {
		c, err := capture.Draw(kind, strength, rng)
		if err == nil {
			d.Capture = d.Capture.Merge(c)
		}
		return err
	}
}

// showRelief gives light in which what is not flat shows by its shading, as it
// does under a lamp and under a scanner's.
func (d *Damage) showRelief(rng *rand.Rand) {
	if l := &d.Light; l.Relief == 0 && (len(d.Pose.Shape.Rolls) > 0 || d.Pose.Shape.Crumple.HeightMM > 0) {
		l.Relief, l.RakeDeg, l.LampDeg = chance.Between(rng, 0.6, 1), chance.Between(rng, 0, 360), chance.Between(rng, 22, 45)
	}
}

// foldKind is a damage of the ink and of the sheet's shape at once.
const foldKind = "fold"

// fold bends the sheet and wears the ink along the same lines.
func fold(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64) error {
	had := len(d.Pose.Shape.Rolls)
	if err := d.Pose.Add(foldKind, strength, rng, sizeMM); err != nil {
		return err
	}
	for _, r := range d.Pose.Shape.Rolls[had:] {
		for _, f := range r.Folds {
			d.Wear.Folds = append(d.Wear.Folds, wear.Fold{DirDeg: r.DirDeg, AtMM: f.AtMM, Worn: strength * chance.Between(rng, 0.2, 0.9),
				WidthMM: chance.Between(rng, 0.6, 2), Dust: 0.5 * strength * rng.Float64()})
		}
	}
	d.showRelief(rng)
	return nil
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
	for _, k := range DamageKinds() {
		if k.Name != kind {
			continue
		}
		// A stream for each name, so that new kinds leave the others as they are.
		h := fnv.New64a()
		h.Write([]byte(kind))
		if err := k.add(&s.Damage, strength, chance.Stream(s.Seed, h.Sum64()), s.Page.SizeMM()); err != nil {
			return fmt.Errorf("synth: damage: %w", err)
		}
		return nil
	}
	return fmt.Errorf("synth: damage of kind %q is unknown", kind)
}
