package page

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// sniff names the format of a file that Open reads itself, from its first
// bytes; empty for all others.
func sniff(b []byte) string {
	switch {
	case has(b, 0, "\x89PNG\r\n\x1a\n"):
		return "png"
	case has(b, 0, "\xff\xd8\xff"):
		return "jpeg"
	case has(b, 0, "GIF87a"), has(b, 0, "GIF89a"):
		return "gif"
	case has(b, 0, "BM") && len(b) >= 18 && b[15] == 0 && b[16] == 0 && b[17] == 0 && b[14] >= 12:
		return "bmp"
	case has(b, 0, "RIFF") && has(b, 8, "WEBP"):
		return "webp"
	case has(b, 0, "II*\x00"), has(b, 0, "MM\x00*"), has(b, 0, "II+\x00"), has(b, 0, "MM\x00+"):
		return "tiff"
	}
	return ""
}

// has says whether the bytes at offset i are s.
func has(b []byte, i int, s string) bool {
	return len(b) >= i+len(s) && string(b[i:i+len(s)]) == s
}

// looks lists what people send instead of pictures, by first bytes.
var looks = []struct {
	at    int
	magic string
	what  string
}{
	{0, "%PDF-", "a PDF document, and this program was built without a PDF reader"},
	{0, "PK\x03\x04", "a zip archive or an office document; unpack it and send the picture inside"},
	{0, "\x1f\x8b", "a gzip archive; unpack it and send the picture inside"},
	{0, "7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it and send the picture inside"},
	{0, "Rar!", "a rar archive; unpack it and send the picture inside"},
	{0, "\xd0\xcf\x11\xe0", "an old office document; send the picture inside"},
	{0, "8BPS", "a Photoshop file; export it as PNG"},
	{128, "DICM", "a DICOM object; export the picture as PNG, or read the waveform inside directly"},
	{0, "\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture; save it as PNG"},
	{0, "\xff\x4f\xff\x51", "a JPEG 2000 picture; save it as PNG"},
	{0, "\x00\x00\x00\x0cJXL ", "a JPEG XL picture; save it as PNG"},
	{0, "\xff\x0a", "a JPEG XL picture; save it as PNG"},
	{0, "%!PS", "PostScript; print it to a PDF"},
	{0, "\x00\x00\x01\x00", "an icon; send the picture itself"},
	{0, "{\\rtf", "a rich text document; send the picture inside"},
	{0, "SCPECG", "an SCP-ECG record, which holds the signals themselves"},
	{16, "SCPECG", "an SCP-ECG record, which holds the signals themselves"},
}

// unknown makes the error for bytes that no reader takes.
func unknown(b []byte) error {
	if err := heif(b); err != nil {
		return err
	}
	say := func(what string) error {
		return fmt.Errorf("%w: %s", ErrUnknownFormat, what)
	}
	if len(b) == 0 {
		return say("the file is empty; take it again from where it came from")
	}
	for _, l := range looks {
		if has(b, l.at, l.magic) {
			return say("the bytes look like " + l.what)
		}
	}
	head := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(b[:min(len(b), 1024)], []byte("\xef\xbb\xbf")), " \t\r\n"))
	switch {
	case bytes.Contains(head, []byte("%pdf-")):
		return say("the bytes look like " + looks[0].what)
	case bytes.HasPrefix(head, []byte("<!doctype html")), bytes.HasPrefix(head, []byte("<html")):
		return say("the bytes look like a web page, perhaps an error page of a server; send the picture itself")
	case bytes.Contains(head, []byte("<svg")):
		return say("the bytes look like an SVG drawing; export it as PNG")
	case bytes.HasPrefix(head, []byte("<?xml")):
		return say("the bytes look like XML; send the picture itself")
	case isText(b[:min(len(b), 1024)]):
		return say("the bytes look like text, whatever the name of the file says; send the picture itself")
	case len(bytes.Trim(b[:min(len(b), 4096)], "\x00")) == 0:
		return say("the bytes are zeros, as left by a copy that failed; take the file again from where it came from")
	}
	return say("the first bytes are those of no picture format; send PNG, JPEG, TIFF, WebP, BMP or GIF")
}

// isText says whether b could be the start of a text in UTF-8.
func isText(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			// A letter may be cut at the end of the sample.
			return len(b) < utf8.UTFMax && !utf8.FullRune(b)
		}
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' || r == 0x7f {
			return false
		}
		b = b[n:]
	}
	return true
}

// heif recognises the pictures of phones and the films beside them by the
// brand in their ftyp box (ISO/IEC 14496-12, section 4.3; brands: ISO/IEC
// 23008-12, annex B).
//
// HEIC is not decoded. The module that could do it without a C compiler,
// github.com/gen2brain/heic, is itself under the MIT licence but embeds
// libheif 1.18.2 and libde265 1.0.15 as WebAssembly, and both are under the
// LGPL-3.0 (lib/LICENSE.libheif and lib/LICENSE.libde265 in the module): who
// passes on a program that carries them in one static file must let its
// receiver exchange them, which is more than the Apache licence of this
// program promises. HEVC also carries patents. Who accepts both can hand Open
// a Decoder; for all others the error says how to get a JPEG out of the phone.
func heif(b []byte) error {
	if !has(b, 4, "ftyp") || len(b) < 12 {
		return nil
	}
	switch string(b[8:12]) {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1":
		return &UnsupportedError{Format: "heic", What: "the HEIC picture of a phone",
			Hint: "on an iPhone choose Settings > Camera > Formats > Most Compatible before taking the photo, or export this one as JPEG"}
	case "avif", "avis":
		return &UnsupportedError{Format: "avif", What: "an AVIF picture", Hint: again}
	}
	return fmt.Errorf("%w: the bytes look like a film (MP4 or QuickTime); send a photo instead", ErrUnknownFormat)
}
