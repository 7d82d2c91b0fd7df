package data

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// ErrLeak is what errors about something that is learned and tested wrap.
var ErrLeak = errors.New("leak")

// A Split says which examples are learned, which choose the best checkpoint,
// and which are kept for the end.
type Split struct{ Train, Validation, Test []int }

// Parts are the shares of a split; the rest is for training.
type Parts struct {
	Validation, Test float64
	// Folds cuts what is not for testing into so many parts, of which
	// number Fold validates. 0 and 1 are no folds.
	Folds, Fold int
}

// SplitGroups splits examples with these groups: whole groups go to one part, in
// an order that the seed decides. Every part gets at least one group.
func SplitGroups(groups []string, p Parts, seed uint64) (Split, error) {
	order, members := shuffled(groups, seed)
	least := max(p.Folds, 2)
	if p.Test > 0 {
		least++
	}
	if len(order) < least {
		return Split{}, fmt.Errorf("data: %d patients cannot be split into %d parts; use more", len(order), least)
	}
	var s Split
	take := func(share float64, spare int) (out []int) {
		want := int(math.Round(share * float64(len(groups))))
		for len(order) > spare && (len(out) == 0 || len(out)+len(members[order[0]]) <= want) {
			out = append(out, members[order[0]]...)
			order = order[1:]
		}
		slices.Sort(out)
		return out
	}
	if p.Test > 0 {
		s.Test = take(p.Test, least-1)
	}
	if p.Folds < 2 {
		s.Validation = take(p.Validation, 1)
		s.Train = take(1, 0)
		return s, nil
	}
	for i, g := range order {
		to := &s.Train
		if i%p.Folds == p.Fold {
			to = &s.Validation
		}
		*to = append(*to, members[g]...)
	}
	slices.Sort(s.Train)
	slices.Sort(s.Validation)
	return s, nil
}

// shuffled gives the groups ordered by a hash of seed and name, so that a new
// group moves no other, and the examples of each.
func shuffled(groups []string, seed uint64) (order []string, members map[string][]int) {
	members = map[string][]int{}
	for i, g := range groups {
		if members[g] == nil {
			order = append(order, g)
		}
		members[g] = append(members[g], i)
	}
	rank := func(g string) string {
		sum := sha256.Sum256(append(binary.LittleEndian.AppendUint64(nil, seed), g...))
		return string(sum[:])
	}
	slices.SortFunc(order, func(a, b string) int { return strings.Compare(rank(a), rank(b)) })
	return order, members
}

// Check looks for leaks: a group, or a fingerprint, that two parts share, or an
// example that two parts have. The error names the first and wraps [ErrLeak].
func (s *Split) Check(groups, keys []string) error {
	byGroup, byKey := map[string]string{}, map[string]seat{}
	for _, part := range []struct {
		name string
		list []int
	}{{"training", s.Train}, {"validation", s.Validation}, {"test", s.Test}} {
		for _, i := range part.list {
			g, k := groups[i], keys[i]
			if other, ok := byGroup[g]; ok && other != part.name {
				return fmt.Errorf("data: %w: patient %q is in %s and in %s; put all of a patient into one part", ErrLeak, g, other, part.name)
			}
			byGroup[g] = part.name
			if k == "" {
				continue
			}
			if other, ok := byKey[k]; ok && other.part != part.name {
				return fmt.Errorf("data: %w: %q in %s has the same signals as %q in %s; leave one out", ErrLeak, g, part.name, other.group, other.part)
			}
			byKey[k] = seat{part.name, g}
		}
	}
	return nil
}

// seat is where a fingerprint was met.
type seat struct{ part, group string }
