package kernel

import "math"

// MatMulParams describes a product of plain row-major matrices.
type MatMulParams struct {
	// M x N is the size of the product, K the length of the sums.
	M, K, N int
	// TransA says that a is stored as K x M, TransB that b is stored as
	// N x K.
	TransA, TransB bool
}

// MatMul is a product of matrices of one size: dst = a*b. With the transposes
// it also gives the gradients, da = ddst*bᵀ and db = aᵀ*ddst. The rows of a
// are taken as the pixels of a convolution, so that the same inner loop does
// it. It holds the state of a call: one call at a time.
type MatMul struct {
	k       *Kernels
	p       MatMulParams
	rowsA   int // of one task
	bands   int
	padded  int // K as packed: a multiple of 4
	split   int // length of the sums of one call of the kernel
	blocks  int // of 16 columns
	zeroTap [1]int

	call struct {
		dst, a, b, add        []float32
		packA, panels, biases []float32
		edge                  []float32
		floor                 float32
	}
	packJob, packAJob, taskJob func(i int)
}

// NewMatMul checks the sizes and plans a product.
func NewMatMul(k *Kernels, p MatMulParams) (*MatMul, error) {
	for _, s := range []Shape{{1, p.M, 1, p.K}, {1, p.K, 1, p.N}, {1, p.M, 1, p.N}} {
		if err := s.check("matrix"); err != nil {
			return nil, err
		}
	}
	m := &MatMul{k: k.orBest(), p: p, padded: (p.K + 3) &^ 3, blocks: (p.N + Block - 1) / Block}
	parts := (m.padded + splitLength - 1) / splitLength
	m.split = ((m.padded+parts-1)/parts + 3) &^ 3
	// The rows of one task stay in the second cache; 6 is the height of the
	// largest tile.
	m.rowsA = max(6, min(callProducts/m.split, bandFloats/m.padded)/6*6)
	m.rowsA = min(m.rowsA, p.M)
	m.bands = (p.M + m.rowsA - 1) / m.rowsA
	m.packJob, m.packAJob, m.taskJob = m.doPack, m.doPackA, m.doTask
	return m, nil
}

// direct tells whether a is read where it is.
func (m *MatMul) direct() bool { return !m.p.TransA && m.padded == m.p.K }

// sizes gives the parts of the scratch memory: a packed, b packed, the bias,
// and the last columns if they are no full block.
func (m *MatMul) sizes() (a, b, bias, edge int) {
	if !m.direct() {
		a = m.p.M * m.padded
	}
	if m.p.N%Block != 0 {
		edge = m.p.M * Block
	}
	return a, m.blocks * Block * m.padded, m.blocks * Block, edge
}

// ScratchSize is the number of floats of scratch memory that a call needs.
func (m *MatMul) ScratchSize() int {
	a, b, bias, edge := m.sizes()
	return a + b + bias + edge
}

// Run writes a*b to dst, plus bias, if any, to every row, plus then.Add (which
// may be dst). dst must not overlap a or b.
func (m *MatMul) Run(run Runner, dst, a, b, bias []float32, then Epilogue, scratch []float32) error {
	p, c := m.p, &m.call
	if err := lengths(length{"product", len(dst), p.M * p.N}, length{"left matrix", len(a), p.M * p.K},
		length{"right matrix", len(b), p.K * p.N}); err != nil {
		return err
	}
	if bias != nil && len(bias) != p.N {
		return lengths(length{"bias", len(bias), p.N})
	}
	if then.Add != nil && len(then.Add) != len(dst) {
		return lengths(length{"matrix to add", len(then.Add), len(dst)})
	}
	if err := enough(scratch, m.ScratchSize()); err != nil {
		return err
	}
	sizeA, sizeB, sizeBias, edge := m.sizes()
	c.dst, c.a, c.b, c.add, c.floor = dst, a, b, then.Add, float32(math.Inf(-1))
	if then.ReLU {
		c.floor = 0
	}
	c.packA, scratch = scratch[:sizeA], scratch[sizeA:]
	c.panels, scratch = scratch[:sizeB], scratch[sizeB:]
	c.biases, c.edge = scratch[:sizeBias], scratch[sizeBias:][:edge]
	clear(c.biases)
	copy(c.biases, bias)
	if !m.direct() {
		run.each(m.bands, m.packAJob)
	}
	run.each(m.blocks, m.packJob)
	run.each(m.bands*m.groups(), m.taskJob)
	c.dst, c.a, c.b, c.add, c.packA, c.panels, c.biases, c.edge = nil, nil, nil, nil, nil, nil, nil, nil
	return nil
}

