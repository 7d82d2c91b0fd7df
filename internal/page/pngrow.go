package page

import "encoding/binary"

// unfilter undoes the filter that the first byte of a row names. near is the
// distance in bytes to the same sample of the pixel to the left.
func unfilter(row, above []byte, near int) error {
	kind, b := row[0], row[1:]
	above = above[:len(b)]
	near = min(near, len(b))
	switch kind {
	case 0:
	case 1: // left
		for i := near; i < len(b); i++ {
			b[i] += b[i-near]
		}
	case 2: // above
		for i, v := range above {
			b[i] += v
		}
	case 3: // mean of left and above
		for i := range near {
			b[i] += above[i] / 2
		}
		for i := near; i < len(b); i++ {
			b[i] += uint8((int(b[i-near]) + int(above[i])) / 2)
		}
	case 4: // Paeth: the one of left, above and above left nearest to left + above - above left
		for i := range near {
			b[i] += above[i]
		}
		left, corner := b[:len(b)-near], above[:len(b)-near]
		rest, up := b[near:], above[near:]
		for i := range rest {
			a, u, c := int(left[i]), int(up[i]), int(corner[i])
			da, du := u-c, a-c // distances of a and u from the sum, with sign
			dc := max(da+du, -da-du)
			da, du = max(da, -da), max(du, -du)
			if du < da {
				a, da = u, du
			}
			if dc < da {
				a = c
			}
			rest[i] += uint8(a)
		}
	default:
		return malformed("png", -1, "a row of filter type %d", kind)
	}
	return nil
}

// toLight converts one row of samples into grey or colour over white.
func (f *pngFile) toLight(row []byte, out []uint8) {
	wide := f.depth == 16
	switch f.colour {
	case pngPalette:
		f.fromPalette(row, out)
	case pngGrey:
		switch {
		case f.depth == 8 && !f.keyed:
			copy(out, row)
		case f.depth < 8:
			mask := uint8(1)<<f.depth - 1
			for x := range out {
				v := packed(row, x, f.depth)
				out[x] = v * (255 / mask)
				if f.keyed && uint16(v) == f.key[0] {
					out[x] = 255
				}
			}
		default:
			step := f.depth / 8
			for x := range out {
				out[x] = row[x*step]
				if f.keyed && sample(row, x, wide) == f.key[0] {
					out[x] = 255
				}
			}
		}
	case pngGreyAlpha:
		step := f.depth / 8
		for x := range out {
			out[x] = overWhite(row[2*x*step], row[(2*x+1)*step])
		}
	case pngRGB:
		switch {
		case !wide:
			copy(out, row)
		default:
			for i := range out {
				out[i] = row[2*i]
			}
		}
		if !f.keyed {
			return
		}
		for i := 0; i+2 < len(out); i += 3 {
			if sample(row, i, wide) == f.key[0] && sample(row, i+1, wide) == f.key[1] && sample(row, i+2, wide) == f.key[2] {
				out[i], out[i+1], out[i+2] = 255, 255, 255
			}
		}
	case pngRGBA:
		step := f.depth / 8
		for i, o := 0, 0; o+2 < len(out); i, o = i+4*step, o+3 {
			s := row[i : i+4*step]
			a := s[3*step]
			if a == 255 {
				out[o], out[o+1], out[o+2] = s[0], s[step], s[2*step]
				continue
			}
			out[o], out[o+1], out[o+2] = overWhite(s[0], a), overWhite(s[step], a), overWhite(s[2*step], a)
		}
	}
}

// fromPalette looks a row up in the palette.
func (f *pngFile) fromPalette(row []byte, out []uint8) {
	switch {
	case f.depth == 8 && f.greyPalette:
		for x := range out {
			out[x] = f.palette[row[x]][0]
		}
	case f.depth == 8:
		for x, o := 0, 0; o+2 < len(out); x, o = x+1, o+3 {
			c := &f.palette[row[x]]
			out[o], out[o+1], out[o+2] = c[0], c[1], c[2]
		}
	case f.greyPalette:
		for x := range out {
			out[x] = f.palette[packed(row, x, f.depth)][0]
		}
	default:
		for x, o := 0, 0; o+2 < len(out); x, o = x+1, o+3 {
			copy(out[o:o+3], f.palette[packed(row, x, f.depth)][:])
		}
	}
}

// packed is number x of a row of 1, 2 or 4 bits each.
func packed(row []byte, x, depth int) uint8 {
	bit := x * depth
	return row[bit/8] >> (8 - depth - bit%8) & (1<<depth - 1)
}

// sample is number i of a row of 8 or 16 bits each.
func sample(row []byte, i int, wide bool) uint16 {
	if wide {
		return binary.BigEndian.Uint16(row[2*i:])
	}
	return uint16(row[i])
}
