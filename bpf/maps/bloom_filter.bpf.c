// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* With the kernel's default of five hash functions. */
#define DRIVE "xdp"
#include "bpf/maps/loop.h"

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 1024);
	__uint(value_size, 8);
} subject SEC(".maps");

#define DIM_BLOOM (DIM_ENTRIES | DIM_VALUE)

OPERATION(push, .dimensions = DIM_BLOOM)
{
	value_in.words[0] = s->index;
	if (bpf_map_push_elem(&subject, &value_in, BPF_ANY))
		fail(s);
}

OPERATION(peek, .outcome = "hit", .fill = "push", .dimensions = DIM_BLOOM | DIM_ORDER)
{
	value_in.words[0] = s->index;
	if (bpf_map_peek_elem(&subject, &value_in))
		fail(s);
}

/* A few of the absent are taken for present: that is the filter's nature, no error. */
OPERATION(peek_miss, .name = "peek", .outcome = "miss", .fill = "push", .dimensions = DIM_BLOOM,
	  .traits = KEYS_ABSENT)
{
	value_in.words[0] = s->index;
	s->sum += bpf_map_peek_elem(&subject, &value_in) == 0;
}
