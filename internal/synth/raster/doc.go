// Package raster draws in linear light. A [Canvas] is any rectangle of a
// larger picture: what it shows does not depend on how the picture is cut, so
// that a page can be drawn tile by tile, on any number of threads, and a crop
// of a page has the same pixels as the page.
//
// Pixel (i, j) has its centre at (i, j) in the coordinates of strokes and
// shapes. Page positions are millimetres from the paper's upper left corner,
// which is the corner of pixel (0, 0): with k pixels a millimetre, x
// millimetres are k*x - 0.5 pixels.
package raster
