// Package vector reads the ECG of a machine's PDF from its drawing commands:
// the curve is there as numbers, so nothing is traced and no pixel is made.
//
// The way: the page is turned upright (upright.go), the grid gives millimetres
// (grid.go), strokes are joined to curves (chain.go, curves.go), calibration
// pulses are taken out (pulse.go), words give names, speed and gain (words.go,
// calibration.go), names meet curves (names.go), columns get their times
// (columns.go), and each curve is sampled where its own samples lie
// (resample.go).
//
// Lengths are millimetres of paper, x right, y down, unless a name says
// points; times are seconds, voltages millivolts.
package vector
