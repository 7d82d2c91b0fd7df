//go:build !race

package notecg

const raceEnabled = false
