// Package pdftest writes small PDF files for tests.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// A File collects objects. The zero value is an empty file.
type File struct {
	objects []string // object 1 is the catalogue, 2 the page tree
	pages   []int
}

// Add appends an object written in PDF's own syntax and returns its number.
func (f *File) Add(object string) int {
	if len(f.objects) == 0 {
		f.objects = make([]string, 2)
	}
	f.objects = append(f.objects, object)
	return len(f.objects)
}

// Stream adds a stream with the given dictionary entries.
func (f *File) Stream(entries string, data []byte) int {
	return f.Add(fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", entries, len(data), data))
}

// Flate adds a compressed stream.
func (f *File) Flate(entries string, data []byte) int {
	return f.Stream(entries+" /Filter /FlateDecode", Deflate(data))
}

// Deflate compresses data as the filter FlateDecode wants it.
func Deflate(data []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	// A Buffer never fails.
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

// Page adds a page with a content stream and further entries, such as a
// /MediaBox and /Resources.
func (f *File) Page(entries, content string) int {
	c := f.Flate("", []byte(content))
	n := f.Add(fmt.Sprintf("<</Type /Page /Parent 2 0 R /Contents %d 0 R %s>>", c, entries))
	f.pages = append(f.pages, n)
	return n
}

// Bytes writes the file.
func (f *File) Bytes() []byte {
	if len(f.objects) == 0 {
		f.objects = make([]string, 2)
	}
	var kids strings.Builder
	for _, p := range f.pages {
		fmt.Fprintf(&kids, "%d 0 R ", p)
	}
	f.objects[0] = "<</Type /Catalog /Pages 2 0 R>>"
	f.objects[1] = fmt.Sprintf("<</Type /Pages /Count %d /Kids [%s]>>", len(f.pages), kids.String())
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	at := make([]int, len(f.objects))
	for i, o := range f.objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(f.objects)+1, start)
	return b.Bytes()
}
