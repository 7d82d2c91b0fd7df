package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/image/draw"
)

// Contact sheets.
const (
	maxThumbs = 1000
	thumbW    = 360 // pixels, at most
	thumbH    = 270
	thumbGap  = 4
)

// A contactSheet shows many pictures, small.
type contactSheet struct {
	img  *image.NRGBA
	cols int
}

func newContactSheet(n int) *contactSheet {
	s := &contactSheet{cols: 1}
	for s.cols*s.cols < n {
		s.cols++
	}
	rows := (n + s.cols - 1) / s.cols
	s.img = image.NewNRGBA(image.Rect(0, 0, s.cols*(thumbW+thumbGap), rows*(thumbH+thumbGap)))
	draw.Draw(s.img, s.img.Rect, image.White, image.Point{}, draw.Src)
	return s
}

// put places picture number i.
func (s *contactSheet) put(i int, m *image.NRGBA) {
	at := image.Pt(i%s.cols*(thumbW+thumbGap)+(thumbW-m.Rect.Dx())/2, i/s.cols*(thumbH+thumbGap)+(thumbH-m.Rect.Dy())/2)
	draw.Draw(s.img, m.Rect.Add(at), m, image.Point{}, draw.Src)
}

// thumbnail is the picture, small.
func thumbnail(m *image.NRGBA) *image.NRGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	f := min(float64(thumbW)/float64(w), float64(thumbH)/float64(h))
	out := image.NewNRGBA(image.Rect(0, 0, max(int(f*float64(w)), 1), max(int(f*float64(h)), 1)))
	draw.CatmullRom.Scale(out, out.Rect, m, m.Rect, draw.Src, nil)
	return out
}

// pngStart is what a PNG begins with: its signature and the chunk IHDR (PNG
// specification, 5.2 and 11.2.1).
const pngStart = 8 + 4 + 4 + 13 + 4

// sheetMark is the chunk of text by which a contact sheet of ours is known
// (PNG specification, 11.3.3.2). It follows pngStart.
func sheetMark() []byte {
	const text = "Software\x00einthoven render --sheet"
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)))
	chunk = append(chunk, "tEXt"+text...)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
}

// checkSheet says that there is a file of that name that is no contact sheet
// of ours: it is not to be overwritten.
func checkSheet(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && info.Mode().IsRegular() {
		var ours bool
		if ours, err = marked(path); ours {
			return nil
		}
	}
	if err == nil {
		err = fmt.Errorf("%s exists and is no contact sheet of einthoven; it was left alone", path)
	}
	return &complaint{status: exitUsage, err: fmt.Errorf("--sheet: %w", err), hint: "name another file, or move that one away"}
}

// marked tells whether a file has our mark.
func marked(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	want := sheetMark()
	start := make([]byte, pngStart+len(want))
	if _, err := io.ReadFull(f, start); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return false, err
	}
	return bytes.HasPrefix(start, []byte("\x89PNG\r\n\x1a\n")) && bytes.Equal(start[pngStart:], want), nil
}

// write writes the sheet, whole or not at all, over an older one at most.
func (s *contactSheet) write(path string) error {
	var b bytes.Buffer
	if err := png.Encode(&b, s.img); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".einthoven-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if err := tmp.Chmod(0o644); err != nil && runtime.GOOS != "windows" {
		tmp.Close()
		return err
	}
	for _, part := range [][]byte{b.Bytes()[:pngStart], sheetMark(), b.Bytes()[pngStart:]} {
		if _, err := tmp.Write(part); err != nil {
			tmp.Close()
			return err
		}
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
