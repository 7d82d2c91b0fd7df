//go:build race

package notecg

const raceEnabled = true
