// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Functions within functions, and one that a helper calls back. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

struct sum {
	__u64 total;
	__u32 odd;
};

static __noinline __u64 twice(__u64 x)
{
	return x & 1 ? x * 2 + 1 : x * 2;
}

/* Verified by itself, since it is not static. */
__noinline __u64 mixed(__u64 x, __u32 shift)
{
	__u32 i;

#pragma clang loop unroll(disable)
	for (i = 0; i < 4; i++)
		x = twice(x) ^ (x >> (shift & 63));
	return x;
}

static long add(__u32 index, void *context)
{
	struct sum *sum = context;

	sum->total += twice(index);
	if (index % 3 == 1)
		sum->odd++;
	return index == 20;
}

static long visit(void *map, __u32 *key, __u64 *value, struct sum *sum)
{
	sum->total += *value;
	if (*key & 1)
		sum->odd++;
	return 0;
}

SEC("xdp")
int calls(struct xdp_md *ctx)
{
	const __u8 *data = (const __u8 *)(long)ctx->data;
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	struct sum sum = {};
	__u32 i;

	if (data + 34 > end)
		return XDP_DROP;
	/* Of no known value: or the verifier would follow the callbacks through every sum. */
	sum.odd = data[27];
	sum.total = mixed(data[29], data[28] & 3);
	for (i = 0; i < 5; i++) {
		__u32 key = data[26] + i * 3;
		__u64 value = twice(i);

		bpf_map_update_elem(&seen, &key, &value, BPF_ANY);
	}
	bpf_loop(30, add, &sum, 0);
	bpf_for_each_map_elem(&seen, visit, &sum, 0);
	return sum.total % 7 == 0 || sum.odd > 12 ? XDP_TX : XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
