package page

import (
	"encoding/binary"
	"fmt"
)

// unpack spreads one raw row into samples of one byte each: plane s of planes
// fills every planes-th place. Grey of less than 8 bits is stretched to 0 to
// 255, of 16 bits the upper byte is kept, palette numbers stay as they are.
func (t *tiffPage) unpack(raw, samples []uint8, s, planes int) {
	if t.isFax() {
		copy(samples, raw)
		return
	}
	n := len(samples) / planes
	switch t.bits {
	case 8:
		if planes == 1 {
			copy(samples, raw)
			return
		}
		for i := range n {
			samples[i*planes+s] = raw[i]
		}
	case 16:
		high := 0
		if t.order == binary.ByteOrder(binary.LittleEndian) {
			high = 1
		}
		for i := range n {
			samples[i*planes+s] = raw[2*i+high]
		}
	default: // 1, 2 or 4
		mask := uint8(1)<<t.bits - 1
		scale := 255 / mask
		if t.photometric == tiffPalette {
			scale = 1
		}
		for i := range n {
			bit := i * t.bits
			v := raw[bit/8] >> (8 - t.bits - bit%8) & mask
			samples[i*planes+s] = v * scale
		}
	}
}

// rows checks that the kind of picture is read, and gives the way from a row
// of samples to a row of a page of 1 or 3 channels.
func (t *tiffPage) rows() (toLight func(samples, out []uint8), channels int, err error) {
	no := func(what string, args ...any) error {
		return &UnsupportedError{Format: "tiff", What: fmt.Sprintf(what, args...), Hint: again}
	}
	switch t.compression {
	case tiffNone, tiffLZW, tiffDeflate, tiffDeflateOld, tiffPackBits, tiffJPEG:
	case tiffHuffman, tiffGroup3, tiffGroup4:
		if t.bits != 1 || t.samples != 1 {
			return nil, 0, malformed("tiff", -1, "fax coding with %d samples of %d bits", t.samples, t.bits)
		}
	default:
		return nil, 0, no("compression %s", tiffCompression(t.compression))
	}
	switch {
	case t.sampleFormat != 1 && t.sampleFormat != 4:
		return nil, 0, no("a picture of signed or floating point numbers")
	case t.bits != 1 && t.bits != 2 && t.bits != 4 && t.bits != 8 && t.bits != 16:
		return nil, 0, no("a depth of %d bits", t.bits)
	case t.predictor != 1 && (t.predictor != 2 || t.bits < 8 && !t.isFax()):
		return nil, 0, no("predictor %d with %d bits", t.predictor, t.bits)
	case t.compression == tiffJPEG && t.bits != 8:
		return nil, 0, no("JPEG compression of %d bits", t.bits)
	case t.compression == tiffJPEG && t.planar && t.samples > 1:
		return nil, 0, no("JPEG compression of separate planes")
	}
	n, need := t.samples, map[int]int{tiffRGB: 3, tiffCMYK: 4, tiffYCbCr: 3}[t.photometric]
	if n < need {
		return nil, 0, malformed("tiff", -1, "%d samples per pixel where %d are needed", n, need)
	}
	switch t.photometric {
	case tiffWhiteIsZero, tiffBlackIsZero, -1:
		return t.greyRow(), 1, nil
	case tiffPalette:
		toLight, err = t.paletteRow()
		return toLight, 3, err
	case tiffRGB:
		return t.rgbRow(), 3, nil
	case tiffCMYK:
		return func(samples, out []uint8) {
			for i, o := 0, 0; o < len(out); i, o = i+n, o+3 {
				s := samples[i : i+4]
				out[o], out[o+1], out[o+2] = withoutInk(s[0], s[3]), withoutInk(s[1], s[3]), withoutInk(s[2], s[3])
			}
		}, 3, nil
	case tiffYCbCr:
		if t.compression == tiffJPEG {
			return nil, 3, nil // decodeJPEG needs no rows
		}
		return nil, 0, no("YCbCr colour outside JPEG compression")
	}
	return nil, 0, no("colour space %d", t.photometric)
}

