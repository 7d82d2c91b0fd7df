package synth

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
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

// showRelief gives light in which what is not flat shows by its shading, as it
// does under a lamp and under a scanner's.
func (d *Damage) showRelief(rng *rand.Rand) {
	if l := &d.Light; l.Relief == 0 && (len(d.Pose.Shape.Rolls) > 0 || d.Pose.Shape.Crumple.HeightMM > 0) {
		l.Relief, l.RakeDeg, l.LampDeg = chance.Between(rng, 0.4, 0.9), chance.Between(rng, 0, 360), chance.Between(rng, 30, 55)
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
