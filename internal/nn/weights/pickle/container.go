package pickle

import (
	"errors"
	"fmt"
)

// containerOp makes and fills tuples, lists and dicts.
func (m *machine) containerOp(op byte) (bool, error) {
	switch op {
	case opEmptyTuple:
		return true, m.push(Tuple(nil))
	case opTuple1, opTuple2, opTuple3:
		return true, m.tuple(int(op-opTuple1) + 1)
	case opTuple:
		return true, m.fromMark(func(items []any) (any, error) { return Tuple(items), nil })
	case opEmptyList:
		return true, m.push(&List{})
	case opList:
		return true, m.fromMark(func(items []any) (any, error) { return &List{items}, nil })
	case opEmptyDict:
		return true, m.push(&Dict{})
	case opDict:
		return true, m.fromMark(func(items []any) (any, error) {
			d := &Dict{}
			return d, fill(d, items)
		})
	case opAppend, opSetItem:
		return true, m.one(op)
	case opAppends, opSetItems:
		items, err := m.popMark()
		if err != nil {
			return true, err
		}
		return true, m.fillTop(op == opSetItems, items)
	}
	return false, nil
}

// tuple packs the last n values.
func (m *machine) tuple(n int) error {
	t := make(Tuple, n)
	for k := n - 1; k >= 0; k-- {
		v, err := m.pop()
		if err != nil {
			return err
		}
		t[k] = v
	}
	return m.push(t)
}

// fromMark pushes what pack makes of all above the last mark.
func (m *machine) fromMark(pack func([]any) (any, error)) error {
	items, err := m.popMark()
	if err != nil {
		return err
	}
	v, err := pack(items)
	if err != nil {
		return err
	}
	return m.push(v)
}

// one adds one value to a list, or a key and its value to a dict.
func (m *machine) one(op byte) error {
	items := make([]any, 1, 2)
	if op == opSetItem {
		items = items[:2]
	}
	for k := len(items) - 1; k >= 0; k-- {
		v, err := m.pop()
		if err != nil {
			return err
		}
		items[k] = v
	}
	return m.fillTop(op == opSetItem, items)
}

// fillTop adds items to the dict or list on the stack.
func (m *machine) fillTop(dict bool, items []any) error {
	top, err := m.top()
	if err != nil {
		return err
	}
	switch c := top.(type) {
	case *List:
		if !dict {
			c.Items = append(c.Items, items...)
			return nil
		}
	case *Dict:
		if dict {
			return fill(c, items)
		}
	}
	return fmt.Errorf("fills %T, which does not take these items", top)
}

// fill adds keys and values in turn. Keys that come again are left to the
// reader of the dict: looking for them here would take quadratic time.
func fill(d *Dict, items []any) error {
	if len(items)%2 != 0 {
		return errors.New("sets a key without a value")
	}
	for k := 0; k < len(items); k += 2 {
		d.Items = append(d.Items, Item{items[k], items[k+1]})
	}
	return nil
}
