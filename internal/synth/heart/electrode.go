package heart

// An Electrode is a place that is recorded from.
type Electrode int

// Electrodes: right arm, left arm, left leg, the six on the chest, and those
// of [MoreLeadNames], which are there only where Heart.MoreLeads names them.
const (
	RA Electrode = iota
	LA
	LL
	C1
	C2
	C3
	C4
	C5
	C6
	C7
	C8
	C9
	C3R
	C4R
	C5R
	C6R
)

// of is the electrode's potential.
func (e Electrode) of(p *electrodes) *float64 {
	switch e {
	case RA:
		return &p.ra
	case LA:
		return &p.la
	case LL:
		return &p.ll
	}
	return &p.chest[e-C1]
}

// limb says whether it is one of the three limbs.
func (e Electrode) limb() bool { return e <= LL }
