package pickle

import (
	"errors"
	"fmt"
)

// hostOp does what needs the host: names, calls, states, outside objects.
func (m *machine) hostOp(op byte) (bool, error) {
	switch op {
	case opGlobal:
		module, err := m.line()
		if err != nil {
			return true, err
		}
		name, err := m.line()
		if err != nil {
			return true, err
		}
		return true, m.global(module, name)
	case opStackGlobal:
		return true, m.stackGlobal()
	case opReduce, opNewObj:
		return true, m.call()
	case opBuild:
		return true, m.build()
	case opBinPersID:
		id, err := m.pop()
		if err != nil {
			return true, err
		}
		return true, m.pushHost(m.host.Persistent(id))
	}
	return false, nil
}

func (m *machine) global(module, name string) error {
	return m.pushHost(m.host.Global(module, name))
}

func (m *machine) stackGlobal() error {
	name, err := m.pop()
	if err != nil {
		return err
	}
	module, err := m.pop()
	if err != nil {
		return err
	}
	n, ok := name.(string)
	q, too := module.(string)
	if !ok || !too {
		return fmt.Errorf("names a class by %T and %T", module, name)
	}
	return m.global(q, n)
}

func (m *machine) call() error {
	args, err := m.pop()
	if err != nil {
		return err
	}
	callee, err := m.pop()
	if err != nil {
		return err
	}
	tuple, ok := args.(Tuple)
	if !ok {
		return errors.New("calls with arguments that are no tuple")
	}
	return m.pushHost(m.host.Call(callee, tuple))
}

func (m *machine) build() error {
	state, err := m.pop()
	if err != nil {
		return err
	}
	object, err := m.top()
	if err != nil {
		return err
	}
	if err := m.host.Build(object, state); err != nil {
		return hostError{err}
	}
	return nil
}

func (m *machine) pushHost(v any, err error) error {
	if err != nil {
		return hostError{err}
	}
	return m.push(v)
}
