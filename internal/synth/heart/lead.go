package heart

import "slices"

// NumLeads is the number of leads of a standard ECG.
const NumLeads = 12

// LeadNames are the standard leads in the usual order; a [Signal] holds them
// in this order.
func LeadNames() [NumLeads]string {
	return [NumLeads]string{"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}
}

// LeadIndex is the place of a lead in the usual order, -1 if it is none.
func LeadIndex(name string) int {
	names := LeadNames()
	return slices.Index(names[:], name)
}

// electrodes are the potentials of right arm, left arm, left leg and the chest
// positions (C1 to C6, then those of [MoreLeadNames]), in millivolts against
// any common reference.
type electrodes struct {
	ra, la, ll float64
	chest      [13]float64
}

// leads forms the twelve leads: Einthoven's from pairs of limbs, Goldberger's
// from a limb against the mean of the other two, Wilson's from a chest
// position against the mean of the limbs. Every relation between leads holds
// because of these definitions, whatever the potentials are.
func (e *electrodes) leads() (out [NumLeads]float64) {
	out[0] = e.la - e.ra
	out[1] = e.ll - e.ra
	out[2] = e.ll - e.la
	out[3] = e.ra - (e.la+e.ll)/2
	out[4] = e.la - (e.ra+e.ll)/2
	out[5] = e.ll - (e.ra+e.la)/2
	wilson := (e.ra + e.la + e.ll) / 3
	for i, c := range e.chest[:6] {
		out[6+i] = c - wilson
	}
	return out
}

// dower is the lead field of the torso: the eight independent leads I, II, V1
// to V6 as multiples of Frank's X (left), Y (foot) and Z (back). Source:
// Dower, Machado, Osborne, "On deriving the electrocardiogram from
// vectorcardiographic leads", Clinical Cardiology 3 (1980) 87-95.
func dower() [8][3]float64 {
	return [8][3]float64{
		{0.632, -0.235, 0.059},
		{0.235, 1.066, -0.132},
		{-0.515, 0.157, -0.917},
		{0.044, 0.164, -1.387},
		{0.882, 0.098, -1.277},
		{1.213, 0.127, -0.601},
		{1.125, 0.127, -0.086},
		{0.831, 0.076, 0.230},
	}
}

// potentials are the electrode potentials of the dipole p (Frank's X, Y, Z in
// millivolts) against the right arm.
func potentials(field *[8][3]float64, p [3]float64) electrodes {
	var v [8]float64
	for i, f := range field {
		v[i] = f[0]*p[0] + f[1]*p[1] + f[2]*p[2]
	}
	e := electrodes{la: v[0], ll: v[1]}
	for i := range e.chest[:6] {
		e.chest[i] = v[2+i] + (e.la+e.ll)/3
	}
	return e
}
