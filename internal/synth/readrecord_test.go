package synth

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/wfdb"
)

func TestPatientOf(t *testing.T) {
	for comment, want := range map[string]string{
		"patient: 17": "17", "Patient ID: p17": "p17", "<subject_id>=8": "8", "subject 4": "4",
		"Patient: 0 , age 50": "0", "patient_id=p-2, male": "p-2", "Subject 12 (follow-up)": "12", "PatientID: 9;": "9",
		"patient was restless": "", "subjects: 4": "", "Patient: , age 50": "", "age: 50": "", "": "",
	} {
		if got := patientOf(&wfdb.Record{Comments: []string{"age: 50", comment}}); got != want {
			t.Errorf("%q is of %q, want %q", comment, got, want)
		}
	}
}

// TestReadRecord reads what Case wrote, in millivolts.
func TestReadRecord(t *testing.T) {
	layout, err := paper.ParseLayout("6x2")
	if err != nil {
		t.Fatal(err)
	}
	img, truth, err := Render(Spec{Heart: heart.Heart{Seed: 3}, Page: paper.Page{Layout: layout, DPI: 60}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := (&Case{ID: "c", Set: "s"}).Write(dir, img, truth); err != nil {
		t.Fatal(err)
	}
	s, patient, err := ReadRecord(filepath.Join(dir, "c"))
	if err != nil {
		t.Fatal(err)
	}
	if patient != "" || s.RateHz != truth.RateHz {
		t.Errorf("patient %q, %g Hz", patient, s.RateHz)
	}
	for i := range truth.Segments {
		seg := &truth.Segments[i]
		from := int(math.Round(seg.T0 * truth.RateHz))
		for k, v := range seg.MV {
			if got := s.Lead(seg.Lead)[from+k]; v == v && math.Abs(got-v) > 1e-3 {
				t.Fatalf("lead %s, sample %d is %g, want %g", seg.Lead, from+k, got, v)
			}
		}
	}
	if _, _, err := ReadRecord(filepath.Join(dir, "none")); err == nil {
		t.Error("no record is read")
	}
}

func TestPlane(t *testing.T) {
	spec, err := RandomSpec(LookClean, 1)
	if err != nil {
		t.Fatal(err)
	}
	o := SampleOrder{Size: 16, Maps: []MaskKind{MaskTrace}}
	s, err := o.Sample(LookClean, 1, &spec)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"image": 3 * 256, "trace": 256} {
		if p, err := s.Plane(name); err != nil || len(p) != want {
			t.Errorf("plane %s has %d bytes (%v), want %d", name, len(p), err, want)
		}
	}
	if _, err := s.Plane("grid"); err == nil {
		t.Error("a plane that was not ordered is there")
	}
}
