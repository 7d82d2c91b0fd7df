package paper

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/einthoven-ecg/einthoven/internal/synth/chance"
)

// A person is somebody who does not exist, as a page names him or her. Names
// are of syllables that mean nothing.
type person struct {
	name, id, born, sex, date, time string
	ward, doctor, device, clinic    string
	age, height, weight             int
}

// word is an invented word of some syllables.
func word(rng *rand.Rand, syllables int) string {
	const heads, tails = "b d f g k l m n p r s t v z br dr kl pl st tr", "a e i o u ae ol un ir en os am ix"
	h, t := strings.Fields(heads), strings.Fields(tails)
	var b strings.Builder
	for range syllables {
		b.WriteString(h[rng.IntN(len(h))] + t[rng.IntN(len(t))])
	}
	s := b.String()
	return strings.ToUpper(s[:1]) + s[1:]
}

// invent makes somebody up, and a place where the recording was made.
func invent(rng *rand.Rand) person {
	y, m, d := 1985+rng.IntN(40), 1+rng.IntN(12), 1+rng.IntN(28)
	p := person{name: word(rng, 2) + chance.Pick(rng, " ", ", ") + word(rng, 2+rng.IntN(2)),
		id:  fmt.Sprintf("%0*d", 4+rng.IntN(6), rng.IntN(10000000)),
		sex: chance.Pick(rng, "Male", "Female"), age: 18 + rng.IntN(76), height: 150 + rng.IntN(45), weight: 45 + rng.IntN(70),
		time:   fmt.Sprintf("%02d:%02d:%02d", rng.IntN(24), rng.IntN(60), rng.IntN(60)),
		ward:   chance.Pick(rng, "Ward ", "Room ", "Dept. ", "Unit ") + fmt.Sprint(1+rng.IntN(40)),
		doctor: "Dr. " + word(rng, 2), device: strings.ToUpper(word(rng, 1)) + fmt.Sprintf("-%d V%d.%d", 10+rng.IntN(990), 1+rng.IntN(9), rng.IntN(30)),
		clinic: word(rng, 2) + chance.Pick(rng, " Clinic", " Hospital", " Klinik", " Center", " Medical")}
	form := chance.Pick(rng, "D.M.Y", "Y-M-D", "M/D/Y", "D-N-Y", "Y/M/D")
	p.date, p.born = dated(form, y, m, d), dated(form, y-p.age, 1+rng.IntN(12), 1+rng.IntN(28))
	return p
}

// dated writes a date: D, M, N and Y are its day, month, the month's name and
// the year.
func dated(form string, y, m, d int) string {
	name := strings.Fields("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")[m-1]
	return strings.NewReplacer("D", fmt.Sprintf("%02d", d), "M", fmt.Sprintf("%02d", m), "N", name, "Y", fmt.Sprint(y)).Replace(form)
}

// A tongue holds the words of measurement tables in one language.
type tongue struct {
	rate, pr, qrs, qt, axes, unconfirmed, normal, reviewed, speed string
}

// tongueOf is a language of [Languages].
func tongueOf(lang string) tongue {
	switch lang {
	case "de":
		return tongue{"Herzfrequenz", "PQ-Intervall", "QRS-Dauer", "QT/QTc", "P-QRS-T-Winkel", "unbestätigter Befund", "Normales EKG", "Befundet von:", "mm/s"}
	case "fr":
		return tongue{"Fréq. card.", "Intervalle PR", "Durée QRS", "QT/QTc", "Axes P-QRS-T", "Non confirmé", "ECG normal", "Validé par :", "mm/s"}
	case "es":
		return tongue{"Frec. vent.", "Intervalo PR", "Duración QRS", "QT/QTc", "Ejes P-QRS-T", "Sin confirmar", "ECG normal", "Revisado por:", "mm/s"}
	case "it":
		return tongue{"Freq. vent.", "Intervallo PR", "Durata QRS", "QT/QTc", "Assi P-QRS-T", "Non confermato", "ECG normale", "Refertato da:", "mm/s"}
	case "pt":
		return tongue{"Freq. vent.", "Intervalo PR", "Duração QRS", "QT/QTc", "Eixos P-QRS-T", "Não confirmado", "ECG normal", "Revisto por:", "mm/s"}
	case "nl":
		return tongue{"Hartfreq.", "PR-interval", "QRS-duur", "QT/QTc", "P-QRS-T-assen", "Niet bevestigd", "Normaal ECG", "Beoordeeld door:", "mm/s"}
	case "pl":
		return tongue{"Częstość", "Odstęp PR", "Czas QRS", "QT/QTc", "Osie P-QRS-T", "Niepotwierdzone", "EKG w normie", "Opisał:", "mm/s"}
	}
	return tongue{"Vent. rate", "PR interval", "QRS duration", "QT/QTc", "P-R-T axes", "Unconfirmed", "Normal ECG", "Confirmed by:", "mm/sec"}
}

// language draws one, mostly English.
func language(rng *rand.Rand) string {
	if chance.Odds(rng, 0.6) {
		return "en"
	}
	return chance.Pick(rng, Languages()...)
}

// remarks are what stands below the finding, some lines.
func remarks(rng *rand.Rand, lang string) []string {
	w := tongueOf(lang)
	out := []string{"{rhythm-" + lang + "}"}
	if chance.Odds(rng, 0.5) {
		out = append(out, w.normal)
	}
	if chance.Odds(rng, 0.6) {
		out = append(out, chance.Pick(rng, "*** "+w.unconfirmed+" ***", w.unconfirmed, "("+w.unconfirmed+")"))
	}
	return out
}
