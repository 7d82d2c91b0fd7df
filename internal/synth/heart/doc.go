// Package heart simulates the electrocardiograms of hearts, well or ill, and
// of their recording: [Heart.Signal] gives twelve leads (and more) in
// millivolts with the times of all beats and with labels; [RandomCase] draws
// a heart from all that is listed here. It serves to test the reading of
// pictures, not to teach medicine: every beat of a kind looks alike, and one
// dipole cannot show what is local.
//
// # How a signal comes about
//
// Waves ([Wave]) are Gaussian bumps of one dipole in Frank's axes. The rhythm
// places beats in time, conduction and findings shape their waves. Potentials
// of nine electrodes follow from the dipole by Dower's lead field (Dower,
// Machado, Osborne, Clinical Cardiology 3 (1980) 87-95); noise and
// disturbances act on electrodes; leads are differences of electrodes, so that
// the relations of Einthoven and Goldberger hold whatever happens, but where a
// lead is clipped. The recorder filters and rounds the leads. Sampling is at
// [RateHz].
//
// Every choice that is left to chance comes from streams of Heart.Seed. A
// Heart written by hand goes on giving the same signal, to a nanovolt, when
// the package learns more; which heart [RandomCase] draws for a seed does not.
//
// # Rhythms
//
// Sources of rates and definitions stand at the constants.
//
//   - Heart.Rhythm: sinus (bradycardia below 50, tachycardia above 100, sinus
//     arrhythmia), "af", "aflutter", "svt", "junctional", "vt",
//     "idioventricular", "vf" (coarse and fine), "torsade";
//   - Heart.AV: "avb1", "avb2_wenckebach", "avb2_mobitz", "avb3" with an
//     escape rhythm (2018 ACC/AHA/HRS guideline on bradycardia);
//   - Heart.Ectopy: premature beats of atria (conducted, blocked, in runs) and
//     ventricles (single, bigeminy, trigeminy, couplets, runs, interpolated, of
//     two origins);
//   - Heart.Pause: pause, arrest, asystole;
//   - Heart.Pacing: of atria, ventricles or both.
//
// # Conduction
//
// Criteria are those of the AHA/ACCF/HRS recommendations, part III (Surawicz
// and others, 2009).
//
//   - Heart.Conduction: "lbbb", "rbbb", "irbbb", "lafb", "lpfb", "bifascicular"
//     (RBBB with LAFB), "ivcd", "wpw";
//   - Heart.PRSec and Heart.QTcSec (Bazett): PR and QT intervals, "qt_long",
//     "qt_short";
//   - Heart.Alternans: electrical alternans.
//
// # Findings
//
// [Findings] has the source of each criterion.
//
//   - of QRS: left hypertrophy by Sokolow and Lyon with strain, right
//     hypertrophy, old infarcts by territory (Q waves; posterior: tall R), poor
//     progression of R, low voltage;
//   - of P: enlarged left and right atria;
//   - of ST and T: elevation and depression and T inversion by territory, early
//     repolarisation, pericarditis, high and low potassium, Brugada's type 1,
//     Osborn's wave, digitalis, Wellens' two patterns;
//   - of all: dextrocardia.
//
// Most are found by search: the least change of the heart's own waves at which
// the criterion is met in the leads. Where none is, Signal fails.
//
// # Disturbances
//
//   - at all electrodes, each with its own: muscle noise, hum of 50 or 60 Hz,
//     drift, breathing ([Disturb].BreathMV);
//   - at one electrode: [Motion] (a jolt, or a jump of the base line that
//     stays), [Off] (no contact), [Burst] (a tense muscle), [Artefact] (a
//     stimulator);
//   - of wires: [Swap];
//   - of the machine: saturation ([Disturb].ClipMV), high-pass, low-pass and
//     steps of the values ([Recorder]).
//
// # Leads
//
// The twelve are always there ([Signal].MV). V7 to V9 and V3R to V6R
// ([MoreLeadNames]) are recorded where Heart.MoreLeads names them and stand in
// [Signal].More; [Signal.Lead] finds any by its name. Their lead fields are
// not measured but continue Dower's around the chest.
package heart
