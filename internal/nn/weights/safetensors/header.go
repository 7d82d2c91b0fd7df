package safetensors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// metadataKey is the one key of a header that names no tensor.
const metadataKey = "__metadata__"

// maxAxes is the most axes of a tensor.
const maxAxes = 64

// entry is what a header says of a tensor.
type entry struct {
	name       string
	dtype      weights.DType
	shape      []int
	begin, end int64 // from the first byte of the data
}

// parser walks through a header token by token, since decoding into maps
// would hide keys that come twice.
type parser struct {
	text []byte
	dec  *json.Decoder
}

func newParser(text []byte) *parser {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return &parser{text, dec}
}

// bad makes an error for the place where the parser stands.
func (p *parser) bad(err error) error {
	var unsupported *weights.UnsupportedError
	var malformed *weights.MalformedError
	if errors.As(err, &unsupported) || errors.As(err, &malformed) {
		return err
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &weights.MalformedError{Format: format, Offset: 8 + p.dec.InputOffset(), Err: fmt.Errorf("header: %w", err)}
}

// file reads the whole header.
func (p *parser) file() (metadata map[string]string, entries []entry, err error) {
	if p.text[0] != '{' {
		return nil, nil, p.bad(fmt.Errorf("begins with %q, not with a brace", p.text[0]))
	}
	if !utf8.Valid(p.text) {
		return nil, nil, p.bad(errors.New("is not UTF-8"))
	}
	err = p.object(func(key string) error {
		if key == metadataKey {
			metadata, err = p.metadata()
			return err
		}
		e, err := p.entry(key)
		entries = append(entries, e)
		return err
	})
	if err != nil {
		return nil, nil, p.bad(err)
	}
	if rest := p.text[p.dec.InputOffset():]; len(bytes.Trim(rest, " ")) > 0 {
		return nil, nil, p.bad(errors.New("goes on after its last brace"))
	}
	return metadata, entries, nil
}

// object reads an object and calls value where the value of each key begins.
func (p *parser) object(value func(key string) error) error {
	if err := p.delim('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for p.dec.More() {
		key, err := p.str()
		if err != nil {
			return err
		}
		if seen[key] {
			return fmt.Errorf("key %q comes twice", key)
		}
		seen[key] = true
		if err := value(key); err != nil {
			return err
		}
	}
	return p.delim('}')
}

func (p *parser) metadata() (map[string]string, error) {
	m := map[string]string{}
	err := p.object(func(key string) (err error) {
		m[key], err = p.str()
		return err
	})
	return m, err
}

// entry reads the value of a tensor's name.
func (p *parser) entry(name string) (entry, error) {
	e := entry{name: name}
	fields := 0
	err := p.object(func(key string) error {
		fields++
		switch key {
		case "dtype":
			return p.dtype(&e)
		case "shape":
			shape, err := p.numbers(maxAxes)
			for _, n := range shape {
				e.shape = append(e.shape, int(n))
			}
			return err
		case "data_offsets":
			at, err := p.numbers(2)
			if err == nil && len(at) != 2 {
				err = errors.New("data_offsets needs two numbers")
			}
			if err == nil {
				e.begin, e.end = at[0], at[1]
			}
			return err
		}
		return fmt.Errorf("unknown key %q", key)
	})
	if err == nil && fields != 3 {
		err = errors.New("dtype, shape or data_offsets is missing")
	}
	if err != nil {
		return e, p.bad(fmt.Errorf("tensor %q: %w", name, err))
	}
	return e, nil
}

func (p *parser) dtype(e *entry) error {
	name, err := p.str()
	if err != nil {
		return err
	}
	var ok bool
	if e.dtype, ok = weights.ParseDType(name); ok {
		return nil
	}
	what := fmt.Sprintf("type %.20q of tensor %.80q", name, e.name)
	return &weights.UnsupportedError{Format: format, What: what, Hint: "convert the tensor to F32 before saving it"}
}

// numbers reads a list of at most most integers from 0 to 2^50.
func (p *parser) numbers(most int) ([]int64, error) {
	if err := p.delim('['); err != nil {
		return nil, err
	}
	list := []int64{}
	for p.dec.More() {
		token, err := p.dec.Token()
		if err != nil {
			return nil, err
		}
		number, _ := token.(json.Number)
		v, err := number.Int64()
		if err != nil || v < 0 || v > 1<<50 || strings.HasPrefix(number.String(), "-") {
			return nil, fmt.Errorf("%.40q is no size", fmt.Sprint(token))
		}
		if list = append(list, v); len(list) > most {
			return nil, fmt.Errorf("list of more than %d numbers", most)
		}
	}
	return list, p.delim(']')
}

// str reads a string. One with the replacement character is refused, since
// that is also what broken escapes decode to.
func (p *parser) str() (string, error) {
	token, err := p.dec.Token()
	if err != nil {
		return "", err
	}
	s, ok := token.(string)
	if !ok {
		return "", fmt.Errorf("found %.40v instead of a string", token)
	}
	if strings.ContainsRune(s, utf8.RuneError) {
		return "", fmt.Errorf("string %.80q is not Unicode", s)
	}
	return s, nil
}

func (p *parser) delim(want json.Delim) error {
	token, err := p.dec.Token()
	if err != nil {
		return err
	}
	if token != want {
		return fmt.Errorf("found %.40v instead of %v", token, want)
	}
	return nil
}
