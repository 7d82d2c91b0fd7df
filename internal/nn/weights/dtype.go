package weights

// DType is the type of a tensor's elements.
type DType uint8

// The types that are read and written. The zero value is none of them.
const (
	F64  DType = iota + 1 // IEEE 754 binary64
	F32                   // IEEE 754 binary32
	F16                   // IEEE 754 binary16
	BF16                  // the upper half of a binary32
	I64
	I32
	I16
	I8
	U8
	Bool // one byte, 0 or 1
)

// DTypes lists all types in the order of their constants.
func DTypes() []DType { return []DType{F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool} }

// Size gives the bytes of one element, 0 for what is no type.
func (d DType) Size() int {
	switch d {
	case F64, I64:
		return 8
	case F32, I32:
		return 4
	case F16, BF16, I16:
		return 2
	case I8, U8, Bool:
		return 1
	}
	return 0
}

// Fraction tells whether a type is one of floating-point numbers.
func (d DType) Fraction() bool { return d >= F64 && d <= BF16 }

func (d DType) integer() bool { return d >= I64 && d <= Bool }

// String gives the name that safetensors uses.
func (d DType) String() string {
	switch d {
	case F64:
		return "F64"
	case F32:
		return "F32"
	case F16:
		return "F16"
	case BF16:
		return "BF16"
	case I64:
		return "I64"
	case I32:
		return "I32"
	case I16:
		return "I16"
	case I8:
		return "I8"
	case U8:
		return "U8"
	case Bool:
		return "BOOL"
	}
	return "unknown type"
}

// ParseDType finds a type by the name that [DType.String] gives.
func ParseDType(name string) (DType, bool) {
	for _, d := range DTypes() {
		if d.String() == name {
			return d, true
		}
	}
	return 0, false
}
