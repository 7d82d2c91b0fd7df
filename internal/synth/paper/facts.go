package paper

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
)

// facts replaces what stands for numbers of the page and the recording by
// them. Rate and rhythm are the signal's; QT follows from the rate (Bazett
// 1920, with QTc 410 ms); intervals that the signal does not tell are made up.
// Where it tells no beats nothing is printed of them.
func (d *drawing) facts(s *heart.Signal) *strings.Replacer {
	rr := 60.0 / 72
	if n := len(s.BeatsSec); n >= 2 {
		rr = (s.BeatsSec[n-1] - s.BeatsSec[0]) / float64(n-1)
	}
	seed := math.Float64bits(rr)
	has := func(labels ...string) bool {
		return slices.ContainsFunc(labels, func(l string) bool { return slices.Contains(s.Labels, l) })
	}
	pr, qrs := fmt.Sprintf("%.0f", 130+60*hash(seed, 0, 0)), 80+24*hash(seed, 0, 1)
	switch {
	case has("af", "aflutter", "vt", "avb3"):
		pr = "*"
	case has("avb1"):
		pr = fmt.Sprintf("%.0f", 210+70*hash(seed, 0, 0))
	case has("wpw"):
		pr = fmt.Sprintf("%.0f", 90+25*hash(seed, 0, 0))
	}
	if has("lbbb", "rbbb", "wpw", "vt", "paced_ventricular", "paced_dual") {
		qrs += 45
	}
	qtc := 400 + 40*hash(seed, 0, 2)
	known := len(s.BeatsSec) > 0 || len(s.Labels) > 0
	number := func(format string, v float64) string { return fmt.Sprintf(format, v) }
	measured := func(v float64) string {
		if !known {
			return "--"
		}
		return number("%.0f", v)
	}
	if !known {
		pr = "--"
	}
	pairs := []string{
		"{hr}", measured(60 / rr), "{rr}", measured(1000 * rr), "{pr}", pr, "{qrs}", measured(qrs),
		"{qt}", measured(qtc * math.Sqrt(rr)), "{qtc}", measured(qtc),
		"{axes}", fmt.Sprintf("%.0f  %.0f  %.0f", 20+50*hash(seed, 0, 3), -20+100*hash(seed, 0, 4), 10+60*hash(seed, 0, 5)),
		"{speed}", number("%g", d.plan.SpeedMMPerS), "{gain}", gains(d.plan.GainMMPerMV, d.ChestMMPerMV),
		"{limb}", number("%g", d.plan.GainMMPerMV), "{chest}", number("%g", d.ChestMMPerMV),
		"{seconds}", number("%g", d.RowSec)}
	for _, lang := range Languages() {
		words := "--"
		if known {
			words = finding(lang, has)
		}
		pairs = append(pairs, "{rhythm-"+lang+"}", words)
	}
	return strings.NewReplacer(pairs...)
}

// gains writes the scale of limb leads, and that of chest leads behind it if
// it is another.
func gains(limb, chest float64) string {
	if limb == chest {
		return fmt.Sprintf("%g", limb)
	}
	return fmt.Sprintf("%g/%g", limb, chest)
}

// Languages lists those of words on pages.
func Languages() []string { return []string{"en", "de", "fr", "es", "it", "pt", "nl", "pl"} }

// A phrase is what machines print about a recording, in the order of
// [Languages].
type phrase struct {
	labels []string // any of them calls for it
	words  [8]string
}

// phrases goes from the particular to the usual; the last suits all.
func phrases() []phrase {
	return []phrase{
		{[]string{"vt"}, [8]string{"Wide QRS tachycardia", "Tachykardie mit breitem QRS", "Tachycardie à QRS larges", "Taquicardia de QRS ancho",
			"Tachicardia a QRS largo", "Taquicardia de QRS largo", "Breed QRS tachycardie", "Tachykardia z szerokimi QRS"}},
		{[]string{"paced_atrial", "paced_ventricular", "paced_dual"}, [8]string{"Electronic pacemaker", "Schrittmacher-EKG", "Stimulateur cardiaque",
			"Marcapasos electrónico", "Ritmo da pacemaker", "Ritmo de pacemaker", "Pacemakerritme", "Rytm stymulatora"}},
		{[]string{"af"}, [8]string{"Atrial fibrillation", "Vorhofflimmern", "Fibrillation auriculaire", "Fibrilación auricular",
			"Fibrillazione atriale", "Fibrilação atrial", "Boezemfibrilleren", "Migotanie przedsionków"}},
		{[]string{"aflutter"}, [8]string{"Atrial flutter", "Vorhofflattern", "Flutter auriculaire", "Flutter auricular",
			"Flutter atriale", "Flutter atrial", "Boezemflutter", "Trzepotanie przedsionków"}},
		{[]string{"avb3"}, [8]string{"Complete AV block", "AV-Block III. Grades", "BAV complet", "Bloqueo AV completo",
			"Blocco AV completo", "Bloqueio AV total", "Totaal AV-blok", "Blok AV III stopnia"}},
		{[]string{"bradycardia"}, [8]string{"Sinus bradycardia", "Sinusbradykardie", "Bradycardie sinusale", "Bradicardia sinusal",
			"Bradicardia sinusale", "Bradicardia sinusal", "Sinusbradycardie", "Bradykardia zatokowa"}},
		{[]string{"tachycardia"}, [8]string{"Sinus tachycardia", "Sinustachykardie", "Tachycardie sinusale", "Taquicardia sinusal",
			"Tachicardia sinusale", "Taquicardia sinusal", "Sinustachycardie", "Tachykardia zatokowa"}},
		{nil, [8]string{"Sinus rhythm", "Sinusrhythmus", "Rythme sinusal", "Ritmo sinusal",
			"Ritmo sinusale", "Ritmo sinusal", "Sinusritme", "Rytm zatokowy"}},
	}
}

// finding is what a machine says of the rhythm.
func finding(lang string, has func(...string) bool) string {
	at := max(slices.Index(Languages(), lang), 0)
	for _, p := range phrases() {
		if len(p.labels) == 0 || has(p.labels...) {
			return p.words[at]
		}
	}
	return ""
}
