// Package show tells people about a run of training: a page of curves, and a
// model card. Both are made of the run's log and result, without a clock, so
// that equal runs give equal pages.
package show
