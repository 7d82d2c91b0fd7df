package checkpoint

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/einthoven-ecg/einthoven/internal/model"
	"github.com/einthoven-ecg/einthoven/internal/nn"
)

// DistillOptions say how a student learns. Zero values have the meaning given.
type DistillOptions struct {
	Steps int     // steps of training; 0 is 200
	Batch int     // pages of a step; 0 is 4
	Rate  float64 // the greatest rate, which falls along a cosine; 0 is 1e-3
	Decay float64 // of weights, as of AdamW; 0 is none
	// Seed decides the first weights of the student.
	Seed    uint64
	Threads int
	// Page gives page number i, always the same. Steps take the first
	// Steps*Batch of them, the test the Held that follow.
	Page func(i int) ([]float32, error)
	Held int // pages to test with; 0 is 8
	// Progress is told the loss of every step, if set.
	Progress func(step int, loss float64)
}

// Distillation says how well a student learned. Errors are root mean squares of
// the difference to the teacher's output over its standard deviation, on pages
// that were not learned; 1 is what the best constant has.
type Distillation struct {
	Teacher int64   `json:"teacher_parameters"`
	Student int64   `json:"student_parameters"`
	Steps   int     `json:"steps"`
	Before  Number  `json:"error_before"`
	After   Number  `json:"error_after"`
	First   float64 `json:"first_loss"`
	Last    float64 `json:"last_loss"` // the mean of the last tenth of the steps
}

func (o *DistillOptions) fill() error {
	set := func(v *int, standard int) {
		if *v == 0 {
			*v = standard
		}
	}
	set(&o.Steps, 200)
	set(&o.Batch, 4)
	set(&o.Held, 8)
	if o.Rate == 0 {
		o.Rate = 1e-3
	}
	switch {
	case o.Steps < 1 || o.Batch < 1 || o.Held < 1:
		return errors.New("checkpoint: steps, batch and pages to test with must be positive")
	case !(o.Rate > 0) || !(o.Decay >= 0):
		return fmt.Errorf("checkpoint: rate %g and decay %g; a rate is positive", o.Rate, o.Decay)
	case o.Page == nil:
		return errors.New("checkpoint: no pages to learn from")
	}
	return nil
}

// Distill makes a student that answers as a teacher does: on every page the mean
// squared difference of their outputs, over the variance of the teacher's, is
// lowered by AdamW. Both take the same pages and have an output of the same size.
// Source: G. Hinton and others, Distilling the Knowledge in a Neural Network,
// 2015, with outputs as they are, since they are signals.
func Distill(ctx context.Context, teacher *model.Network, d model.Description, opt DistillOptions) (*model.Network, *Distillation, error) {
	if err := opt.fill(); err != nil {
		return nil, nil, err
	}
	student, err := model.New(d, opt.Seed)
	if err != nil {
		return nil, nil, err
	}
	t, err := newLesson(teacher, student, opt)
	if err != nil {
		return nil, nil, err
	}
	out := &Distillation{Teacher: numbers(teacher), Student: numbers(student), Steps: opt.Steps}
	if out.Before, err = t.examine(); err != nil {
		return nil, nil, err
	}
	if err := t.learn(ctx, out); err != nil {
		return nil, nil, err
	}
	out.After, err = t.examine()
	return student, out, err
}

// numbers counts parameters without statistics.
func numbers(n *model.Network) (count int64) {
	for _, p := range n.Params.All() {
		if !p.Buffer {
			count += int64(len(p.Value))
		}
	}
	return count
}

// lesson is a teacher with a student.
type lesson struct {
	opt                    DistillOptions
	student                *model.Network
	teach, learner, answer *nn.Program // the last for the test
	length                 int         // numbers of a page
	x                      []float32
}

