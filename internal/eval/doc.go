// Package eval measures digitized pages against the truth, or, where there is
// none, against what every heart obeys. In come cases ([LoadCase]: the truth
// and what is known of a picture) and predictions (what was read from it, as
// plain samples); [Score] compares one pair, [Summarise] a set, and the rest
// writes tables, JSON and HTML. The package reads no pictures.
//
// # Definitions
//
// Voltages are millivolts, times seconds from the first printed sample; tables
// show microvolts and milliseconds. dB is 10 log10 of a ratio of powers. A lag
// is the time of the prediction minus that of the truth: positive is late.
// "Printed" are the samples of a lead that the truth has; all others count
// only in the coverage. A sample that was not read is NaN.
//
// Predictions are taken at the truth's sampling times, by straight lines
// between their samples. At rates that are whole multiples of the truth's (500
// Hz against 100, 250, 500) that picks samples and filters nothing; the drawn
// line is the truth's samples joined by straight strokes, so a band limit
// would take away what was printed.
//
// All figures of one lead that need an alignment use one: the lag of at most
// 0.2 s at which the centred signals correlate best, samples not read left
// out. Only snr_kaggle, snr_challenge24 and the beats have their own.
//
// A picture that was refused, or failed, stays in every table of signal to
// noise ratios, as nothing read.
package eval
