package paper

import (
	"fmt"
	"strings"
	"testing"
)

func TestLayoutsPutLeadsWhereTheyBelong(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"3x4+1R", "I@0,0 0-2.5 aVR@0,1 2.5-5 V1@0,2 5-7.5 V4@0,3 7.5-10 II@1,0 0-2.5 aVL@1,1 2.5-5 V2@1,2 5-7.5 V5@1,3 7.5-10 " +
			"III@2,0 0-2.5 aVF@2,1 2.5-5 V3@2,2 5-7.5 V6@2,3 7.5-10 II@3,0 0-10"},
		{"6x2 simultaneous", "I@0,0 0-5 V1@0,1 0-5 II@1,0 0-5 V2@1,1 0-5 III@2,0 0-5 V3@2,1 0-5 " +
			"aVR@3,0 0-5 V4@3,1 0-5 aVL@4,0 0-5 V5@4,1 0-5 aVF@5,0 0-5 V6@5,1 0-5"},
		{"3x2 cabrera", "aVL@0,0 0-5 II@0,1 5-10 I@1,0 0-5 aVF@1,1 5-10 -aVR@2,0 0-5 III@2,1 5-10"},
		{"1x1:V1", "V1@0,0 0-10"},
		{"3x5 simultaneous", "I@0,0 0-2 aVR@0,1 0-2 V1@0,2 0-2 V4@0,3 0-2 V7@0,4 0-2 II@1,0 0-2 aVL@1,1 0-2 V2@1,2 0-2 V5@1,3 0-2 V8@1,4 0-2 " +
			"III@2,0 0-2 aVF@2,1 0-2 V3@2,2 0-2 V6@2,3 0-2 V9@2,4 0-2"},
		{"2x2:II,II,II,II continued", "II@0,0 0-5 II@0,1 5-10 II@1,0 10-15 II@1,1 15-20"},
		{"2x1:V5,V5 every=60", "V5@0,0 0-10 V5@1,0 60-70"},
	} {
		l, err := ParseLayout(c.in)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range l.windows(10) {
			got = append(got, fmt.Sprintf("%s@%d,%d %g-%g", w.label, w.row, w.col, w.t0, w.t1))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.in, s, c.want)
		}
	}
}

func TestLayoutRoundTrip(t *testing.T) {
	for in, want := range map[string]string{
		"3x4": "3x4", "3x4+1": "3x4+1R:II", "3x4+3R": "3x4+3R:V1,II,V5", "6x2+1R:V1": "6x2+1R:V1",
		"12x1 cabrera": "12x1 cabrera", "6x1:V1,V2,V3,V4,V5,V6": "6x1:V1,V2,V3,V4,V5,V6", "1x1:V5": "1x1:V5",
		"3x5": "3x5", "3x5:I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6,V4R,V8,V9": "3x5:I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6,V4R,V8,V9",
		"3x1:II,II,II continued": "3x1:II,II,II continued", "2x2:I,I,I,I every=60": "2x2:I,I,I,I every=60",
	} {
		l, err := ParseLayout(in)
		if err != nil {
			t.Fatal(err)
		}
		if l.String() != want {
			t.Errorf("%s: written as %s, want %s", in, l, want)
		}
		if again, err := ParseLayout(l.String()); err != nil || again.String() != want {
			t.Errorf("%s: read back as %v, %v", want, again, err)
		}
	}
}

func TestLayoutErrorsSayWhatIsWrong(t *testing.T) {
	for in, part := range map[string]string{
		"": "empty", "3": "ROWSxCOLUMNS", "0x4": "1 to 24", "5x5": "25 cells but 0 leads", "3x4+x": "how many strips",
		"3x4+2R:II": "1 leads for 2 strips", "1x1:V99": `unknown lead "V99"`, "2x1:II,II every=-1": "every -1 s", "1x1 simultaneous continued": "both", "3x4 upside": "unknown word upside", "3x4+9": "9 strips",
	} {
		if _, err := ParseLayout(in); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: error %v, want one with %q", in, err, part)
		}
	}
}

func FuzzParseLayout(f *testing.F) {
	for _, s := range []string{"3x4+1R:II", "12x1 cabrera", "1x1:V1", "3x2:I,II,III,V1,V2,V3 simultaneous", "+", "x", "9x9:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLayout(s)
		if err != nil {
			return
		}
		again, err := ParseLayout(l.String())
		if err != nil || again.String() != l.String() {
			t.Fatalf("%q reads as %q, which reads as %v, %v", s, l.String(), again, err)
		}
	})
}
