// Package pdf lets package einthoven read PDF files: machine exports, whose
// curves are read from the drawn paths themselves, and scanned pages.
//
//	opt := einthoven.Options{Decoders: []einthoven.Decoder{pdf.Decoder()}}
//
// It is a package of its own so that programs which read no PDF do not carry
// its dependencies.
package pdf

import (
	"github.com/einthoven-ecg/einthoven"
	"github.com/einthoven-ecg/einthoven/internal/page/pdf"
)

// Decoder reads PDF files; give it to [einthoven.Options].
func Decoder() einthoven.Decoder { return einthoven.NewDecoder(pdf.Decoder()) }
