package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth"
)

// usualStrength is that of a kind of damage given without one.
const usualStrength = 0.5

// planDamages reads --damage.
func (p *renderPlan) planDamages() error {
	for _, d := range p.Damage {
		kind, text, given := strings.Cut(d, "=")
		o := damageOrder{kind, usualStrength}
		if given {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil || !(v >= 0 && v <= 1) {
				return wrongCall("use 0 to 1", "--damage: %s has the strength %q", kind, text)
			}
			o.strength = v
		}
		if !synth.HasDamage(kind) {
			return wrongCall("einthoven render --damage list names them", "--damage: there is no kind %q", kind)
		}
		p.damages = append(p.damages, o)
	}
	return nil
}

// addDamages adds them to a specification.
func (p *renderPlan) addDamages(spec *synth.Spec) error {
	for _, d := range p.damages {
		if err := spec.AddDamage(d.kind, d.strength); err != nil {
			return err
		}
	}
	return nil
}

// listDamages names all kinds.
func (c *renderCommand) listDamages(e *env) error {
	for _, k := range synth.DamageKinds() {
		fmt.Fprintf(e.stdout, "%-14s %-8s %s\n", k.Name, k.Stage, k.About)
	}
	return nil
}
