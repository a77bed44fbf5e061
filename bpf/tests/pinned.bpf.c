// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Counts in a map that libbpf would pin under /sys/fs/bpf and share between loads: the verdict is
 * XDP_DROP the first time and XDP_PASS from then on.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} bpfmark_test_pin SEC(".maps");

SEC("xdp")
int pinned(struct xdp_md *ctx)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&bpfmark_test_pin, &zero);

	if (!count)
		return XDP_ABORTED;
	*count += 1;
	return *count == 1 ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
