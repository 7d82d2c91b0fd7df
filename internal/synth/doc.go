// Package synth makes ECG pictures whose truth is known exactly. It stands
// beside the way of the data, not in it: tests, evaluation and training use
// it, no room does.
//
// A picture comes about in one direction, each step a package that knows
// nothing of the next:
//
//	heart   a dipole seen from the skin: leads in millivolts, with labels
//	paper   leads on a page: marks in millimetres, and where each thing is
//	wear    what printers, hands and time do to the sheet: more marks
//	bend    how the sheet lies before the device: the map between sheet and picture
//	light   what falls on it and what lies below it
//	capture optics, sensor and file
//
// They draw with raster, in linear light. [Spec.Scene] sets all of it up
// without drawing; [Scene.Picture] then makes any part of the picture, tile by
// tile, with the pixels that the whole has there. So a crop for a trainer
// costs what a crop costs, and threads change nothing. [Truth] tells what is
// where in the picture: traces with what can be seen of them, boxes, outline,
// masks, and the exact map both ways.
//
// [RandomSpec] draws a specification of a [Look] by chance, [Spec.AddDamage]
// adds damage by name. [Case] writes a picture with its truth to files,
// [SampleOrder] makes samples for a stream (docs/STREAM.md). Pictures that
// show no ECG are drawn by notecg.
//
// Page coordinates are millimetres from the upper left corner of the paper, x
// right, y down. Pixel coordinates have the centre of the upper left pixel at
// (0, 0).
package synth
