// Package synth makes ECG pictures whose truth is known exactly. It stands
// beside the way of the data, not in it: tests, evaluation and training use
// it, no room does.
//
// Three parts know nothing of each other and grow apart:
//
//   - hearts: [Heart] makes twelve leads in millivolts ([heart.Signal]) from a
//     dipole that is seen from nine electrodes, so that the lead relations of
//     Einthoven and Goldberger hold by construction, noise included. Rhythms
//     place beats in time, conduction and findings shape them, disturbances
//     act on electrodes; [heart.RandomCase] draws from all of it. It serves to test
//     the reading of pictures, not to teach medicine: every beat of a kind
//     looks alike, and one dipole cannot show what is local;
//   - pages: [Page] places leads on paper ([Layout]), and draws grid, traces,
//     pulses, separators and words in linear light, with strokes whose
//     coverage follows from their distance;
//   - damage: [Damage] turns the flat print into a scan or a photo.
//
// [Render] joins them and returns the picture with its [Truth]: what was
// printed where, in page millimetres, and the map from there to pixels. Equal
// specifications give equal bytes, on any number of threads.
//
// Page coordinates are millimetres from the upper left corner of the paper, x
// right, y down. Pixel coordinates have the centre of the upper left pixel at
// (0, 0).
package synth
