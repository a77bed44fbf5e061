// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A map of each type that a suite can prepare, and a writer for the ring buffer, which user space
 * cannot write to. The packet's first byte tells the writer what to do.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

enum colour { Red = 1, Green = 2, Blue = 3 };
struct pair {
	__u32 count;
	enum colour colour;
};
struct wrapped {
	enum colour colour;
};
struct address {
	__u32 prefix_bits;
	__u8 bytes[4];
};

#define MAP(NAME, TYPE, ENTRIES, KEY, VALUE)                                                       \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_##TYPE);                                                 \
		__uint(max_entries, ENTRIES);                                                      \
		__type(key, KEY);                                                                  \
		__type(value, VALUE);                                                              \
	} NAME SEC(".maps")

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 100);
	__type(value, struct pair);
} pairs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__uint(max_entries, 5000);
	__type(value, struct wrapped);
} colours SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 8);
	__uint(value_size, 1000); /* more than a program's stack */
} untyped SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

MAP(hash, HASH, 64, __u32, __u32);
MAP(lru, LRU_HASH, 64, __u32, __u32);
MAP(percpu_hash, PERCPU_HASH, 64, __u32, __u32);
MAP(array, ARRAY, 8, __u32, __u32);
MAP(percpu_array, PERCPU_ARRAY, 8, __u32, __u32);

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 64);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct address);
	__type(value, __u32);
} lpm SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} programs SEC(".maps");

int global_count = 1; /* in .data */

SEC("xdp")
int ring_writer(struct xdp_md *ctx)
{
	const __u8 *data = (const __u8 *)(long)ctx->data;
	__u64 *record;

	if (data + 1 > (const __u8 *)(long)ctx->data_end)
		return XDP_ABORTED;
	record = bpf_ringbuf_reserve(&ring, 3 * sizeof(*record), 0);
	if (!record)
		return XDP_DROP; /* full */
	record[0] = 1;
	record[1] = 2;
	record[2] = global_count;
	if (data[0] == 'd')
		bpf_ringbuf_discard(record, 0);
	else
		bpf_ringbuf_submit(record, 0);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
