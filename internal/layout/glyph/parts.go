package glyph

// A part is a connected piece of ink, in samples of the finest raster; x1 and
// y1 lie beyond it.
type part struct{ x0, y0, x1, y1 int }

// parts finds the pieces of ink darker than cut (eight neighbours join) that
// are at least lo and at most hi samples high and at most wide samples wide.
func (r raster) parts(cut float32, lo, hi, wide int) []part {
	type run struct{ x0, x1, id int32 }
	var up []int32 // parent of each label
	var box []part
	find := func(i int32) int32 {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	var prev, cur []run
	for y := range r.h {
		row := r.pix[y*r.w : (y+1)*r.w]
		cur = cur[:0]
		at := 0 // first run of the row above that can still touch
		for x := 0; x < len(row); {
			if row[x] <= cut {
				x++
				continue
			}
			x0 := x
			for x < len(row) && row[x] > cut {
				x++
			}
			q := run{int32(x0), int32(x), -1}
			for at < len(prev) && prev[at].x1 < q.x0 {
				at++
			}
			for k := at; k < len(prev) && prev[k].x0 <= q.x1; k++ {
				id := find(prev[k].id)
				if q.id < 0 {
					q.id = id
				} else if id != q.id {
					a, b := min(id, q.id), max(id, q.id)
					up[b] = a
					box[a] = part{min(box[a].x0, box[b].x0), min(box[a].y0, box[b].y0), max(box[a].x1, box[b].x1), max(box[a].y1, box[b].y1)}
					q.id = a
				}
			}
			if q.id < 0 {
				q.id = int32(len(up))
				up = append(up, q.id)
				box = append(box, part{x0, y, x, y + 1})
			} else {
				b := &box[q.id]
				b.x0, b.x1, b.y1 = min(b.x0, x0), max(b.x1, x), y+1
			}
			cur = append(cur, q)
		}
		prev, cur = cur, prev
	}
	var out []part
	for i, b := range box {
		if up[i] == int32(i) && b.y1-b.y0 >= lo && b.y1-b.y0 <= hi && b.x1-b.x0 <= wide {
			out = append(out, b)
		}
	}
	return out
}
