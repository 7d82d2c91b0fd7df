package pdf

import "unicode/utf16"

// maxLetters bounds a ToUnicode map; there are no more two-byte codes.
const maxLetters = 1 << 16

// parseCMap reads a ToUnicode map (section 9.10.3): which letters each code
// stands for, and which lengths of codes, 1 to 4 bytes, it knows.
func parseCMap(b []byte) (letters map[uint32]string, lengths [4]bool) {
	letters = map[uint32]string{}
	l := lexer{in: b}
	var last []token
	for {
		t := l.next()
		if t.kind == end {
			return letters, lengths
		}
		if t.kind != action {
			if len(last) < maxLetters*3 {
				last = append(last, t)
			}
			continue
		}
		switch string(t.text) {
		case "endcodespacerange":
			for _, t := range last {
				if n := len(t.text); t.kind == text && n >= 1 && n <= 4 {
					lengths[n-1] = true
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(last); i += 2 {
				if c, ok := code(last[i]); ok && len(letters) < maxLetters {
					letters[c] = utf16Text(last[i+1].text)
				}
			}
		case "endbfrange":
			for i := 0; i+2 < len(last); i += 3 {
				lo, ok1 := code(last[i])
				hi, ok2 := code(last[i+1])
				if ok1 && ok2 {
					bfRange(letters, lo, hi, last[i+2])
				}
			}
		}
		last = last[:0]
	}
}

// bfRange maps codes lo to hi to a list of strings, or to one string whose last
// unit counts up.
func bfRange(letters map[uint32]string, lo, hi uint32, to token) {
	for k := uint32(0); lo+k >= lo && lo+k <= hi && len(letters) < maxLetters; k++ {
		switch to.kind {
		case list:
			if int(k) >= len(to.list) {
				return
			}
			letters[lo+k] = utf16Text(to.list[k].text)
		case text:
			n := len(to.text)
			if n < 2 {
				return
			}
			b := append([]byte(nil), to.text...)
			v := uint32(b[n-2])<<8 | uint32(b[n-1])
			v += k
			b[n-2], b[n-1] = byte(v>>8), byte(v)
			letters[lo+k] = utf16Text(b)
		default:
			return
		}
	}
}

// code is a character code written as a string of up to four bytes.
func code(t token) (c uint32, ok bool) {
	if t.kind != text || len(t.text) == 0 || len(t.text) > 4 {
		return 0, false
	}
	for _, b := range t.text {
		c = c<<8 | uint32(b)
	}
	return c, true
}

// utf16Text decodes UTF-16 in big endian order.
func utf16Text(b []byte) string {
	if len(b) > 64 {
		return ""
	}
	u := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(u))
}