// groups is the number of groups of columns into which a band is cut when
// there are few bands.
func (m *MatMul) groups() int { return min(m.blocks, (tasksWanted+m.bands-1)/m.bands) }

// doPack packs a block of columns of b as [K][16], zeros beyond its ends.
func (m *MatMul) doPack(block int) {
	p, to := m.p, m.call.panels[block*m.padded*Block:][:m.padded*Block]
	n := min(Block, p.N-block*Block)
	if n < Block || m.padded > p.K {
		clear(to)
	}
	b := m.call.b
	if p.TransB {
		for j := range n {
			for i, v := range b[(block*Block+j)*p.K:][:p.K] {
				to[i*Block+j] = v
			}
		}
		return
	}
	for i := range p.K {
		copy(to[i*Block:][:n], b[i*p.N+block*Block:])
	}
}

// doPackA packs a band of rows of a, with zeros to a multiple of 4.
func (m *MatMul) doPackA(band int) {
	p := m.p
	first, last := band*m.rowsA, min((band+1)*m.rowsA, p.M)
	for r := first; r < last; r++ {
		to := m.call.packA[r*m.padded:][:m.padded]
		clear(to[p.K:])
		if !p.TransA {
			copy(to, m.call.a[r*p.K:][:p.K])
		}
	}
	if !p.TransA {
		return
	}
	for i := range p.K {
		for r, v := range m.call.a[i*p.M+first : i*p.M+last] {
			m.call.packA[(first+r)*m.padded+i] = v
		}
	}
}

// doTask computes some blocks of columns of one band of rows.
func (m *MatMul) doTask(i int) {
	c, groups := &m.call, m.groups()
	band, group := i/groups, i%groups
	first := band * m.rowsA
	rows := min(m.rowsA, m.p.M-first)
	a := c.packA
	if m.direct() {
		a = c.a
	}
	a = a[first*m.padded:]
	for block, end := group*m.blocks/groups, (group+1)*m.blocks/groups; block < end; block++ {
		at := first*m.p.N + block*Block
		out, add, step := c.dst[at:], c.add, m.p.N
		if add != nil {
			add = add[at:]
		}
		if m.k.convPair != nil && block+1 < end && (block+2)*Block <= m.p.N {
			m.product(out, add, a, block, rows, step, true)
			block++
			continue
		}
		partial := min(Block, m.p.N-block*Block) < Block
		if partial {
			out, step = c.edge[first*Block:], Block
			if add != nil {
				m.columns(out, Block, add, m.p.N, rows)
				add = out
			}
		}
		m.product(out, add, a, block, rows, step, false)
		if partial {
			m.columns(c.dst[at:], m.p.N, out, Block, rows)
		}
	}
}

// columns copies the last columns, which are no full block.
func (m *MatMul) columns(dst []float32, dstStep int, src []float32, srcStep, rows int) {
	n := m.p.N % Block
	for r := range rows {
		copy(dst[r*dstStep:][:n], src[r*srcStep:][:n])
	}
}

// product computes rows x 16 numbers, or 32 of a pair of blocks, in parts of the
// sums that are short enough for the first cache.
func (m *MatMul) product(out, add, a []float32, block, rows, step int, pair bool) {
	c := &m.call
	size := m.padded * Block
	panel, bias := c.panels[block*size:], c.biases[block*Block:]
	for at := 0; at < m.padded; at += m.split {
		n, floor := min(m.split, m.padded-at), float32(math.Inf(-1))
		if at+n == m.padded {
			floor = c.floor
		}
		if pair {
			m.k.convPair(out, a[at:], panel[at*Block:], bias, add, m.zeroTap[:], n/4, rows, m.padded, step, Block, size, nil, floor)
		} else {
			m.k.conv(out, a[at:], panel[at*Block:], bias, add, m.zeroTap[:], n/4, rows, m.padded, step, floor)
		}
		bias, add = zeros[:], out
	}
}
