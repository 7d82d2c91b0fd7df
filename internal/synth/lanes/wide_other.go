//go:build !amd64 || noasm

package lanes

// The wide functions do nothing here: see wide_amd64.go.

func mixWide(_, _ []float32, _ [][]float32) int                            { return 0 }
func addScaledWide(_ []float32, _ float32, _ []float32) int                { return 0 }
func (c *Cubic) wide(_ []float32, _ [][2]float64) int                      { return 0 }
func bytesWide(_ []uint8, _ []float32, _ uint8) int                        { return 0 }
func lookupWide(_, _ []float32, _ float32) int                             { return 0 }
func scatterWide(_, _ []float32, _ *[256]float32) int                      { return 0 }
func pairsWide(_ []uint8, _ [][2]float64) int                              { return 0 }
func takeWide(_ *Blocks, _ []uint8, _ int) bool                            { return false }
func putWide(_ *Blocks, _ []uint8, _ int) bool                             { return false }
func roundWide(_ *[64]float32, _ *[2][64]float32) bool                     { return false }
func (l *Rules) wide(_ []uint8, _ [][2]float64, _ int, _ [][2]float32) int { return 0 }
func curveWide(_ [][2]float64, _ [][4]float64, _, _ *[4]float64) bool      { return false }
func glideWide(_ []float32, _ *[GlidePeriod + 1]float32, _, _ int64) int   { return 0 }
func rampWide(_ []float32, _ *Light, _, _ float32) int                     { return 0 }
