package heart

import "testing"

// A sinus heart with everything that a recording has, ten seconds long.
func BenchmarkSignal(b *testing.B) {
	h := RandomHeart(3)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Signal(10); err != nil {
			b.Fatal(err)
		}
	}
}