// greyRow converts grey samples, perhaps with opacity. A bit of a fax row
// counts as 0 where the run is white, so that both meanings of zero come out
// right.
func (t *tiffPage) greyRow() func(samples, out []uint8) {
	n, alpha := t.samples, t.alpha
	var flip uint8
	if (t.photometric == tiffWhiteIsZero) != t.isFax() {
		flip = 255
	}
	switch {
	case n == 1 && flip == 0:
		return func(samples, out []uint8) { copy(out, samples) }
	case n == 1:
		return func(samples, out []uint8) {
			for i := range out {
				out[i] = ^samples[i]
			}
		}
	}
	return func(samples, out []uint8) {
		for i := range out {
			v := samples[i*n] ^ flip
			switch alpha {
			case 1:
				v = onWhite(v, samples[i*n+1])
			case 2:
				v = overWhite(v, samples[i*n+1])
			}
			out[i] = v
		}
	}
}

// rgbRow converts colour samples, perhaps with opacity.
func (t *tiffPage) rgbRow() func(samples, out []uint8) {
	n, alpha := t.samples, t.alpha
	if n < 4 {
		alpha = 0
	}
	switch {
	case n == 3:
		return func(samples, out []uint8) { copy(out, samples) }
	case alpha == 1:
		return func(samples, out []uint8) {
			for i, o := 0, 0; o < len(out); i, o = i+n, o+3 {
				s := samples[i : i+4]
				out[o], out[o+1], out[o+2] = onWhite(s[0], s[3]), onWhite(s[1], s[3]), onWhite(s[2], s[3])
			}
		}
	case alpha == 2:
		return func(samples, out []uint8) {
			for i, o := 0, 0; o < len(out); i, o = i+n, o+3 {
				s := samples[i : i+4]
				out[o], out[o+1], out[o+2] = overWhite(s[0], s[3]), overWhite(s[1], s[3]), overWhite(s[2], s[3])
			}
		}
	}
	return func(samples, out []uint8) {
		for i, o := 0, 0; o < len(out); i, o = i+n, o+3 {
			copy(out[o:o+3], samples[i:i+3])
		}
	}
}

// paletteRow looks samples up in the colour map, which holds all reds, then
// all greens, then all blues.
func (t *tiffPage) paletteRow() (func(samples, out []uint8), error) {
	n := len(t.palette) / 3
	if t.bits > 8 || n < 1<<t.bits {
		return nil, malformed("tiff", -1, "a palette of %d colours for %d bits", n, t.bits)
	}
	shift := 0
	for _, v := range t.palette {
		if v > 255 {
			shift = 8 // some writers forget that the map has 16 bits
		}
	}
	var table [256][3]uint8
	for i := range 1 << t.bits {
		for c := range 3 {
			table[i][c] = uint8(t.palette[c*n+i] >> shift)
		}
	}
	per := t.samples
	return func(samples, out []uint8) {
		for i, o := 0, 0; o < len(out); i, o = i+per, o+3 {
			c := &table[samples[i]]
			out[o], out[o+1], out[o+2] = c[0], c[1], c[2]
		}
	}, nil
}

// tiffCompression names the compressions that are not read.
func tiffCompression(c int) string {
	names := map[int]string{
		tiffOldJPEG: "old-style JPEG", 32771: "CCITT RLEW", 32809: "ThunderScan", 34661: "JBIG", 34676: "SGI log",
		34712: "JPEG 2000", 34925: "LZMA", 50000: "Zstandard", 50001: "WebP", 34887: "LERC",
	}
	if s, ok := names[c]; ok {
		return fmt.Sprintf("%s (%d)", s, c)
	}
	return fmt.Sprint(c)
}
