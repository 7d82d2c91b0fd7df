package report

import "image/color"

// palette are six colours that stay apart from each other for readers with
// any of the usual colour deficiencies, and from the red, orange and grey of
// paper as far as that goes: those of Okabe and Ito ("Color Universal Design",
// 2008) without black and yellow, which ink and paper swallow; the blues,
// green and purple darker, since lines are thin.
var palette = [6]color.NRGBA{
	{0, 104, 200, 255},  // blue
	{205, 80, 0, 255},   // vermilion
	{0, 138, 100, 255},  // bluish green
	{176, 64, 150, 255}, // reddish purple
	{40, 160, 225, 255}, // sky blue
	{225, 150, 0, 255},  // orange
}

var (
	gridColour  = color.NRGBA{0, 150, 220, 255}
	pulseColour = color.NRGBA{120, 40, 200, 255}
	labelColour = color.NRGBA{90, 90, 90, 255}
	titleColour = color.NRGBA{20, 20, 20, 255}
)

// standardLeads in their usual order.
var standardLeads = [12]string{"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}

// leadPalette is the place in the palette of each of the twelve. Leads that
// lie beside or below each other in the usual layouts (1, 3 or 6 apart) are
// the further apart in colour the better, for usual, protan and deutan eyes:
// the best of all pairs of orders by search (least distance 86 of 441).
var leadPalette = [12]int{0, 1, 2, 5, 3, 4, 2, 4, 1, 0, 5, 3}

// leadColour is the colour of a lead; leads of other names are coloured by
// their place k.
func leadColour(name string, k int) color.NRGBA {
	for i, l := range standardLeads {
		if l == name {
			k = i
			break
		}
	}
	return palette[leadPalette[k%12]]
}

// boxColour is that of the box's lead for a window, else that of its kind.
func boxColour(b Box, curves []Curve) color.NRGBA {
	switch b.Kind {
	case PulseBox:
		return pulseColour
	case LabelBox:
		return labelColour
	}
	for k, c := range curves {
		if c.Name == b.Name {
			return leadColour(b.Name, k)
		}
	}
	return leadColour(b.Name, 0)
}
