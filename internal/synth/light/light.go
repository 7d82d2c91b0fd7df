// Package light says how bright each place of a picture is - lamps, shadows
// and glare over the sheet -, what the sheet lies on, and how a screen shows a
// page.
package light

import "github.com/einthoven-ecg/einthoven/internal/synth/raster"

// A Light is what falls on a sheet and where it is kept away. The zero value
// is even and white.
//
// Places X, Y are shares of the picture's width and height from its upper left
// corner, and may lie outside; lengths are shares of its diagonal; directions
// are degrees, 0 is right, 90 down. Colours of light are temperatures in
// kelvin as the camera sees them: 6500 is white, below is warm, 0 means 6500.
type Light struct {
	// Shade darkens the picture from one side to the other by this share of
	// the light, 0 to 0.9; ShadeDeg is the direction towards the dark side, 0
	// is right, 90 down.
	Shade    float64 `json:"shade,omitempty"`
	ShadeDeg float64 `json:"shade_deg,omitempty"`
	// Relief is how much slopes of the sheet show as brightness, 0 to 1: the
	// share of light that comes from one lamp, RakeDeg its direction in the
	// picture, LampDeg its height above the sheet, 10 to 80.
	Relief  float64 `json:"relief,omitempty"`
	RakeDeg float64 `json:"rake_deg,omitempty"`
	LampDeg float64 `json:"lamp_deg,omitempty"`
	// Lamps shine from near, besides light of AmbientK from everywhere, which
	// is the share Ambient of all light in the picture's brightest place, 0 to
	// 1. Without lamps there is no Ambient to tell from them.
	Lamps    []Lamp  `json:"lamps,omitempty"`
	Ambient  float64 `json:"ambient,omitempty"`
	AmbientK float64 `json:"ambient_k,omitempty"`
	// Vignette is the share of light that the lens loses in the picture's
	// corners, 0 to 0.9; it grows as the fourth power of the cosine falls.
	Vignette float64 `json:"vignette,omitempty"`
	// Kelvin is the colour of all the light.
	Kelvin float64 `json:"kelvin,omitempty"`
	// Shadows lie over the picture, Glares are mirrored by the sheet.
	Shadows []Shadow `json:"shadows,omitempty"`
	Glares  []Glare  `json:"glares,omitempty"`
	// Sheet is the shadow of the sheet on the table.
	Sheet SheetShade `json:"sheet,omitzero"`
}

// A Lamp is a small source of light.
type Lamp struct {
	X float64 `json:"x"` // -3 to 4
	Y float64 `json:"y"`
	// Height above the sheet, 0.1 to 10.
	Height float64 `json:"height"`
	// Strength beside other lamps, above 0, to 100.
	Strength float64 `json:"strength"`
	Kelvin   float64 `json:"kelvin,omitempty"`
}

// Even tells whether the light changes nothing in the picture; the shadow of
// the sheet is apart.
func (l *Light) Even() bool {
	return l.Shade == 0 && l.Relief == 0 && len(l.Lamps) == 0 && l.Vignette == 0 && (l.Kelvin == 0 || l.Kelvin == white) &&
		len(l.Shadows) == 0 && len(l.Glares) == 0
}

// A Beam is the light that reaches the eye from a place: that of the sheet is
// multiplied by Times, and Plus is added, both in linear light.
type Beam struct {
	Times, Plus raster.Ink
}

// Hidden is the share of a place's contrast, 0 to 1, that is lost because the
// camera shows at most 1, after it has multiplied light by gain: what white
// paper is then brighter than black ink, as a share of what it would be.
func (b *Beam) Hidden(gain raster.Ink) float64 {
	most := float32(0)
	for k, g := range gain {
		ink, paper := b.Plus[k]*g, (b.Plus[k]+b.Times[k])*g
		if paper > ink {
			most = max(most, (min(paper, 1)-min(ink, 1))/min(paper-ink, 1))
		}
	}
	return 1 - float64(most)
}
