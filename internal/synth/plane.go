package synth

import "fmt"

// Plane gives the bytes of a plane of the sample: "image", or a map that was
// ordered. They are the sample's own.
func (s *Sample) Plane(name string) ([]byte, error) {
	for i, p := range s.Header.Planes {
		if p.Name == name && i < len(s.planes) {
			return s.planes[i], nil
		}
	}
	return nil, fmt.Errorf("synth: sample %s has no plane %q; order it", s.Header.ID, name)
}
