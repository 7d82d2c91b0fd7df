// Package pth reads the tensors of files that PyTorch's torch.save wrote, in
// both of its formats: archives (since version 1.6), which are zip files of a
// pickle and one file per storage, and the single stream before that. The
// format is that of torch/serialization.py and torch/_utils.py of PyTorch
// 1.13 and 2.x.
//
// A file may hold the state_dict itself or a dict with it under "state_dict",
// "model_state_dict" or "model". Nothing of a file is executed: its pickle
// may name only what rebuilds tensors, parameters and ordered dicts; all
// other names, such as those of a whole saved model, are an
// [weights.UnsupportedError] that tells the name.
package pth

const format = "pth"

// Options say how to read. The zero value takes names as they are.
type Options struct {
	// StripModule takes "module." from names that begin with it.
	StripModule bool
	// MaxBytes bounds the bytes of all tensors together, since a few bytes of
	// storage can be shown as a tensor of any size. 0 means 4 GiB.
	MaxBytes int64
}

// hint is the advice where a file has more than tensors.
const hint = "in Python, save it with torch.save(model.state_dict(), path)"
