package paper

import (
	"fmt"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/einthoven-ecg/einthoven/internal/synth/raster"
)

// openFont returns one of the Go fonts.
func openFont(name string) (*raster.Font, error) {
	switch name {
	case "regular":
		return raster.ParseFont(goregular.TTF)
	case "bold":
		return raster.ParseFont(gobold.TTF)
	case "mono":
		return raster.ParseFont(gomono.TTF)
	case "italic":
		return raster.ParseFont(goitalic.TTF)
	}
	return nil, fmt.Errorf("paper: font %q is unknown; want regular, bold, mono or italic", name)
}
