package light

import "github.com/einthoven-ecg/einthoven/internal/synth/raster"

// A Setting is what surrounds a sheet when its picture is taken.
type Setting struct {
	Light  Light  `json:"light,omitzero"`
	Table  Table  `json:"table,omitzero"`
	Screen Screen `json:"screen,omitzero"`
}

// Merge adds another setting: fields that it has set take the place of this
// one's, its lamps replace lamps, its shadows and glares are added.
func (s Setting) Merge(o Setting) Setting {
	s.Light = s.Light.Merge(o.Light)
	if o.Table.Kind != "" || o.Table.Set || o.Table.Colour != (raster.Colour{}) {
		s.Table = o.Table
	}
	if o.Screen.On() {
		s.Screen = o.Screen
	}
	return s
}

// Merge adds another light, as [Setting.Merge] does.
func (l Light) Merge(o Light) Light {
	if o.Shade != 0 {
		l.Shade, l.ShadeDeg = o.Shade, o.ShadeDeg
	}
	if o.Relief != 0 {
		l.Relief, l.RakeDeg, l.LampDeg = o.Relief, o.RakeDeg, o.LampDeg
	}
	if len(o.Lamps) > 0 {
		l.Lamps, l.Ambient, l.AmbientK = o.Lamps, o.Ambient, o.AmbientK
	}
	if o.Vignette != 0 {
		l.Vignette = o.Vignette
	}
	if o.Kelvin != 0 {
		l.Kelvin = o.Kelvin
	}
	// Not in place: others may hold the same list.
	l.Shadows = append(append([]Shadow(nil), l.Shadows...), o.Shadows...)
	l.Glares = append(append([]Glare(nil), l.Glares...), o.Glares...)
	if o.Sheet != (SheetShade{}) {
		l.Sheet = o.Sheet
	}
	return l
}
