// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Records of 8 bytes into a ring for each CPU, which user space empties before each block. */
#define DRIVE "xdp"
#include "bpf/maps/loop.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} subject SEC(".maps");

OPERATION(perf_event_output, .entries = 4096, .traits = AT_MOST_ENTRIES)
{
	__u64 record = s->index;

	if (bpf_perf_event_output(s->ctx, &subject, BPF_F_CURRENT_CPU, &record, sizeof(record)))
		fail(s);
}
