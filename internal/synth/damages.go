package synth

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A DamageKind is one thing that can happen to a page.
type DamageKind struct {
	// Name is stable; About says what it is.
	Name, About string
	// Stage is where it belongs: to the sheet ("wear"), to how it lies
	// ("pose"), to what falls on it ("light") and lies below it ("table"), or
	// to the device ("capture").
	Stage string

	add func(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64) error
}

// DamageKinds lists all kinds.
func DamageKinds() (out []DamageKind) {
	for _, k := range bend.Kinds() {
		out = append(out, DamageKind{k.Name, k.About, "pose", func(d *Damage, strength float64, rng *rand.Rand, sizeMM [2]float64) error {
			err := d.Pose.Add(k.Name, strength, rng, sizeMM)
			if l := &d.Light; l.Relief == 0 && (len(d.Pose.Shape.Rolls) > 0 || d.Pose.Shape.Crumple.HeightMM > 0) {
				// What is not flat shows by its shading, under a lamp as under a
				// scanner's.
				l.Relief, l.RakeDeg, l.LampDeg = chance.Between(rng, 0.4, 0.9), chance.Between(rng, 0, 360), chance.Between(rng, 30, 55)
			}
			return err
		}})
	}
	return out
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
