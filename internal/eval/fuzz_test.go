package eval

import (
	"bytes"
	"io"
	"testing"
)

// FuzzReport reads reports: whatever comes, no panic, also when tables are
// drawn from it and compared with it.
func FuzzReport(f *testing.F) {
	f.Add([]byte(`{"Schema":1,"Title":"t","Table":{"Groups":[{"Name":"all","Metrics":[{"ID":"snr_page","Mean":{"Value":1}}]}]},"Results":[{"ID":"a","SNRPage":null,"Leads":[{"Name":"I","SNR":3}]}]}`))
	f.Add([]byte(`{"Schema":1,"Table":{"Groups":[{"Scored":1,"Intervals":[{}],"Risk":{"Points":[{}]},"Calibration":{}}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ReadJSON(bytes.NewReader(data))
		if err != nil {
			return
		}
		now := &Report{Table: Summarise(r.Results), Results: r.Results}
		for _, p := range []*Report{nil, r, now} {
			if err := WriteText(io.Discard, r, p, 3); err != nil {
				t.Fatal(err)
			}
		}
		if err := WriteHTML(io.Discard, now, r, nil); err != nil {
			t.Fatal(err)
		}
	})
}
