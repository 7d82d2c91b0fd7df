// Package rectify finds the dense map between page millimetres and picture
// pixels from the printed grid, taken as a carrier wave: the phase of the
// millimetre lines, unwrapped over the page, is the millimetre coordinate.
package rectify
