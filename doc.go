// Package einthoven reads a picture of a paper electrocardiogram and gives
// back its leads in millivolts and seconds, with a statement of how far each
// can be trusted.
//
// [Digitize] goes the whole way for one picture; [DigitizeAll] takes every
// page of a file. What was not read is NaN, never a guess; what could not be
// read at all comes back as a refused [Result] whose reasons say what was seen
// and what to do. For research only: not a medical device.
package einthoven
