package heart

import "math"

// A Territory is a part of the left ventricle and the leads that look at it.
type Territory string

// Territories. Their values are stable parts of labels.
const (
	Anterior Territory = "anterior" // V2 to V4
	Septal   Territory = "septal"   // V1, V2
	Lateral  Territory = "lateral"  // I, aVL, V5, V6
	Inferior Territory = "inferior" // II, III, aVF
	// Posterior is the back, V7 to V9; the twelve leads see it from the other
	// side, in V1 to V3.
	Posterior Territory = "posterior"
)

// view is the leads of a territory and the direction of its injury dipole.
// Directions were chosen on the lead field so that the leads named agree in
// size as well as one dipole allows.
func (t Territory) view() (leads []string, dir [3]float64) {
	switch t {
	case Anterior:
		return []string{"V2", "V3", "V4"}, [3]float64{0.3, 0, -1}
	case Septal:
		return []string{"V1", "V2"}, [3]float64{-0.4, 0, -1}
	case Lateral:
		return []string{"I", "aVL", "V5", "V6"}, [3]float64{1, -0.3, 0.35}
	case Inferior:
		return []string{"II", "III", "aVF"}, [3]float64{-0.15, 1, 0.1}
	case Posterior:
		return []string{"V7", "V8", "V9"}, [3]float64{0.3, 0, 1}
	}
	return nil, [3]float64{}
}

// known says whether there is such a territory.
func (t Territory) known() bool { leads, _ := t.view(); return leads != nil }

// A view is leads that change together and the direction in which a dipole
// changes all of them to the positive side.
type view struct {
	leads []string
	dir   [3]float64
}

func (t Territory) asView() view { leads, dir := t.view(); return view{leads, dir} }

// seen is what the leads see of a dipole.
func (v view) seen(p [3]float64) (out []float64) {
	for _, name := range v.leads {
		out = append(out, leadOf(name, p))
	}
	return out
}

// dipole is the one of the view's direction that its leads see with mv or more.
func (v view) dipole(mv float64) (p [3]float64) {
	least := math.Inf(1)
	for _, x := range v.seen(v.dir) {
		least = min(least, x)
	}
	for a := range p {
		p[a] = mv / least * v.dir[a]
	}
	return p
}

// leadOf is what a lead sees of a dipole.
func leadOf(name string, p [3]float64) float64 {
	field := dower()
	e := potentials(&field, p)
	if l := LeadIndex(name); l >= 0 {
		return e.leads()[l]
	}
	place := placeOf(name)
	f := moreField(place)
	e.addMore(place, &f, p)
	return e.chestLead(place)
}

// axisOf is the unit dipole along an axis.
func axisOf(a int) (p [3]float64) {
	p[a] = 1
	return p
}

// A sketch is one beat at 60 a minute as leads see it.
type sketch struct {
	dipole [][3]float64
}

// sketchStart is the time of a sketch's first sample, sketchSec its length.
const sketchStart, sketchSec = -0.4, 1.1

// sketchOf draws the waves of a kind.
func sketchOf(waves []Wave, kind func(*Wave) bool) sketch {
	s := sketch{make([][3]float64, int(sketchSec*RateHz))}
	for i := range waves {
		if kind(&waves[i]) {
			waves[i].add(s.dipole, -sketchStart, 1, 1)
		}
	}
	return s
}

// lead is the sketch in a lead.
func (s sketch) lead(name string) []float64 {
	var see [3]float64
	for a := range see {
		see[a] = leadOf(name, axisOf(a))
	}
	v := make([]float64, len(s.dipole))
	for i, p := range s.dipole {
		v[i] = see[0]*p[0] + see[1]*p[1] + see[2]*p[2]
	}
	return v
}

// grown is what change makes at the least size, from lo in steps up to hi, at
// which good is satisfied; nil if at none.
func grown(lo, hi, step float64, change func(size float64) []Wave, good func([]Wave) bool) []Wave {
	for k := lo; k <= hi; k += step {
		if w := change(k); good(w) {
			return w
		}
	}
	return nil
}
