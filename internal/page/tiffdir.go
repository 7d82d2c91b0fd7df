package page

import (
	"encoding/binary"
	"math"
)

// Values of the compression tag that are read.
const (
	tiffNone       = 1
	tiffHuffman    = 2 // T.4 rows at whole bytes, without ends of line
	tiffGroup3     = 3
	tiffGroup4     = 4
	tiffLZW        = 5
	tiffOldJPEG    = 6
	tiffJPEG       = 7
	tiffDeflate    = 8
	tiffDeflateOld = 32946
	tiffPackBits   = 32773
)

// Values of the photometric tag that are read.
const (
	tiffWhiteIsZero = 0
	tiffBlackIsZero = 1
	tiffRGB         = 2
	tiffPalette     = 3
	tiffCMYK        = 5
	tiffYCbCr       = 6
)

// maxDirectory bounds the numbers of one directory entry; the longest list is
// that of the strips.
const maxDirectory = 1 << 22

// A tiffPage is one directory of a TIFF file.
type tiffPage struct {
	order         binary.ByteOrder
	width, height int
	bits, samples int
	sampleFormat  int
	compression   int
	photometric   int
	lsbFirst      bool // the first pixel of a byte is its lowest bit
	planar        bool // samples lie in separate planes
	predictor     int
	alpha         int // 0 none or not told, 1 multiplied into colour, 2 not
	twoD          bool
	palette       []uint32
	tables        []uint8 // of JPEG strips
	jpegAt        int64   // a whole JPEG file of old-style compression
	jpegLen       int64
	preview       bool // a smaller copy or a mask of another page
	meta          meta

	tiled                   bool
	chunkWidth, chunkHeight int
	across, down            int // chunks
	offsets, counts         []int64
}

// tiffDirectories walks the chain of directories.
func tiffDirectories(data []byte, lim Limits) ([]*tiffPage, error) {
	if len(data) < 8 {
		return nil, cut("tiff", len(data))
	}
	var order binary.ByteOrder = binary.LittleEndian
	if data[0] == 'M' {
		order = binary.BigEndian
	}
	if order.Uint16(data[2:]) == 43 {
		return nil, &UnsupportedError{Format: "tiff", What: "BigTIFF", Hint: "save the picture as plain TIFF or PNG and try again"}
	}
	var dirs []*tiffPage
	seen := map[int64]bool{}
	for at := int64(order.Uint32(data[4:])); at != 0; {
		if seen[at] {
			return nil, malformed("tiff", int(at), "the pages follow each other in a circle")
		}
		seen[at] = true
		// Previews stand beside pages, so the chain may be longer than the
		// number of pages.
		if len(dirs) > 4*lim.MaxPages {
			return nil, &TooLargeError{Format: "tiff", What: "pages", Have: int64(len(dirs)), Max: int64(lim.MaxPages)}
		}
		if at+2 > int64(len(data)) {
			return nil, cut("tiff", len(data))
		}
		n := int64(order.Uint16(data[at:]))
		end := at + 2 + 12*n
		if end+4 > int64(len(data)) {
			return nil, cut("tiff", len(data))
		}
		p := &tiffPage{order: order, bits: 1, samples: 1, sampleFormat: 1, compression: 1, photometric: -1,
			predictor: 1, chunkHeight: math.MaxInt32}
		if err := p.parse(data, data[at+2:end]); err != nil {
			return nil, err
		}
		dirs = append(dirs, p)
		at = int64(order.Uint32(data[end:]))
	}
	if len(dirs) == 0 {
		return nil, malformed("tiff", 4, "the file has no page")
	}
	return dirs, nil
}

// parse reads the entries of one directory.
func (p *tiffPage) parse(data, entries []byte) error {
	unit := 2
	for ; len(entries) >= 12; entries = entries[12:] {
		e := tiffEntry{p.order, data, entries[:12]}
		tag := p.order.Uint16(entries)
		switch tag {
		case 254: // NewSubfileType
			p.preview = e.first(0)&(1|4) != 0
		case 255: // SubfileType
			p.preview = e.first(1) == 2
		case 256:
			p.width = e.first(0)
		case 257:
			p.height = e.first(0)
		case 258: // BitsPerSample
			list, err := e.list()
			if err != nil {
				return err
			}
			for i, b := range list {
				if i == 0 {
					p.bits = int(b)
				} else if int(b) != p.bits {
					p.bits = -1 // mixed
				}
			}
		case 259:
			p.compression = e.first(1)
		case 262:
			p.photometric = e.first(-1)
		case 266:
			p.lsbFirst = e.first(1) == 2
		case 273, 324, 279, 325: // offsets and byte counts of strips and tiles
			list, err := e.list()
			if err != nil {
				return err
			}
			to := &p.offsets
			if tag == 279 || tag == 325 {
				to = &p.counts
			}
			*to = make([]int64, len(list))
			for i, v := range list {
				(*to)[i] = int64(v)
			}
		case 274:
			if o := e.first(1); o >= 1 && o <= 8 {
				p.meta.orientation = o
			}
		case 277:
			p.samples = e.first(1)
		case 278: // RowsPerStrip
			if !p.tiled {
				p.chunkHeight = e.first(math.MaxInt32)
			}
		case 282, 283:
			p.meta.dpi[tag-282] = e.ratio()
		case 284:
			p.planar = e.first(1) == 2
		case 292: // T4Options
			p.twoD = e.first(0)&1 != 0
		case 296:
			unit = e.first(2)
		case 317:
			p.predictor = e.first(1)
		case 320:
			list, err := e.list()
			if err != nil {
				return err
			}
			p.palette = list
		case 322:
			p.tiled, p.chunkWidth = true, e.first(0)
		case 323:
			p.tiled, p.chunkHeight = true, e.first(0)
		case 338: // ExtraSamples
			p.alpha = e.first(0)
		case 339:
			p.sampleFormat = e.first(1)
		case 347:
			p.tables = e.bytes()
		case 513:
			p.jpegAt = int64(uint32(e.first(0)))
		case 514:
			p.jpegLen = int64(uint32(e.first(0)))
		}
	}
	p.meta.dpi = perInch(p.meta.dpi, unit)
	return nil
}

