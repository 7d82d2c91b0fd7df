package trace

// choose takes one of two alternatives at each of n steps, false the first,
// so that the sum of their costs is least if every change from one to the other
// costs something as well (Viterbi, IEEE Trans. Inf. Theory 13, 1967).
func choose(n int, costs func(i int) (first, second float64), change float64) []bool {
	out := make([]bool, n)
	changed := make([][2]bool, n) // whether the best way to an alternative comes from the other
	var sum [2]float64
	for i := range n {
		c0, c1 := costs(i)
		now := sum
		if i > 0 {
			for k := range sum {
				if v := sum[1-k] + change; v < sum[k] {
					now[k], changed[i][k] = v, true
				}
			}
		}
		sum = [2]float64{now[0] + c0, now[1] + c1}
	}
	k := 0
	if sum[1] < sum[0] {
		k = 1
	}
	for i := n - 1; i >= 0; i-- {
		out[i] = k == 1
		if changed[i][k] {
			k = 1 - k
		}
	}
	return out
}
