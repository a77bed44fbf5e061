// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A driver that takes one arm and refuses every other, as a kernel does where the two cannot
 * tail-call: its arms are a hash with room for one.
 */
#include "bpf/tests/drivers.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} arms SEC(".maps");

SEC("xdp")
int driver(struct xdp_md *ctx)
{
	drive.failures += frame_capacity;
	return bpf_map_lookup_elem(&arms, &drive.selected) ? XDP_ABORTED : XDP_DROP;
}
