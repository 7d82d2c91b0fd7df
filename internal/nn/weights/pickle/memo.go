package pickle

import (
	"fmt"
	"strconv"
)

// memoOp keeps the value on top of the stack under a number, or pushes the
// value of a number.
func (m *machine) memoOp(op byte) (bool, error) {
	var key int64
	var err error
	switch op {
	case opMemoize:
		key = int64(len(m.memo))
	case opBinPut, opBinGet:
		key, err = m.length(1)
	case opLongBinPut, opLongBinGet:
		key, err = m.length(4)
	case opPut, opGet:
		key, err = m.lineKey()
	default:
		return false, nil
	}
	if err != nil {
		return true, err
	}
	if op == opBinGet || op == opLongBinGet || op == opGet {
		v, ok := m.memo[key]
		if !ok {
			return true, fmt.Errorf("takes memo %d, which was not set", key)
		}
		return true, m.push(v)
	}
	return true, m.remember(key)
}

func (m *machine) lineKey() (int64, error) {
	text, err := m.line()
	if err != nil {
		return 0, err
	}
	key, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%.40q is no memo", text)
	}
	return int64(key), nil
}

func (m *machine) remember(key int64) error {
	top, err := m.top()
	if err != nil {
		return err
	}
	if len(m.memo) >= m.limits.Values {
		return m.over(fmt.Sprintf("a memo of more than %d values", m.limits.Values))
	}
	m.memo[key] = top
	return nil
}
