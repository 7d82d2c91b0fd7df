package page

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"math/bits"

	"golang.org/x/image/tiff/lzw"

	"github.com/einthoven-ecg/einthoven/internal/page/ccitt"
)

// A rowReader fills one row of raw bytes, or of pixels (255 for a white run)
// where the strip is coded as a fax.
type rowReader func(row []uint8) error

// isFax says whether rows come as one byte a pixel from the fax reader.
func (t *tiffPage) isFax() bool {
	return t.compression == tiffHuffman || t.compression == tiffGroup3 || t.compression == tiffGroup4
}

// rowBytes is the length of one raw row of a chunk.
func (t *tiffPage) rowBytes(perPixel int) int {
	if t.isFax() {
		return t.chunkWidth
	}
	return (t.chunkWidth*perPixel*max(t.bits, 1) + 7) / 8
}

// open begins to decompress one strip, tile or plane of one.
func (t *tiffPage) open(strip []byte) (rowReader, error) {
	if t.lsbFirst {
		turned := make([]byte, len(strip))
		for i, b := range strip {
			turned[i] = bits.Reverse8(b)
		}
		strip = turned
	}
	var r io.Reader
	switch t.compression {
	case tiffNone:
		r = bytes.NewReader(strip)
	case tiffLZW:
		r = lzw.NewReader(bytes.NewReader(strip), lzw.MSB, 8)
	case tiffDeflate, tiffDeflateOld:
		z, err := zlib.NewReader(bytes.NewReader(strip))
		if err != nil {
			return nil, err
		}
		r = z
	case tiffPackBits:
		return (&packBits{src: strip}).row, nil
	case tiffHuffman, tiffGroup3, tiffGroup4:
		opt := ccitt.Options{Columns: t.chunkWidth, ByteAligned: t.compression == tiffHuffman}
		switch {
		case t.compression == tiffGroup4:
			opt.Coding = ccitt.Group4
		case t.compression == tiffGroup3 && t.twoD:
			opt.Coding = ccitt.Group3Mixed
		}
		fax, err := ccitt.NewReader(strip, opt)
		if err != nil {
			return nil, err
		}
		return func(row []uint8) error {
			err := fax.Row(row)
			if errors.Is(err, ccitt.ErrExtension) {
				return &UnsupportedError{Format: "tiff", What: "the uncompressed mode of fax coding", Hint: again}
			}
			return err
		}, nil
	default:
		return nil, fmt.Errorf("compression %d", t.compression)
	}
	return func(row []uint8) error {
		_, err := io.ReadFull(r, row)
		return err
	}, nil
}

// packBits undoes the run-length coding of the Macintosh (TIFF 6.0, section
// 9): a count n below 128 precedes n+1 plain bytes, one above 128 precedes a
// byte to be repeated 257-n times, 128 is nothing.
type packBits struct {
	src    []byte
	plain  int // plain bytes left of the last count
	repeat int // repetitions left of value
	value  byte
}

func (p *packBits) row(dst []uint8) error {
	for len(dst) > 0 {
		switch {
		case p.plain > 0:
			n := copy(dst, p.src[:min(p.plain, len(p.src))])
			if n == 0 {
				return io.ErrUnexpectedEOF
			}
			dst, p.src, p.plain = dst[n:], p.src[n:], p.plain-n
		case p.repeat > 0:
			n := min(p.repeat, len(dst))
			for i := range n {
				dst[i] = p.value
			}
			dst, p.repeat = dst[n:], p.repeat-n
		case len(p.src) < 2:
			return io.ErrUnexpectedEOF
		default:
			switch n := int(p.src[0]); {
			case n < 128:
				p.src, p.plain = p.src[1:], n+1
			case n > 128:
				p.value, p.repeat, p.src = p.src[1], 257-n, p.src[2:]
			default:
				p.src = p.src[1:]
			}
		}
	}
	return nil
}

// undoPredictor adds up the differences along a row (TIFF 6.0, section 14).
func (t *tiffPage) undoPredictor(row []uint8, perPixel int) {
	if t.predictor != 2 {
		return
	}
	switch t.bits {
	case 8:
		for i := perPixel; i < len(row); i++ {
			row[i] += row[i-perPixel]
		}
	case 16:
		for i := 2 * perPixel; i+1 < len(row); i += 2 {
			t.order.PutUint16(row[i:], t.order.Uint16(row[i:])+t.order.Uint16(row[i-2*perPixel:]))
		}
	}
}