func newLesson(teacher, student *model.Network, opt DistillOptions) (*lesson, error) {
	a, b := teacher.Description, student.Description
	if Pictures(a) != Pictures(b) || a.Input != b.Input {
		return nil, fmt.Errorf("checkpoint: the teacher takes %d pictures of %+v, the student %d of %+v; give them the same", Pictures(a), a.Input, Pictures(b), b.Input)
	}
	run := runner(opt.Threads)
	l := &lesson{opt: opt, student: student, length: Length(a)}
	var err error
	if l.teach, err = teacher.Program(opt.Batch, nn.Options{Runner: run}); err != nil {
		return nil, err
	}
	if l.learner, err = student.Program(opt.Batch, nn.Options{Train: true, Runner: run}); err != nil {
		return nil, err
	}
	if l.answer, err = student.Program(opt.Batch, nn.Options{Runner: run}); err != nil {
		return nil, err
	}
	if s, t := l.learner.OutputShape(0), l.teach.OutputShape(0); s != t {
		return nil, fmt.Errorf("checkpoint: the output of the student is %v, that of the teacher %v; give them the same", s, t)
	}
	l.x = make([]float32, opt.Batch*l.length)
	return l, nil
}

// fill puts pages first and following into the batch.
func (l *lesson) fill(first int) error {
	for k := range l.opt.Batch {
		page, err := l.opt.Page(first + k)
		if err != nil {
			return err
		}
		if len(page) != l.length {
			return fmt.Errorf("checkpoint: page %d has %d numbers, want %d", first+k, len(page), l.length)
		}
		copy(l.x[k*l.length:], page)
	}
	return l.teach.Forward(l.x)
}

// learn does all steps.
func (l *lesson) learn(ctx context.Context, out *Distillation) error {
	optimizer := nn.NewAdamW(l.student.Params, runner(l.opt.Threads), l.opt.Decay)
	rate := nn.Cosine(l.opt.Rate, 0, l.opt.Steps)
	tail := max(1, l.opt.Steps/10)
	grads := make([][]float32, l.learner.Outputs())
	for i := range grads {
		s := l.learner.OutputShape(i)
		grads[i] = make([]float32, s.N*s.C*s.H*s.W)
	}
	for step := range l.opt.Steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := l.fill(step * l.opt.Batch); err != nil {
			return err
		}
		l.learner.Step = uint64(step)
		if err := l.learner.Forward(l.x); err != nil {
			return err
		}
		target := l.teach.Output(0)
		clear(grads[0])
		loss := nn.MSE(grads[0], l.learner.Output(0), target, nil, 1/(variance(target)+1e-12))
		if math.IsNaN(loss) || math.IsInf(loss, 0) {
			return fmt.Errorf("checkpoint: the loss of step %d is %g; take a lower rate", step, loss)
		}
		l.student.Params.ZeroGrad()
		if err := l.learner.Backward(grads...); err != nil {
			return err
		}
		nn.ClipNorm(l.student.Params, 1)
		optimizer.Step(rate(step))
		if step == 0 {
			out.First = loss
		}
		if step >= l.opt.Steps-tail {
			out.Last += loss / float64(tail)
		}
		if l.opt.Progress != nil {
			l.opt.Progress(step, loss)
		}
	}
	return nil
}

func variance(v []float32) float64 { d := deviation(v); return d * d }

// examine compares student and teacher on pages that are not learned.
func (l *lesson) examine() (Number, error) {
	far, size := 0.0, 0.0
	for first := 0; first < l.opt.Held; first += l.opt.Batch {
		if err := l.fill(l.opt.Steps*l.opt.Batch + first); err != nil {
			return 0, err
		}
		if err := l.answer.Forward(l.x); err != nil {
			return 0, err
		}
		want, got := l.teach.Output(0), l.answer.Output(0)
		m := mean(want)
		for i, v := range want {
			d := float64(got[i]) - float64(v)
			far += d * d
			size += (float64(v) - m) * (float64(v) - m)
		}
	}
	return Number(math.Sqrt(far / size)), nil
}
