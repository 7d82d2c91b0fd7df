//go:build unix

package rectify

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/einthoven-ecg/einthoven/internal/page"
)

// sharedData is where the development pictures lie, beside the repository.
const sharedData = "../../../shared/data"

// A devTruth is what the file beside a development picture says of its map.
type devTruth struct {
	Affine *[2][3]float64 `json:"affine_mm_to_px"`
	Map    *struct {
		NX   int            `json:"nx"`
		NY   int            `json:"ny"`
		Page [2]float64     `json:"page_mm"`
		PX   [][][2]float64 `json:"px"`
	} `json:"map_mm_to_px"`
	Segments []struct {
		T0 float64 `json:"t0"`
		T1 float64 `json:"t1"`
		X0 float64 `json:"x0_mm"`
		Y0 float64 `json:"y0_mm"`
	} `json:"segments"`
}

// toPixel is the true map, nil if none is known.
func (d *devTruth) toPixel() func(x, y float64) (float64, float64) {
	if m := d.Map; m != nil {
		return func(x, y float64) (float64, float64) {
			u, v := x/m.Page[0]*float64(m.NX-1), y/m.Page[1]*float64(m.NY-1)
			i, j := min(max(int(u), 0), m.NX-2), min(max(int(v), 0), m.NY-2)
			s, t := u-float64(i), v-float64(j)
			var p [2]float64
			for c := range p {
				a := m.PX[j][i][c] + s*(m.PX[j][i+1][c]-m.PX[j][i][c])
				b := m.PX[j+1][i][c] + s*(m.PX[j+1][i+1][c]-m.PX[j+1][i][c])
				p[c] = a + t*(b-a)
			}
			return p[0], p[1]
		}
	}
	if a := d.Affine; a != nil {
		return func(x, y float64) (float64, float64) {
			return a[0][0]*x + a[0][1]*y + a[0][2], a[1][0]*x + a[1][1]*y + a[1][2]
		}
	}
	return nil
}

// errors compares a map with the truth over the printed traces and 8 mm above
// and below, after the best translation (the grid of these pages does not
// begin at their corner). Sorted, page millimetres; unseen is the share of
// places where the grid was not observed.
func (d *devTruth) errors(m *Map) (errs []float64, unseen float64) {
	at := d.toPixel()
	var dx, dy []float64
	n := 0.0
	for _, s := range d.Segments {
		for x := s.X0; x < s.X0+25*(s.T1-s.T0); x += 3 {
			for y := s.Y0 - 8; y <= s.Y0+8; y += 4 {
				u, v, ok := m.ToMM(at(x, y))
				n++
				if !ok || !m.SeenAt(u, v) {
					unseen++
				}
				dx, dy = append(dx, u-x), append(dy, v-y)
			}
		}
	}
	mx, my := median(dx), median(dy)
	for i := range dx {
		errs = append(errs, math.Hypot(dx[i]-mx, dy[i]-my))
	}
	slices.Sort(errs)
	return errs, unseen / n
}

// cpu is the processor time of this process so far, in seconds: unlike the
// time on the wall it bears neighbours.
func cpu() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // 0 where it fails
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// devPictures lists the pictures of the sets named in EINTHOVEN_SETS, or
// those that begin as a word with a slash, such as kit-clean/kit-clean-1.
func devPictures(t *testing.T) []string {
	sets := os.Getenv("EINTHOVEN_SETS")
	if sets == "" {
		t.Skip("EINTHOVEN_SETS names no sets, such as \"kit-clean kit-scan kit-photo\"")
	}
	var out []string
	for _, s := range strings.Fields(sets) {
		if !strings.Contains(s, "/") {
			s += "/"
		}
		for _, e := range []string{"png", "jpg", "tif"} {
			found, err := filepath.Glob(filepath.Join(sharedData, s+"*."+e))
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, found...)
		}
	}
	slices.Sort(out)
	return out
}

// openPicture decodes a development picture.
func openPicture(t *testing.T, name string) *page.Page {
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	d, err := page.Open(t.Context(), data, page.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.Page(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestDevelopmentMaps measures maps against the truth where it is known. It
// prints a table and fails where a page of a kit set is off by a millimetre.
func TestDevelopmentMaps(t *testing.T) {
	bySet := map[string][][4]float64{}
	var sets []string
	for _, name := range devPictures(t) {
		p := openPicture(t, name)
		set := filepath.Base(filepath.Dir(name))
		var d devTruth
		if data, err := os.ReadFile(strings.TrimSuffix(name, filepath.Ext(name)) + ".json"); err == nil {
			_ = json.Unmarshal(data, &d) // other sets say other things
		}
		opt := Options{}
		if os.Getenv("EINTHOVEN_TRACE") != "" {
			opt.Trace = t.Logf
		}
		start := cpu()
		m, r, err := Find(t.Context(), p, opt)
		took := cpu() - start
		head := fmt.Sprintf("%-28s %4dx%-4d %5.2f s", filepath.Base(name), p.Width, p.Height, took)
		if err != nil {
			t.Logf("%s  no grid", head)
			continue
		}
		row := fmt.Sprintf("%s  ev %.2f trust %.2f seen %.2f %6.3f x %6.3f px %4.0f x %3.0f mm", head, r.Evidence, r.Trust, r.Seen, r.PxPerMM[0], r.PxPerMM[1], r.SheetMM[0], r.SheetMM[1])
		if d.toPixel() == nil {
			t.Log(row)
			continue
		}
		e, unseen := d.errors(m)
		med, p95 := e[len(e)/2], e[len(e)*95/100]
		t.Logf("%s  median %.4f p95 %.4f max %.3f unseen %.3f", row, med, p95, e[len(e)-1], unseen)
		if med > 1 {
			t.Errorf("%s: off by %.2f mm", name, med)
		}
		if bySet[set] == nil {
			sets = append(sets, set)
		}
		bySet[set] = append(bySet[set], [4]float64{med, p95, took, unseen})
	}
	for _, s := range sets {
		var col [4][]float64
		for _, r := range bySet[s] {
			for c, v := range r {
				col[c] = append(col[c], v)
			}
		}
		t.Logf("%-14s n %2d  median %.4f  p95 %.4f worst %.4f  time %.2f worst %.2f  unseen worst %.3f", s, len(bySet[s]), median(col[0]), median(col[1]), slices.Max(col[1]), median(col[2]), slices.Max(col[2]), slices.Max(col[3]))
	}
}
