package lanes

// BlockPx is the side of what a JPEG file treats as one: its colours have half
// the resolution, in blocks of 8 by 8.
const BlockPx = 16

// Blocks are those of 16 by 16 pixels, by rows: four of luma, upper left first,
// then one of each colour difference, blue and red, all about 0.
type Blocks [6][64]float32

// Take makes the blocks of 16 rows of 16 pixels of four bytes, a stride of
// bytes apart. Source of the conversion: ITU-T T.871 (JFIF), 7, in parts of
// 65536, rounded for each pixel and again for the mean of four.
func (b *Blocks) Take(pix []uint8, stride int) {
	if !takeWide(b, pix, stride) {
		b.takePortable(pix, stride)
	}
}

func (b *Blocks) takePortable(pix []uint8, stride int) {
	var cb, cr [64]int32
	for dy := range BlockPx {
		p := (*[4 * BlockPx]uint8)(pix[dy*stride:])
		left, right := (*[8]float32)(b[dy>>3<<1][dy&7<<3:]), (*[8]float32)(b[dy>>3<<1|1][dy&7<<3:])
		u, v := (*[8]int32)(cb[dy>>1<<3:]), (*[8]int32)(cr[dy>>1<<3:])
		for dx := range BlockPx {
			r, g, bl := int32(p[4*dx]), int32(p[4*dx+1]), int32(p[4*dx+2])
			y := float32((19595*r+38470*g+7471*bl+1<<15)>>16 - 128)
			if dx < 8 {
				left[dx] = y
			} else {
				right[dx-8] = y
			}
			u[dx>>1] += (-11058*r - 21710*g + 32768*bl + 1<<15) >> 16
			v[dx>>1] += (32768*r - 27439*g - 5329*bl + 1<<15) >> 16
		}
	}
	for i := range cb {
		b[4][i], b[5][i] = float32((cb[i]+2)>>2), float32((cr[i]+2)>>2)
	}
}

// Put writes the pixels back, their fourth bytes left as they are.
func (b *Blocks) Put(pix []uint8, stride int) {
	if !putWide(b, pix, stride) {
		b.putPortable(pix, stride)
	}
}

func (b *Blocks) putPortable(pix []uint8, stride int) {
	for dy := range BlockPx {
		row := pix[dy*stride:]
		at := dy >> 1 << 3
		for dx := range BlockPx {
			y := b[dy>>3<<1|dx>>3][dy&7<<3|dx&7] + 128
			cb, cr := b[4][at+dx>>1], b[5][at+dx>>1]
			p := (*[4]uint8)(row[4*dx:])
			p[0], p[1], p[2] = Level(y+float32(1.402*cr)), Level(y-float32(0.344136*cb)-float32(0.714136*cr)), Level(y+float32(1.772*cb))
		}
	}
}

// whole is the nearest whole number, of one that is not huge.
func whole(v float32) float32 {
	const far = 1 << 16
	return float32(int32(v+far+0.5) - far)
}

// Round does to a block what its transform, rounded to whole multiples of
// steps, and the way back do. Steps are by rows: first one over the step, then
// the step, with what [FallFactors] and the size of the block make of them.
func Round(b *[64]float32, steps *[2][64]float32) {
	if !roundWide(b, steps) {
		roundPortable(b, steps)
	}
}

func roundPortable(b *[64]float32, steps *[2][64]float32) {
	for i := 0; i < 64; i += 8 {
		fall(b[i:], 1)
	}
	for i := range 8 {
		fall(b[i:], 8)
	}
	flat := true
	for i := range b {
		v := float32(b[i] * steps[0][i])
		if v > -0.49 && v < 0.49 { // as most are, and no others by rounding
			b[i] = 0
			continue
		}
		b[i] = float32(whole(v) * steps[1][i])
		flat = flat && i == 0
	}
	if flat {
		v := min(max(whole(b[0]), -128), 127)
		for i := range b {
			b[i] = v
		}
		return
	}
	for i := range 8 {
		if c := b[i:]; c[8] == 0 && c[16] == 0 && c[24] == 0 && c[32] == 0 && c[40] == 0 && c[48] == 0 && c[56] == 0 {
			for k := 8; k < 64; k += 8 {
				c[k] = c[0]
			}
			continue
		}
		rise(b[i:], 8)
	}
	for i := 0; i < 64; i += 8 {
		rise(b[i:], 1)
	}
	for i := range b {
		b[i] = min(max(whole(b[i]), -128), 127)
	}
}
