package heart

import (
	"math"
	"slices"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

func TestRandomCases(t *testing.T) {
	seen := map[string]int{}
	const cases = 1500
	plain := 0
	for seed := range uint64(cases) {
		h := RandomCase(seed)
		if seed%5 == 0 {
			h.MoreLeads = MoreLeadNames()
		}
		s := record(t, h, 5)
		ill := false
		for _, l := range s.Labels {
			seen[l]++
			ill = ill || !slices.Contains(noFinding, l)
		}
		if !ill {
			plain++
		}
		if slices.Contains(s.Labels, "clipped") {
			h.Disturb.ClipMV = 0
			s = record(t, h, 5)
		}
		if e := relations(s); !(e <= 1e-9) {
			t.Errorf("seed %d: %v: relations are off by %g mV", seed, s.Labels, e)
		}
		for l, v := range s.all() {
			for _, x := range v {
				if !(math.Abs(x) < 20) { // format 16 of a case holds 32 mV
					t.Fatalf("seed %d: %v: lead %d reaches %g mV", seed, s.Labels, l, x)
				}
			}
		}
		if !slices.IsSorted(s.BeatsSec) || !slices.IsSortedFunc(s.Beats, func(a, b Beat) int {
			return int(math.Copysign(1, a.AtSec-b.AtSec))
		}) {
			t.Errorf("seed %d: beats are out of order", seed)
		}
	}
	within(t, "share without an uncommon rhythm or finding", float64(plain)/cases, 0.12, 0.21)
	for _, label := range LabelNames() {
		if seen[label] == 0 && !slices.Contains(rare, label) {
			t.Errorf("no case of %d has %q", cases, label)
		}
		delete(seen, label)
	}
	for label, n := range seen {
		t.Errorf("label %q of %d cases is not known", label, n)
	}
}

// noFinding are labels of hearts without an uncommon rhythm or finding.
var noFinding = []string{"sinus", "bradycardia", "tachycardia", "sinus_arrhythmia", "motion", "baseline_jump", "lead_off",
	"muscle_burst", "spike_artefact", "breath_wander", "clipped", "high_pass", "low_pass"}

// rare labels do not come in each some hundred cases.
var rare = []string{"asystole", "swap_ra_ll", "swap_la_ll"}

// Weights do not lead out of range, and hardly any drawn finding is lost
// because the heart's waves do not allow for it.
func TestRandomCasesAreInRange(t *testing.T) {
	const cases = 3000
	lost := 0
	for seed := range uint64(cases) {
		h := RandomCase(seed + 1e6)
		if h.Findings == (Findings{}) {
			d := RandomHeart(seed + 1e6)
			x := draw{Heart: &d, rng: chance.Stream(seed+1e6, streamCase)}
			x.rhythm()
			x.conduction()
			x.findings()
			if d.Findings != (Findings{}) {
				lost++
			}
		}
		h.setDefaults()
		if err := h.check(10); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	within(t, "findings lost", float64(lost)/cases, 0, 0.01)
}

func TestRandomCasesAreDeterministicAndSeeded(t *testing.T) {
	for seed := range uint64(30) {
		a, b := record(t, RandomCase(seed), 3), record(t, RandomCase(seed), 3)
		other := RandomCase(seed)
		other.Seed += 1000
		c := record(t, other, 3)
		same := true
		for l := range a.MV {
			if !slices.Equal(a.MV[l], b.MV[l]) {
				t.Fatalf("seed %d: lead %d differs between two runs", seed, l)
			}
			same = same && slices.Equal(a.MV[l], c.MV[l])
		}
		if same {
			t.Errorf("seed %d: another seed of the heart gives the same", seed)
		}
		if !slices.Equal(a.Beats, b.Beats) || !slices.Equal(a.Labels, b.Labels) {
			t.Errorf("seed %d: beats or labels differ between two runs", seed)
		}
	}
}

// Hearts of before rhythms came must give what they gave: samples and golden
// pictures hang on it. Rounded to nanovolts, as processors differ in the last
// bits.
func TestOldHeartsAreAsBefore(t *testing.T) {
	for seed, want := range []uint64{
		0xbee07a04819242ec, 0x330c44cf63f8f534, 0x86b5712093641b89, 0x8965f708cd40e88a, 0x836e0ed907c48a6, 0x3fc9e6719ab2335d, 0xe469cccb8b18b4fc, 0x7cb1db6e730a623b,
	} {
		s := record(t, RandomHeart(uint64(seed)), 10)
		if got := hash(s); got != want {
			t.Errorf("seed %d: signal has hash %x, want %x", seed, got, want)
		}
	}
}

func TestHeartRefusesWhatCannotBe(t *testing.T) {
	for name, h := range map[string]Heart{
		"rhythm":                        {Rhythm: "tango"},
		"block":                         {AV: "avb4"},
		"escape":                        {AV: CompleteBlock, Escape: "none"},
		"pacing":                        {Pacing: "everything"},
		"conduction":                    {Conduction: "?"},
		"slow tachycardia":              {Rhythm: VentricularTachycardia, RateBPM: 60},
		"fast fibrillation":             {Rhythm: AtrialFibrillation, RateBPM: 250},
		"slow flutter":                  {Rhythm: AtrialFlutter, AtrialBPM: 100},
		"ratio 1":                       {Rhythm: AtrialFlutter, FlutterRatio: 1},
		"ratio without flutter":         {FlutterRatio: 2},
		"atrial rate":                   {AV: CompleteBlock, AtrialBPM: math.NaN()},
		"waves":                         {Rhythm: AtrialFibrillation, AtrialMV: -1},
		"short PR":                      {AV: FirstDegreeBlock, PRSec: 0.18},
		"PR":                            {PRSec: math.NaN()},
		"AV ratio":                      {AV: WenckebachBlock, AVRatio: 2},
		"AV ratio alone":                {AVRatio: 4},
		"block of fibrillation":         {Rhythm: AtrialFibrillation, AV: WenckebachBlock},
		"ectopy":                        {Ectopy: Ectopy{PVC: 0.7}},
		"coupling":                      {Ectopy: Ectopy{PVC: 0.1, Coupling: 0.1}},
		"every beat":                    {Ectopy: Ectopy{PVCEvery: 1}},
		"PAC in fibrillation":           {Rhythm: AtrialFibrillation, Ectopy: Ectopy{PAC: 0.1}},
		"PVC in block":                  {AV: CompleteBlock, Ectopy: Ectopy{PVC: 0.1}},
		"pause":                         {Pause: Pause{AtSec: -1, Sec: 3}},
		"short pause":                   {Pause: Pause{Sec: 0.1}},
		"pause in flutter":              {Rhythm: AtrialFlutter, Pause: Pause{Sec: 3}},
		"atrial pacing of fibrillation": {Rhythm: AtrialFibrillation, Pacing: AtrialPacing},
		"pacing in tachycardia":         {Rhythm: VentricularTachycardia, Pacing: VentricularPacing},
		"long spike":                    {Pacing: AtrialPacing, SpikeSec: 0.1},
		"high spike":                    {Pacing: AtrialPacing, SpikeMV: 100},
		"WPW in block":                  {Conduction: WPW, AV: FirstDegreeBlock},
		"territory":                     {Findings: Findings{ST: Change{"left foot", 0.2}}},
		"ST":                            {Findings: Findings{ST: Change{Inferior, 0.02}}},
		"anterior ST":                   {Findings: Findings{ST: Change{Anterior, 0.15}}},
		"T":                             {Findings: Findings{TInversion: Change{Inferior, -0.2}}},
		"hypertrophy":                   {Findings: Findings{LVHMV: 2}},
		"strain":                        {Findings: Findings{Strain: true}},
		"large and small":               {Findings: Findings{LVHMV: 4, LowVoltage: true}},
		"LVH in LBBB":                   {Conduction: LBBB, Findings: Findings{LVHMV: 4}},
		"slow reentry":                  {Rhythm: SupraventricularTachycardia, RateBPM: 120},
		"fast junction":                 {Rhythm: JunctionalRhythm, RateBPM: 150},
		"fast idioventricular rhythm":   {Rhythm: IdioventricularRhythm, RateBPM: 150},
		"slow torsade":                  {Rhythm: Torsade, RateBPM: 100},
		"quick twist":                   {Rhythm: Torsade, TwistSec: 0.5},
		"high ventricular fibrillation": {Rhythm: VentricularFibrillation, VentricularMV: 5},
		"pause in fibrillation":         {Rhythm: VentricularFibrillation, Pause: Pause{1, 3}},
		"P backwards in sinus rhythm":   {RetrogradeSec: 0.1},
		"P backwards too late":          {Rhythm: JunctionalRhythm, RetrogradeSec: 0.5},
		"P backwards without P":         {Rhythm: JunctionalRhythm, RetrogradeSec: 0.1, Waves: without(NormalWaves(), isP)},
		"block in reentry":              {Rhythm: SupraventricularTachycardia, AV: WenckebachBlock},
		"complete block in torsade":     {Rhythm: Torsade, AV: CompleteBlock},
		"pacing in fibrillation":        {Rhythm: VentricularFibrillation, Pacing: VentricularPacing},
		"extra beats in reentry":        {Rhythm: SupraventricularTachycardia, Ectopy: Ectopy{PVC: 0.1}},
		"WPW in junctional rhythm":      {Rhythm: JunctionalRhythm, Conduction: WPW},
		"blocked PAC":                   {Ectopy: Ectopy{BlockedPAC: 0.6}},
		"row without PVC":               {Ectopy: Ectopy{PVCRow: 3}},
		"row of one":                    {Ectopy: Ectopy{PVC: 0.1, PVCRow: 1}},
		"slow row":                      {Ectopy: Ectopy{PVC: 0.1, PVCRow: 3, PVCRowBPM: 50}},
		"run without PAC":               {Ectopy: Ectopy{PVC: 0.1, PACRow: 3}},
		"fast run":                      {Ectopy: Ectopy{PAC: 0.1, PACRow: 3, PACRowBPM: 300}},
		"interpolated at high rate":     {RateBPM: 100, Ectopy: Ectopy{PVC: 0.1, Interpolated: true}},
		"interpolated row":              {RateBPM: 60, Ectopy: Ectopy{PVC: 0.1, PVCRow: 2, Interpolated: true}},
		"multiform nothing":             {Ectopy: Ectopy{Multiform: true}},
		"QT":                            {QTcSec: 0.8},
		"QT without T":                  {QTcSec: 0.4, Waves: []Wave{{Name: "R", RiseSec: 0.01, FallSec: 0.01, XYZ: [3]float64{1, 1, 0}}}},
		"alternans":                     {Alternans: 0.9},
		"endless wave":                  {Waves: []Wave{{Name: "R", RiseSec: 0.01, FallSec: 0.01, XYZ: [3]float64{math.NaN()}}}},
		"posterior depression":          {Findings: Findings{ST: Change{Posterior, -0.1}}},
		"posterior T":                   {Findings: Findings{TInversion: Change{Posterior, 0.2}}},
		"old infarct of the foot":       {Findings: Findings{OldInfarct: "left foot"}},
		"right hypertrophy":             {Findings: Findings{RVHMV: 0.5}},
		"two hypertrophies":             {Findings: Findings{RVHMV: 1.2, LVHMV: 4}},
		"old infarct in LBBB":           {Conduction: LBBB, Findings: Findings{OldInfarct: Inferior}},
		"early repolarisation":          {Findings: Findings{EarlyRepolMV: 0.01}},
		"pericarditis":                  {Findings: Findings{PericarditisMV: 1}},
		"potassium":                     {Findings: Findings{PotassiumMM: 4.5}},
		"Brugada":                       {Findings: Findings{BrugadaMV: 0.1}},
		"Osborn":                        {Findings: Findings{OsbornMV: 3}},
		"digitalis":                     {Findings: Findings{DigitalisMV: -1}},
		"Wellens":                       {Findings: Findings{Wellens: "c"}},
		"Brugada in RBBB":               {Conduction: RBBB, Findings: Findings{BrugadaMV: 0.3}},
		"two changes of ST":             {Findings: Findings{BrugadaMV: 0.3, DigitalisMV: 0.1}},
		"ST and digitalis":              {Findings: Findings{ST: Change{Inferior, 0.2}, DigitalisMV: 0.1}},
		"poor R and Osborn":             {Findings: Findings{PoorR: true, OsbornMV: 0.2}},
		"mirrored infarct":              {Findings: Findings{Dextrocardia: true, OldInfarct: Inferior}},
		"large left atrium in WPW":      {Conduction: WPW, Findings: Findings{LeftAtrial: true}},
		"large atrium without P":        {Waves: without(NormalWaves(), isP), Findings: Findings{LeftAtrial: true}},
		"old infarct without QRS":       {Waves: []Wave{{Name: "T", RiseSec: 0.01, FallSec: 0.01}}, Findings: Findings{OldInfarct: Posterior}},
		"Osborn without QRS":            {Waves: []Wave{{Name: "T", RiseSec: 0.01, FallSec: 0.01}}, Findings: Findings{OsbornMV: 0.2}},
		"breath":                        {Disturb: Disturb{BreathMV: 9}},
		"burst":                         {Disturb: Disturb{Bursts: []Burst{{C1, 2, 1, 0.1}}}},
		"burst size":                    {Disturb: Disturb{Bursts: []Burst{{C1, 1, 2, math.NaN()}}}},
		"artefact":                      {Disturb: Disturb{Artefacts: []Artefact{{Electrode: C1, ToSec: 5, BPM: 0, MV: 1, Sec: 0.001}}}},
		"artefact of no electrode":      {Disturb: Disturb{Artefacts: []Artefact{{Electrode: C9, ToSec: 5, BPM: 60, MV: 1, Sec: 0.001}}}},
		"high-pass":                     {Recorder: Recorder{HighPassHz: 5}},
		"low-pass":                      {Recorder: Recorder{LowPassHz: 1}},
		"steps":                         {Recorder: Recorder{LSBUV: -1}},
		"mains":                         {Disturb: Disturb{MainsHz: 400}},
		"clip":                          {Disturb: Disturb{ClipMV: 0.1}},
		"motion":                        {Disturb: Disturb{Motion: []Motion{{Electrode: 9}}}},
		"motion size":                   {Disturb: Disturb{Motion: []Motion{{MV: math.Inf(1)}}}},
		"off":                           {Disturb: Disturb{Off: []Off{{Electrode: -1, ToSec: 1}}}},
		"off for no time":               {Disturb: Disturb{Off: []Off{{FromSec: 2, ToSec: 2}}}},
	} {
		if _, err := h.Signal(2); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
