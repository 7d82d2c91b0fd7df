// Package pickle reads Python's pickles, protocols 0 to 5 as far as files of
// weights use them (Python's Lib/pickletools.py describes the opcodes), and
// executes nothing: names of classes and functions become what the caller's
// [Host] makes of them or an error, and every call goes to the host.
//
// Values come as these Go types:
//
//	None                    nil
//	bool, float, str        bool, float64, string
//	int                     int64, or *big.Int beyond its range
//	bytes, Python 2's str   []byte
//	list                    *[List]
//	tuple                   [Tuple]
//	dict                    *[Dict]
//	all others              what the host gave
//
// A pickle may hold an object many times and inside itself; who walks through
// the result must bound the walk.
package pickle

// Tuple is a tuple.
type Tuple []any

// List is a list.
type List struct{ Items []any }

// Dict is a dict or what the host treats as one. Keys are in the order in
// which the pickle sets them; one may come twice, and the last one counts.
type Dict struct{ Items []Item }

// Item is a key and its value.
type Item struct{ Key, Value any }

// Get finds the value that was last set for a key that is a string.
func (d *Dict) Get(key string) (any, bool) {
	for k := len(d.Items) - 1; k >= 0; k-- {
		if s, ok := d.Items[k].Key.(string); ok && s == key {
			return d.Items[k].Value, true
		}
	}
	return nil, false
}

// Host gives a pickle's names a meaning. An error of any method ends the
// reading; Read wraps it.
type Host interface {
	// Global gives the value of a name. It must refuse all names but those
	// that it knows, by calling nothing.
	Global(module, name string) (any, error)
	// Call calls what Global gave with the arguments.
	Call(callee any, args Tuple) (any, error)
	// Build sets the state of an object that Call gave or of a dict.
	Build(object, state any) error
	// Persistent gives the object that lies outside of the pickle under id.
	Persistent(id any) (any, error)
}

// Limits bound what a pickle may cost. Zero means the default.
type Limits struct {
	Bytes  int64 // of the pickle, default 16 MiB
	Values int   // made while reading, default 2 million: about 80 000 tensors
	Depth  int   // of open marks, default 64
}

func (l Limits) orDefault() Limits {
	if l.Bytes == 0 {
		l.Bytes = 16 << 20
	}
	if l.Values == 0 {
		l.Values = 2_000_000
	}
	if l.Depth == 0 {
		l.Depth = 64
	}
	return l
}

const format = "pickle"
