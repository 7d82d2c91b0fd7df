package onnx

import (
	"errors"
	"fmt"

	"github.com/einthoven-ecg/einthoven/internal/nn/weights"
)

// attributeOf reads an AttributeProto.
func attributeOf(s span) (Attr, error) {
	var a Attr
	var kind int64
	err := s.each("attribute", 1<<7|1<<8|1<<9, func(f field) error {
		switch f.number {
		case 1:
			return f.text(&a.Name)
		case 2:
			return f.float(&a.Float)
		case 3:
			return f.int(&a.Int)
		case 4:
			return f.text(&a.String)
		case 5:
			return f.message(func(s span) (err error) {
				a.Tensor, err = tensorOf(s)
				return err
			})
		case 7:
			return f.floats(&a.Floats)
		case 8:
			return f.ints(&a.Ints)
		case 9:
			return f.texts(&a.Strings)
		case 13: // description
			return nil
		case 20:
			return f.int(&kind)
		}
		return unknown("attribute", f)
	})
	if err != nil {
		return a, err
	}
	if kind < 0 || kind > int64(AttrStrings) {
		return a, &weights.UnsupportedError{Format: format, What: fmt.Sprintf("attribute %.40q of kind %d", a.Name, kind), Hint: "export the model without it"}
	}
	a.Kind = AttrKind(kind)
	return a.only(), nil
}

// only keeps the field that counts.
func (a Attr) only() Attr {
	out := Attr{Name: a.Name, Kind: a.Kind}
	switch a.Kind {
	case AttrFloat:
		out.Float = a.Float
	case AttrInt:
		out.Int = a.Int
	case AttrString:
		out.String = a.String
	case AttrTensor:
		out.Tensor = a.Tensor
	case AttrFloats:
		out.Floats = a.Floats
	case AttrInts:
		out.Ints = a.Ints
	case AttrStrings:
		out.Strings = a.Strings
	}
	return out
}

// value reads a ValueInfoProto.
func (r *reader) value(s span, to *[]Value) error {
	var v Value
	shaped := false
	shape := func(s span) error {
		shaped = true
		return s.each("shape", 1<<1, func(f field) error {
			if f.number != 1 {
				return unknown("shape", f)
			}
			if len(v.Dims) >= maxAxes {
				return fmt.Errorf("more than %d axes", maxAxes)
			}
			return f.message(func(s span) error {
				d, err := dimOf(s)
				v.Dims = append(v.Dims, d)
				return err
			})
		})
	}
	array := func(s span) error {
		return s.each("tensor type", 0, func(f field) (err error) {
			switch f.number {
			case 1:
				v.DType, err = dtype(f)
				return err
			case 2:
				return f.message(shape)
			}
			return unknown("tensor type", f)
		})
	}
	err := s.each("value", 1<<4, func(f field) error {
		switch f.number {
		case 1:
			return f.text(&v.Name)
		case 2:
			return f.message(func(s span) error {
				return s.each("type", 0, func(f field) error {
					switch f.number {
					case 1:
						return f.message(array)
					case 6: // what the array means
						return nil
					}
					return unknown("type", f)
				})
			})
		case 3, 4: // description, notes
			return nil
		}
		return unknown("value", f)
	})
	if err == nil && !shaped {
		what := fmt.Sprintf("value %.80q without a shape", v.Name)
		return &weights.UnsupportedError{Format: format, What: what, Hint: "infer shapes before saving"}
	}
	*to = append(*to, v)
	return errors.Join(err, r.part())
}

// dimOf reads one axis of a shape.
func dimOf(s span) (Dim, error) {
	var d Dim
	err := s.each("axis", 0, func(f field) error {
		switch f.number {
		case 1:
			var n int64
			if err := f.int(&n); err != nil {
				return err
			}
			if n < 1 || n > 1<<40 {
				return fmt.Errorf("axis of %d", n)
			}
			d.Size = int(n)
			return nil
		case 2:
			return f.text(&d.Symbol)
		case 3: // what the axis means
			return nil
		}
		return unknown("axis", f)
	})
	return d, err
}

// dtype finds an element type by ONNX's number.
func dtype(f field) (weights.DType, error) {
	var n int64
	if err := f.int(&n); err != nil {
		return 0, err
	}
	for _, d := range weights.DTypes() {
		if dataType(d) == n {
			return d, nil
		}
	}
	what := fmt.Sprintf("element type %d", n)
	return 0, &weights.UnsupportedError{Format: format, What: what, Hint: "export the model with float32"}
}
