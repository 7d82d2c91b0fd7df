package heart

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"testing"
)

// hash is that of the twelve leads rounded to nanovolts, as processors differ
// in the last bits.
func hash(s *Signal) uint64 {
	sum := fnv.New64a()
	for _, v := range s.MV {
		for _, x := range v {
			sum.Write(binary.LittleEndian.AppendUint64(nil, uint64(int64(math.Round(x*1e6)))))
		}
	}
	return sum.Sum64()
}

// Hearts written by hand must go on giving what they gave when their fields
// came: samples and golden pictures hang on it.
func TestWrittenHeartsAreAsBefore(t *testing.T) {
	for i, c := range []struct {
		heart Heart
		want  uint64
	}{
		{Heart{}, 0xdb368750509b77df},
		{Heart{Seed: 12, RateBPM: 66, Variation: 0.03, Breathing: 0.03, MuscleMV: 0.004, WanderMV: 0.04}, 0xfbf752e5fe978d9a},
		{Heart{Seed: 1, Rhythm: AtrialFibrillation, MainsMV: 0.02, Disturb: Disturb{MainsHz: 60}}, 0xca517603a5b6a3c6},
		{Heart{Seed: 2, Rhythm: AtrialFlutter, Conduction: LBBB}, 0x591643a1bb2436f4},
		{Heart{Seed: 3, Rhythm: VentricularTachycardia}, 0xb3c1b160b96061d9},
		{Heart{Seed: 4, AV: FirstDegreeBlock, Conduction: RBBB}, 0xb5a438dccc560eaa},
		{Heart{Seed: 5, AV: WenckebachBlock, Findings: Findings{LVHMV: 4, Strain: true}}, 0x82b3b98d874ffc28},
		{Heart{Seed: 6, AV: CompleteBlock, Escape: JunctionalEscape}, 0xfa48071baf8cefd9},
		{Heart{Seed: 7, Ectopy: Ectopy{PAC: 0.2, PVC: 0.2}, Variation: 0.05}, 0xbc721e7372b1392c},
		{Heart{Seed: 8, Ectopy: Ectopy{PVCEvery: 3}, Findings: Findings{ST: Change{Inferior, 0.2}, TInversion: Change{Inferior, 0.2}}}, 0x2016a650f9529a2c},
		{Heart{Seed: 9, Pacing: DualPacing, Findings: Findings{LowVoltage: true}}, 0x458504c64348db31},
		{Heart{Seed: 10, Conduction: WPW, Pause: Pause{3, 2}, Disturb: Disturb{Motion: []Motion{{C3, 2, 1, 0.3}}, Off: []Off{{LA, 4, 5, 1}}, ClipMV: 2}}, 0x977ef0383ed80041},
	} {
		if got := hash(record(t, c.heart, 8)); got != c.want {
			t.Errorf("heart %d: signal has hash %#x, want %#x", i, got, c.want)
		}
	}
}
