package synth

// The parts that draw from chance, each from a stream of its own
// ([chance.Stream]).
const (
	streamSensor uint64 = 3
	streamSpec   uint64 = 11
)