// layChunks checks the strips or tiles against the page and the file.
func (p *tiffPage) layChunks(data []byte) error {
	if p.samples < 1 || p.samples > 32 {
		return malformed("tiff", -1, "%d samples per pixel", p.samples)
	}
	if p.compression == tiffOldJPEG && p.jpegAt > 0 {
		return nil
	}
	if !p.tiled {
		p.chunkWidth = p.width
		p.chunkHeight = min(p.chunkHeight, p.height)
	}
	w, h := p.chunkWidth, p.chunkHeight
	if w <= 0 || h <= 0 || w > 1<<20 || h > 1<<20 {
		return malformed("tiff", -1, "strips or tiles of %d by %d pixels", w, h)
	}
	p.across, p.down = (p.width+w-1)/w, (p.height+h-1)/h
	stored := int64(p.across) * int64(w) * int64(p.down) * int64(h)
	if stored > 4*int64(p.width)*int64(p.height)+16e6 {
		return malformed("tiff", -1, "tiles of %d by %d pixels for a page of %d by %d", w, h, p.width, p.height)
	}
	n := p.across * p.down
	if p.planar {
		n *= p.samples
	}
	if len(p.counts) == 0 && len(p.offsets) == 1 && p.compression == tiffNone {
		// Old writers leave the length of a single plain strip out.
		p.counts = []int64{int64(p.rowBytes(p.samples)) * int64(h)}
	}
	if len(p.offsets) < n || len(p.counts) < n {
		return malformed("tiff", -1, "%d strips or tiles where %d are needed", min(len(p.offsets), len(p.counts)), n)
	}
	for i := range n {
		if p.offsets[i]+p.counts[i] > int64(len(data)) {
			return cut("tiff", len(data))
		}
	}
	return nil
}

// A tiffEntry is one field of a directory.
type tiffEntry struct {
	order binary.ByteOrder
	data  []byte
	field []byte // 12 bytes: tag, type, count, value or its place
}

// bytes gives the bytes of the value, nil where they lie outside the file.
func (e tiffEntry) bytes() []byte {
	sizes := [...]int64{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4}
	kind := int(e.order.Uint16(e.field[2:]))
	if kind >= len(sizes) {
		return nil
	}
	n := int64(e.order.Uint32(e.field[4:])) * sizes[kind]
	if n <= 4 {
		return e.field[8 : 8+n]
	}
	at := int64(e.order.Uint32(e.field[8:]))
	if at+n > int64(len(e.data)) {
		return nil
	}
	return e.data[at : at+n]
}

// list gives all numbers of an integer field.
func (e tiffEntry) list() ([]uint32, error) {
	count := e.order.Uint32(e.field[4:])
	b := e.bytes()
	if b == nil && count > 0 {
		return nil, cut("tiff", len(e.data))
	}
	if count > maxDirectory {
		return nil, malformed("tiff", -1, "a directory entry of %d numbers", count)
	}
	list := make([]uint32, count)
	for i := range list {
		switch e.order.Uint16(e.field[2:]) {
		case 1, 6, 7:
			list[i] = uint32(b[i])
		case 3, 8:
			list[i] = uint32(e.order.Uint16(b[2*i:]))
		case 4, 9, 13:
			list[i] = e.order.Uint32(b[4*i:])
		default:
			return nil, malformed("tiff", -1, "a directory entry of type %d where whole numbers belong", e.order.Uint16(e.field[2:]))
		}
	}
	return list, nil
}

// first gives the first number of an integer field, or other if it has none
// or one that no picture needs.
func (e tiffEntry) first(other int) int {
	b := e.bytes()
	switch kind := e.order.Uint16(e.field[2:]); {
	case len(b) >= 1 && kind == 1:
		return int(b[0])
	case len(b) >= 2 && kind == 3:
		return int(e.order.Uint16(b))
	case len(b) >= 4 && (kind == 4 || kind == 13):
		return int(min(e.order.Uint32(b), math.MaxInt32))
	}
	return other
}

// ratio gives the value of a field of one fraction.
func (e tiffEntry) ratio() float64 {
	b := e.bytes()
	if len(b) < 8 || e.order.Uint16(e.field[2:]) != 5 {
		return 0
	}
	return ratio(e.order.Uint32(b), e.order.Uint32(b[4:]))
}
