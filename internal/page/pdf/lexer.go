package pdf

import (
	"bytes"
	"math"
	"strconv"
)

// kind says what a token is.
type kind uint8

const (
	end kind = iota
	number
	name   // without its slash
	text   // bytes of a string
	list   // of tokens
	keyed  // the keys and values of a dictionary, in turn
	action // an operator or any other bare word
)

// token is one word of a content stream or a CMap (section 7.8.2).
type token struct {
	kind kind
	num  float64
	text []byte // name, string or word; may lie in the input
	list []token
}

// is says whether t is the bare word s.
func (t token) is(s string) bool { return t.kind == action && string(t.text) == s }

// lexer cuts bytes into tokens. Whatever the bytes are, it comes to an end:
// each call takes at least one byte or gives end.
type lexer struct {
	in []byte
	at int
}

// maxNesting bounds arrays in arrays, and maxItems the length of one.
const (
	maxNesting = 32
	maxItems   = 1 << 20
)

// huge bounds numbers, so that products of a few of them stay finite.
const huge = 1e12

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

// skip passes white space and comments.
func (l *lexer) skip() {
	for l.at < len(l.in) {
		switch c := l.in[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.in) && l.in[l.at] != '\n' && l.in[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// next gives the next token; closing brackets that nothing opened are passed.
func (l *lexer) next() token {
	for {
		t, closes := l.token(0)
		if closes == 0 {
			return t
		}
	}
}

// token reads one token, or says which closing bracket stands there.
func (l *lexer) token(depth int) (t token, closes byte) {
	l.skip()
	if l.at >= len(l.in) {
		return token{}, 0
	}
	c := l.in[l.at]
	switch c {
	case '(':
		return token{kind: text, text: l.literal()}, 0
	case '/':
		l.at++
		return token{kind: name, text: unescape(l.word())}, 0
	case '[':
		l.at++
		return token{kind: list, list: l.items(']', depth)}, 0
	case '<':
		if l.at+1 < len(l.in) && l.in[l.at+1] == '<' {
			l.at += 2
			return token{kind: keyed, list: l.items('>', depth)}, 0
		}
		return token{kind: text, text: l.hex()}, 0
	case '>':
		l.at++
		if l.at < len(l.in) && l.in[l.at] == '>' {
			l.at++
		}
		return token{}, '>'
	case ')', ']', '{', '}':
		l.at++
		return token{}, c
	}
	w := l.word()
	if v, ok := parseNumber(w); ok {
		return token{kind: number, num: max(-huge, min(huge, v))}, 0
	}
	return token{kind: action, text: w}, 0
}

// word takes bytes up to the next space or delimiter.
func (l *lexer) word() []byte {
	start := l.at
	for l.at < len(l.in) && !isSpace(l.in[l.at]) && !isDelimiter(l.in[l.at]) {
		l.at++
	}
	return l.in[start:l.at]
}

// items reads up to a closing bracket; a missing one is the end of the input.
func (l *lexer) items(closing byte, depth int) []token {
	var out []token
	for l.at < len(l.in) {
		if depth >= maxNesting || len(out) >= maxItems {
			l.at = len(l.in) // nobody writes this; read no further
			break
		}
		t, closes := l.token(depth + 1)
		if closes == closing {
			break
		}
		if closes == 0 && t.kind != end {
			out = append(out, t)
		}
	}
	return out
}

// literal reads a string in round brackets (section 7.3.4.2).
func (l *lexer) literal() []byte {
	l.at++
	var out []byte
	for open := 1; l.at < len(l.in); {
		c := l.in[l.at]
		l.at++
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return out
			}
		case '\\':
			if l.at >= len(l.in) {
				return out
			}
			c = l.in[l.at]
			l.at++
			switch c {
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			case 'b':
				c = '\b'
			case 'f':
				c = '\f'
			case '\r':
				if l.at < len(l.in) && l.in[l.at] == '\n' {
					l.at++
				}
				continue
			case '\n':
				continue
			case '0', '1', '2', '3', '4', '5', '6', '7':
				v := int(c - '0')
				for range 2 {
					if l.at < len(l.in) && l.in[l.at] >= '0' && l.in[l.at] <= '7' {
						v = 8*v + int(l.in[l.at]-'0')
						l.at++
					}
				}
				c = byte(v)
			}
		}
		out = append(out, c)
	}
	return out
}

// hex reads a string in angle brackets (section 7.3.4.3).
func (l *lexer) hex() []byte {
	l.at++
	var out []byte
	high := -1
	for l.at < len(l.in) {
		c := l.in[l.at]
		l.at++
		if c == '>' {
			break
		}
		v := hexDigit(c)
		if v < 0 {
			continue
		}
		if high < 0 {
			high = v
			continue
		}
		out = append(out, byte(high<<4|v))
		high = -1
	}
	if high >= 0 {
		out = append(out, byte(high<<4))
	}
	return out
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// unescape resolves #xx in a name (section 7.3.5).
func unescape(w []byte) []byte {
	if bytes.IndexByte(w, '#') < 0 {
		return w
	}
	var out []byte
	for i := 0; i < len(w); i++ {
		if w[i] == '#' && i+2 < len(w) {
			if a, b := hexDigit(w[i+1]), hexDigit(w[i+2]); a >= 0 && b >= 0 {
				out = append(out, byte(a<<4|b))
				i += 2
				continue
			}
		}
		out = append(out, w[i])
	}
	return out
}

// parseNumber reads a PDF number (section 7.3.3). Machines write a few forms
// that the text does not allow and viewers take: "--5", "1.5-3", "1e-5".
func parseNumber(w []byte) (float64, bool) {
	if len(w) == 0 || len(w) > 64 {
		return 0, false
	}
	if c := w[0]; c != '+' && c != '-' && c != '.' && (c < '0' || c > '9') {
		return 0, false
	}
	// The common case, without a copy: at most 15 digits are exact.
	neg, i := false, 0
	if w[0] == '+' || w[0] == '-' {
		neg, i = w[0] == '-', 1
	}
	mantissa, digits, places, dot := int64(0), 0, 0, false
	for ; i < len(w); i++ {
		c := w[i]
		if c == '.' && !dot {
			dot = true
			continue
		}
		if c < '0' || c > '9' || digits == 15 {
			break
		}
		mantissa = 10*mantissa + int64(c-'0')
		digits++
		if dot {
			places++
		}
	}
	if i == len(w) && digits > 0 {
		v := float64(mantissa) / powers[places]
		if neg {
			v = -v
		}
		return v, true
	}
	for len(w) > 1 && w[0] == '-' && w[1] == '-' {
		w = w[1:]
	}
	if v, err := strconv.ParseFloat(string(w), 64); err == nil {
		return v, !math.IsInf(v, 0) && !math.IsNaN(v)
	}
	if k := bytes.LastIndexByte(w, '-'); k > 0 {
		if v, err := strconv.ParseFloat(string(w[:k]), 64); err == nil {
			return v, true
		}
	}
	return 0, false
}

// powers of ten up to 15 are exact in float64.
var powers = [16]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}
