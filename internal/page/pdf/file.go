package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// file is the border to pdfcpu: every call into it goes through here, and what
// it throws comes out as an error.
type file struct {
	ctx *model.Context
}

// guard runs f and turns a panic into an error.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the pdf reader gave up: %v", r)
		}
	}()
	return f()
}

// damaged is the error for a file that is not what it should be.
func damaged(msg string, args ...any) error {
	return &page.MalformedError{Format: format, Offset: -1, Err: fmt.Errorf(msg, args...)}
}

// load reads all objects of a file.
//
// The configuration is built here and not by pdfcpu, whose own default makes a
// folder in the home of the user. Nothing is validated: many writers are loose
// in places that do not matter for a page.
func load(ctx context.Context, data []byte, lim page.Limits) (*file, error) {
	limits := model.DefaultResourceLimits()
	limits.MaxStreamBytes = int64(len(data)) + 1
	limits.MaxDecodeBytes = maxContent
	limits.MaxObjectCount = maxObjects
	limits.MaxXRefEntries = maxObjects
	limits.MaxObjectStreamCount = maxObjects
	conf := &model.Configuration{
		Reader15:       true,
		ValidationMode: model.ValidationRelaxed,
		Eol:            types.EolLF,
		Cmd:            model.EXTRACTCONTENT,
		Unit:           types.POINTS,
		Offline:        true,
		Limits:         limits,
	}
	f := &file{}
	err := guard(func() (err error) {
		f.ctx, err = pdfcpu.ReadWithContext(ctx, bytes.NewReader(data), conf)
		return err
	})
	if cerr := ctx.Err(); cerr != nil {
		return nil, cerr
	}
	switch {
	case err == nil:
		return f, nil
	case errors.Is(err, pdfcpu.ErrWrongPassword):
		return nil, &page.UnsupportedError{Format: format, What: "a file that is locked with a password",
			Hint: "open it with the password, print it to a new PDF and send that"}
	case strings.Contains(err.Error(), "encrypt"):
		return nil, &page.UnsupportedError{Format: format, What: "this kind of encryption",
			Hint: "open the file, print it to a new PDF and send that"}
	}
	return nil, damaged("%w", err)
}

// Limits on what one file or page may ask for.
const (
	maxObjects = 2_000_000 // of a file
	maxContent = 256 << 20 // bytes of one content stream, decoded
	maxTree    = 64        // levels of the page tree
)

// resolve follows a reference; what is missing or broken is nil, as the null
// object is (section 7.3.10).
func (f *file) resolve(o types.Object) types.Object {
	for range 8 {
		ref, ok := o.(types.IndirectRef)
		if !ok {
			return o
		}
		var next types.Object
		if guard(func() (err error) { next, err = f.ctx.Dereference(ref); return err }) != nil {
			return nil
		}
		o = next
	}
	return nil
}

// dict gives a dictionary, or that of a stream; nil if o is neither.
func (f *file) dict(o types.Object) types.Dict {
	switch v := f.resolve(o).(type) {
	case types.Dict:
		return v
	case types.StreamDict:
		return v.Dict
	}
	return nil
}

// stream gives a stream, or nil. The copy has no decoded content yet.
func (f *file) stream(o types.Object) *types.StreamDict {
	if v, ok := f.resolve(o).(types.StreamDict); ok {
		v.Content = nil
		return &v
	}
	return nil
}

func (f *file) array(o types.Object) types.Array {
	v, _ := f.resolve(o).(types.Array)
	return v
}

// name gives a name without its slash, or "".
func (f *file) name(o types.Object) string {
	v, _ := f.resolve(o).(types.Name)
	return string(v)
}

func (f *file) number(o types.Object, otherwise float64) float64 {
	switch v := f.resolve(o).(type) {
	case types.Integer:
		return float64(v)
	case types.Float:
		return float64(v)
	}
	return otherwise
}

func (f *file) boolean(o types.Object) bool {
	v, _ := f.resolve(o).(types.Boolean)
	return bool(v)
}

// numbers gives an array of numbers, or nil if it holds anything else.
func (f *file) numbers(o types.Object) []float64 {
	a := f.array(o)
	if len(a) > 1<<16 {
		return nil
	}
	out := make([]float64, len(a))
	for i, v := range a {
		switch v := f.resolve(v).(type) {
		case types.Integer:
			out[i] = float64(v)
		case types.Float:
			out[i] = float64(v)
		default:
			return nil
		}
	}
	return out
}

// pictureFilters end a chain of filters with a picture format of its own.
var pictureFilters = map[string]bool{filter.DCT: true, filter.CCITTFax: true, filter.JBIG2: true, filter.JPX: true}

// bytes undoes the filters of a stream up to the first picture format, which
// it names with its parameters; at most limit bytes come out of any filter.
func (f *file) bytes(sd *types.StreamDict, limit int64) (data []byte, picture string, parms types.Dict, err error) {
	chain := sd.FilterPipeline
	for i, s := range chain {
		if pictureFilters[s.Name] {
			chain, picture, parms = chain[:i], s.Name, f.dict(s.DecodeParms)
			break
		}
	}
	if len(chain) == 0 {
		return sd.Raw, picture, parms, nil
	}
	c := *sd
	c.FilterPipeline = chain
	c.Content = nil
	err = guard(func() error { return c.DecodeWithLimit(limit) })
	if errors.Is(err, filter.ErrDecodeLimitExceeded) {
		return nil, "", nil, &page.TooLargeError{Format: format, What: "bytes in one stream", Have: limit + 1, Max: limit}
	}
	if err != nil {
		return nil, "", nil, damaged("%w", err)
	}
	return c.Content, picture, parms, nil
}
