package vector

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const numberPattern = `(\d{1,3}(?:[.,]\d{1,3})?)`

var (
	speedPattern = regexp.MustCompile(`(?i)` + numberPattern + `\s*(mm|cm)\s*/\s*s(?:ec)?\b`)
	gainPattern  = regexp.MustCompile(`(?i)` + numberPattern + `(?:\s*[/|-]\s*` + numberPattern + `)?\s*(mm|cm)\s*/\s*1?\s*mV\b`)
	limbPattern  = regexp.MustCompile(`(?i)(limb|extrem|periph|front|std|i-avf)[^,;]{0,12}$`)
	chestPattern = regexp.MustCompile(`(?i)(chest|precord|pr[eé]cord|brust|thora|horiz|v1-v6)[^,;]{0,12}$`)
)

// Speeds and gains that paper has; anything else is a misreading.
const (
	slowest, fastest = 2.5, 200.0 // mm/s
	lowest, highest  = 1.25, 80.0 // mm/mV
)

// printedScale reads speed and gain from sentences; zero where there are none.
func printedScale(sentences []word) (speed float64, gain Gain, several bool) {
	var speeds, limbs, chests, plain []float64
	for _, w := range sentences {
		for _, m := range speedPattern.FindAllStringSubmatch(w.text, -1) {
			if v := inMM(m[1], m[2]); v >= slowest && v <= fastest {
				speeds = append(speeds, v)
			}
		}
		for _, at := range gainPattern.FindAllStringSubmatchIndex(w.text, -1) {
			part := func(k int) string {
				if at[2*k] < 0 {
					return ""
				}
				return w.text[at[2*k]:at[2*k+1]]
			}
			a, b := inMM(part(1), part(3)), inMM(part(2), part(3))
			if a < lowest || a > highest {
				continue
			}
			before := w.text[:at[0]]
			switch {
			case b >= lowest && b <= highest:
				limbs, chests = append(limbs, a), append(chests, b)
			case chestPattern.MatchString(before):
				chests = append(chests, a)
			case limbPattern.MatchString(before):
				limbs = append(limbs, a)
			default:
				plain = append(plain, a)
			}
		}
	}
	speed, s1 := commonest(speeds)
	p, s2 := commonest(plain)
	gain.Limb, _ = commonest(limbs)
	gain.Chest, _ = commonest(chests)
	if gain.Limb == 0 {
		gain.Limb = p
	}
	if gain.Chest == 0 {
		gain.Chest = p
	}
	if gain.Limb == 0 || gain.Chest == 0 { // only one of them is stated
		gain.Limb, gain.Chest = max(gain.Limb, gain.Chest), max(gain.Limb, gain.Chest)
	}
	return speed, gain, s1 || s2
}

func inMM(number, unit string) float64 {
	v, err := strconv.ParseFloat(strings.Replace(number, ",", ".", 1), 64)
	if err != nil {
		return 0
	}
	if strings.EqualFold(unit, "cm") {
		v *= 10
	}
	return v
}

// commonest gives the value that occurs most often, the first of equals, and
// whether there were others.
func commonest(values []float64) (v float64, several bool) {
	most := 0
	for _, a := range values {
		n := 0
		for _, b := range values {
			if a == b {
				n++
			}
		}
		if n > most {
			v, most = a, n
		}
	}
	return v, most < len(values)
}

// usualGains are what machines offer; a pulse within a twentieth of one is
// that gain.
var usualGains = []float64{2.5, 5, 10, 20, 40}

// pulseGain reads the gain from the pulses of 1 mV; 0 where there are none or
// they differ.
func pulseGain(pulses []pulse) float64 {
	var heights []float64
	for _, p := range pulses {
		heights = append(heights, p.height())
	}
	if len(heights) == 0 {
		return 0
	}
	if slices.Max(heights) > 1.05*slices.Min(heights) {
		return 0
	}
	return nearGain(median(heights))
}

func nearGain(h float64) float64 {
	for _, g := range usualGains {
		if math.Abs(h-g) < 0.05*g {
			return g
		}
	}
	return h
}

// pulseSpeed reads the speed from the length of the pulses, where that is sure:
// they last 200 ms or less, so one of 10 mm was drawn at 50 mm/s. A shorter one
// may be shorter in time; 0 then.
func pulseSpeed(pulses []pulse) float64 {
	const long, near = 10.0, 0.6 // mm
	for _, p := range pulses {
		if math.Abs(p.width-long) > near {
			return 0
		}
	}
	if len(pulses) == 0 {
		return 0
	}
	return 50
}
