// Package rectify finds the dense map between page millimetres and picture
// pixels from the printed grid, taken as a carrier wave: the phase of the
// millimetre lines, unwrapped over the page, is the millimetre coordinate.
//
// The way goes from plane (light flattened at working scale) over seeds
// (spectra of tiles), colour (the direction in which the grid is strong and
// ink weak), grow (both line families demodulated and unwrapped from the best
// tile), fit (a robust smooth field), unit (what one line is worth) to the
// lattice of the Map.
//
// Where there is no grid, FromPulses takes the scale from the calibration
// pulses instead, and FromStated from the resolution that the file states; the
// Map's Source says so.
package rectify
