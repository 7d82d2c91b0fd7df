package page

import (
	"bytes"
	"encoding/binary"
)

// meta is what a file says about its pixels and Page reports.
type meta struct {
	dpi         [2]float64
	orientation int // EXIF value 1 to 8; 0 where the file does not say
	coarse      bool
}

// exif reads the orientation and the resolution from an EXIF block, which is
// the first directory of a TIFF file (CIPA DC-008, tags 274, 282, 283 and
// 296). Anything wrong with it means that it says nothing: a photo is not
// refused for its comments.
func exif(b []byte) (m meta) {
	b = bytes.TrimPrefix(b, []byte("Exif\x00\x00"))
	var order binary.ByteOrder
	switch {
	case has(b, 0, "II*\x00"):
		order = binary.LittleEndian
	case has(b, 0, "MM\x00*"):
		order = binary.BigEndian
	default:
		return m
	}
	if len(b) < 8 {
		return m
	}
	dir := int64(order.Uint32(b[4:]))
	if dir+2 > int64(len(b)) {
		return m
	}
	n := int64(order.Uint16(b[dir:]))
	unit := 2
	for i := range n {
		at := dir + 2 + 12*i
		if at+12 > int64(len(b)) {
			break
		}
		e := b[at : at+12]
		kind, count := order.Uint16(e[2:]), order.Uint32(e[4:])
		switch tag := order.Uint16(e); {
		case tag == 274 && kind == 3 && count == 1:
			if v := int(order.Uint16(e[8:])); v >= 1 && v <= 8 {
				m.orientation = v
			}
		case (tag == 282 || tag == 283) && kind == 5 && count == 1:
			if p := int64(order.Uint32(e[8:])); p+8 <= int64(len(b)) {
				m.dpi[tag-282] = ratio(order.Uint32(b[p:]), order.Uint32(b[p+4:]))
			}
		case tag == 296 && kind == 3 && count == 1:
			unit = int(order.Uint16(e[8:]))
		}
	}
	m.dpi = perInch(m.dpi, unit)
	return m
}

// ratio is a/b, or 0 if that is no number.
func ratio(a, b uint32) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// perInch converts a resolution by its EXIF or TIFF unit: 2 is the inch, 3
// the centimetre, 1 says that the numbers only give the shape of the pixels.
func perInch(dpi [2]float64, unit int) [2]float64 {
	switch unit {
	case 2:
		return dpi
	case 3:
		return [2]float64{dpi[0] * 2.54, dpi[1] * 2.54}
	}
	return [2]float64{}
}
