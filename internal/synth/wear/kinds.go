package wear

// Numbers of kinds, for their streams of chance ([bench.chance]). New ones come
// last, so that others stay as they are.
const (
	kindBanding = iota
	kindStreaks
	kindToner
	kindThermal
	kindCopy
	kindFax
	kindSoak
	kindScratch
	kindFold
	kindCrease
	kindYellow
	kindStain
	kindMould
	kindFinger
	kindHighlight
	kindWriting
	kindStamp
	kindLabel
	kindTape
	kindStaple
	kindBurn
	kindTear
	kindPunch
	kindFibre
)
