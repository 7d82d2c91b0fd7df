package synth

import (
	"fmt"
	"image"

	"github.com/einthoven-ecg/einthoven/internal/synth/bend"
	"github.com/einthoven-ecg/einthoven/internal/synth/capture"
	"github.com/einthoven-ecg/einthoven/internal/synth/heart"
	"github.com/einthoven-ecg/einthoven/internal/synth/light"
	"github.com/einthoven-ecg/einthoven/internal/synth/paper"
	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
	"github.com/einthoven-ecg/einthoven/internal/synth/wear"
)

// A Spec says what to make. Its zero value is a clean page of an unremarkable
// heart.
type Spec struct {
	// Heart to record; Signal, if set, is printed instead.
	Heart  heart.Heart
	Signal *heart.Signal
	Page   paper.Page
	Damage Damage
	// Seed of the damage; the heart has its own.
	Seed uint64
}

// Damage is what happens between the print and the picture file. The zero
// value does nothing.
type Damage struct {
	// Wear happens to the sheet.
	Wear wear.Wear `json:"wear,omitzero"`
	// Pose is how the sheet lies before the device.
	Pose bend.Pose `json:"pose,omitzero"`
	// Light falls on it; Table lies below it. A table without a colour is
	// white in scans and brown in photos.
	Light light.Light `json:"light,omitzero"`
	Table light.Table `json:"table,omitzero"`
	// Screen shows the page in place of paper.
	Screen light.Screen `json:"screen,omitzero"`
	// Capture takes the picture.
	Capture capture.Capture `json:"capture,omitzero"`
	// Kinds are those that [Spec.AddDamage] has added, in order.
	Kinds []string `json:"kinds,omitempty"`
}

func (d *Damage) check() error {
	for _, err := range []error{d.Wear.Check(), d.Light.Check(), d.Table.Check(), d.Screen.Check(), d.Capture.Check()} {
		if err != nil {
			return fmt.Errorf("synth: damage: %w", err)
		}
	}
	return nil
}

// Render is [Studio.Render] of one picture, on all processors.
func Render(spec Spec) (*image.NRGBA, *Truth, error) { return NewStudio(0).Render(&spec) }

// A Scene is a specification made ready: all that is to be seen, and the
// truth about it, before anything is drawn. It serves one caller at a time.
type Scene struct {
	Truth *Truth

	sheet  *paper.Sheet
	damage Damage
	seed   uint64
	// missing are the parts of the sheet that are not there, in pixels.
	missing [][][][2]float64
	field   *light.Field
	display *light.Display // of a screen
	moire   *light.Moire
	studio  *Studio
	frame   []uint8 // memory for pictures of samples
}

// Scene is [Studio.Scene] of one picture, on all processors.
func (spec *Spec) Scene() (*Scene, error) { return NewStudio(0).Scene(spec) }

// Scene sets a specification up. Drawing may then be left to parts of the
// picture.
func (st *Studio) Scene(spec *Spec) (*Scene, error) {
	s := &Scene{damage: spec.Damage, seed: spec.Seed, studio: st}
	if err := s.damage.check(); err != nil {
		return nil, err
	}
	signal := spec.Signal
	if signal == nil {
		h, err := spec.Heart, error(nil)
		h.MoreLeads = spec.Page.ExtraLeads()
		if signal, err = h.Signal(spec.Page.Seconds()); err != nil {
			return nil, fmt.Errorf("synth: %w", err)
		}
	}
	var err error
	if s.sheet, err = spec.Page.Print(signal); err != nil {
		return nil, fmt.Errorf("synth: %w", err)
	}
	if err := s.damage.Wear.Apply(s.sheet, spec.Seed); err != nil {
		return nil, fmt.Errorf("synth: %w", err)
	}
	view, err := s.damage.Pose.See(s.sheet.SizeMM, s.sheet.PxPerMM)
	if err != nil {
		return nil, fmt.Errorf("synth: %w", err)
	}
	if t := &s.damage.Table; !t.Set && t.Kind == "" && t.Colour == (raster.Colour{}) {
		t.Colour = raster.Colour{255, 255, 255}
		if s.damage.Pose.Camera != nil {
			t.Colour = raster.Colour{112, 84, 62}
		}
	}
	s.display = s.damage.Screen.Display(view.SizeMM[0], view.SizeMM[1])
	if s.damage.Screen.On() {
		s.moire = s.damage.Screen.Moire(view.PxPerMM / lensPx)
	}
	s.field = s.damage.Light.Over(view.W, view.H)
	stroke := capture.Stroke{Paper: s.sheet.PaperLight, Ink: s.sheet.TraceLight, WidthPx: s.sheet.PenMM * view.PxPerMM}
	s.damage.Capture = s.damage.Capture.Settle(stroke)
	s.Truth = &Truth{Sheet: s.sheet, Labels: signal.Labels, Beats: signal.Beats, Damage: s.damage, Seed: spec.Seed, view: view, field: s.field, workers: st.workers,
		legible: s.damage.Capture.Legible(stroke)}
	s.Truth.extent = s.Bounds().Inset(-s.damage.Capture.ReachPx() - 1)
	return s, nil
}

// Bounds is the whole picture.
func (s *Scene) Bounds() image.Rectangle {
	return image.Rect(0, 0, s.Truth.view.W, s.Truth.view.H)
}
