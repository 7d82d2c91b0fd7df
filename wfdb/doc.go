// Package wfdb reads and writes WFDB records, the waveform format of
// PhysioNet: a text header (.hea) that describes the signals and one or more
// binary files (.dat) that hold their samples.
//
// [ReadFile] and [WriteFile] work on paths, [ReadFS] on any file system,
// [Decode] and [Encode] on readers and writers. Samples are physical values
// (for an ECG: millivolts) in float64; a sample that is not there is NaN and
// stands in the file as the lowest value of its format (-32768 in format 16).
//
// Read are single-segment records in the formats 16, 24, 32, 61, 80, 160 and
// 212, spread over any number of files. Written is format 16 in one file, with
// initial values and checksums. Records of several segments, several samples
// a frame, skewed signals, difference and compressed formats are refused with
// an [UnsupportedError]; whatever contradicts the format, checksums included,
// with a [FormatError] that names file and line.
//
// Source of the format: the header(5) and signal(5) pages of the WFDB
// Applications Guide (https://physionet.org/physiotools/wag/). What this
// package makes of them is written down in docs/format/wfdb.md.
//
// Nothing exported here changes its meaning within a major version.
package wfdb
