package glyph

import "strings"

// Lead returns the standard name of the lead that a printed text names: I, II,
// III, aVR, aVL, aVF, -aVR, V1 to V9, V3R to V6R, MCL1; "" if it names none.
// Capitals do not matter; D1, DI and L1 stand for I, VR for aVR and C1 for V1,
// and a word "Lead" in front is left out.
func Lead(text string) string {
	t := strings.ToUpper(strings.Trim(text, " .:,;|"))
	t = strings.TrimSpace(strings.TrimPrefix(t, "LEAD"))
	t = strings.ReplaceAll(t, " ", "")
	minus := strings.HasPrefix(t, "-")
	t = strings.TrimPrefix(t, "-")
	switch t {
	case "I", "D1", "DI", "L1":
		t = "I"
	case "II", "D2", "DII", "L2":
		t = "II"
	case "III", "D3", "DIII", "L3":
		t = "III"
	case "AVR", "VR":
		if minus {
			return "-aVR"
		}
		return "aVR"
	case "AVL", "VL":
		t = "aVL"
	case "AVF", "VF":
		t = "aVF"
	case "MCL1":
	default:
		if len(t) == 2 && (t[0] == 'V' || t[0] == 'C') && t[1] >= '1' && t[1] <= '9' {
			t = "V" + t[1:]
		} else if !(len(t) == 3 && t[0] == 'V' && t[1] >= '3' && t[1] <= '6' && t[2] == 'R') {
			return ""
		}
	}
	if minus {
		return ""
	}
	return t
}
