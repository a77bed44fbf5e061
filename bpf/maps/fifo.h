/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Queue and stack: a file defines SUBJECT_TYPE. A push into a full one fails, and fast: a block is
 * no longer than there is room, and what it left is popped before the next.
 */
#ifndef BPFMARK_FIFO_H
#define BPFMARK_FIFO_H

#define DRIVE "xdp"
#include "bpf/maps/loop.h"

struct {
	__uint(type, SUBJECT_TYPE);
	__uint(max_entries, 1024);
	__uint(value_size, 8);
} subject SEC(".maps");

#define DIM_FIFO (DIM_ENTRIES | DIM_VALUE)

OPERATION(push, .before = "pop", .dimensions = DIM_FIFO, .traits = AT_MOST_ENTRIES)
{
	value_in.words[0] = s->index;
	if (bpf_map_push_elem(&subject, &value_in, BPF_ANY))
		fail(s);
}

/* What was pushed on the same keys comes out, in whichever order. */
OPERATION(pop, .before = "push", .dimensions = DIM_FIFO, .traits = AT_MOST_ENTRIES | SUMS_KEYS)
{
	if (bpf_map_pop_elem(&subject, &value_in))
		fail(s);
	s->sum += value_in.words[0];
}

OPERATION(peek, .before = "push", .dimensions = DIM_FIFO, .traits = AT_MOST_ENTRIES)
{
	if (bpf_map_peek_elem(&subject, &value_in))
		fail(s);
}

OPERATION(push_full, .name = "push", .outcome = "full", .fill = "push", .dimensions = DIM_FIFO)
{
	/* An int: before Linux 6.4 the upper half of the answer is zero. */
	int error = bpf_map_push_elem(&subject, &value_in, BPF_ANY);

	if (error != -7) /* E2BIG */
		fail(s);
}

/* One goes in and one comes out: what many CPUs can do at the same time for long. */
OPERATION(push_pop, .dimensions = DIM_FIFO | DIM_CPUS)
{
	if (bpf_map_push_elem(&subject, &value_in, BPF_ANY))
		fail(s);
	if (bpf_map_pop_elem(&subject, &value_in))
		fail(s);
}

#endif
