package csv

import (
	"fmt"
	"io"
	"math"
	"strconv"
)

const timeColumn = "time_s"

// digits after the point of a millivolt: 0.1 uV, a tenth of the step that
// electrocardiographs store.
const digits = 4

// Encode writes the table. Infinite samples are an error.
func Encode(w io.Writer, t *Table) error {
	cols, err := t.columns()
	if err != nil {
		return err
	}
	n := len(t.Leads[0].Samples)
	if n > MaxValues/len(t.Leads) {
		return fmt.Errorf("csv: %d leads of %d samples, more than %d in all", len(t.Leads), n, MaxValues)
	}
	const chunk = 1 << 16
	buf := make([]byte, 0, chunk+chunk/4)
	buf = append(buf, timeColumn...)
	for _, c := range cols {
		buf = append(buf, ',')
		buf = append(buf, c.Name...)
	}
	buf = append(buf, '\n')
	places := timeDigits(t.Fs, t.Start)
	for i := range n {
		buf = appendFixed(buf, t.Start+float64(i)/t.Fs, places)
		for _, c := range cols {
			buf = append(buf, ',')
			if c.Samples == nil {
				continue
			}
			x := c.Samples[i]
			if math.IsInf(x, 0) {
				return fmt.Errorf("csv: lead %q, sample %d is infinite", c.Name, i)
			}
			if x == x {
				buf = appendFixed(buf, x, digits)
			}
		}
		buf = append(buf, '\n')
		if len(buf) > chunk {
			if _, err := w.Write(buf); err != nil {
				return fmt.Errorf("csv: write: %w", err)
			}
			buf = buf[:0]
		}
	}
	if _, err := w.Write(buf); err != nil {
		return fmt.Errorf("csv: write: %w", err)
	}
	return nil
}

// timeDigits is the number of decimals, at most 9, that gives every time of
// the column exactly: 3 for 500 Hz.
func timeDigits(fs, start float64) int {
	scale := 1000.0
	for d := 3; d < 9; d++ {
		step, first := scale/fs, scale*start
		if step >= 1 && step == math.Trunc(step) && first == math.Trunc(first) {
			return d
		}
		scale *= 10
	}
	return 9
}

// appendFixed appends v with a fixed number of decimals, rounded half to even
// on the scaled value, never as "-0". It is what strconv.AppendFloat does in
// format 'f', five times as fast for the usual sizes.
func appendFixed(b []byte, v float64, places int) []byte {
	scaled := math.RoundToEven(v * pow10[places])
	if math.Abs(scaled) > 1<<53 {
		return strconv.AppendFloat(b, v, 'f', places, 64)
	}
	k := int64(scaled)
	if k < 0 {
		b = append(b, '-')
		k = -k
	}
	unit := int64(pow10[places])
	b = strconv.AppendInt(b, k/unit, 10)
	b = append(b, '.')
	b = append(b, "000000000"[:places]...)
	for i, f := len(b)-1, k%unit; f > 0; i, f = i-1, f/10 {
		b[i] = byte('0' + f%10)
	}
	return b
}

var pow10 = [10]float64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}
