// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Programs whose maps remember the packets before. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} passed SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 50000);
	__type(key, __u64);
	__type(value, __u64);
} flows SEC(".maps");

static __always_inline int limited(__u64 limit)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&passed, &zero);

	if (!count)
		return XDP_ABORTED;
	*count += 1;
	return *count <= limit ? XDP_PASS : XDP_DROP;
}

/* Less than the verified run tries. */
SEC("xdp")
int strict_limit(struct xdp_md *ctx)
{
	return limited(40);
}

/* More than the verified run tries in one go, less than all of it: only where the suite clears the
 * count does it pass every packet.
 */
SEC("xdp")
int loose_limit(struct xdp_md *ctx)
{
	return limited(64);
}

/* Remembers each packet as a flow of its own. */
SEC("xdp")
int flow_table(struct xdp_md *ctx)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&passed, &zero);

	if (!count)
		return XDP_ABORTED;
	*count += 1;
	bpf_map_update_elem(&flows, count, count, BPF_ANY);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
