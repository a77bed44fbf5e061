// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A driver with xdp.frags whatever the arms have: the kernel refuses it every arm without. */
#include "bpf/tests/drivers.h"

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, DRIVE_PLACES);
	__type(key, __u32);
	__type(value, __u32);
} arms SEC(".maps");

SEC("xdp.frags")
int driver(struct xdp_md *ctx)
{
	bpf_tail_call(ctx, &arms, drive.selected);
	drive.failures += frame_capacity;
	return XDP_ABORTED;
}
