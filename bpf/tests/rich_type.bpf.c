// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A user's own message with all that C has for one: a nested struct, arrays, bit fields, unions. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

enum kind {
	Small = 1,
	Large = 2,
};

struct address {
	__u8 bytes[4];
	__u16 port;
};

struct event {
	enum kind kind;
	struct address from;
	char name[8];
	__u32 urgent : 1;
	__u32 level : 5;
	int shift : 4;
	enum kind again : 3;
	union {
		__u32 word;
		__u16 halves[2];
	};
};

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 64);
	__type(value, struct event);
} events SEC(".maps");

SEC("xdp")
int rich_type(struct xdp_md *ctx)
{
	struct event event;

	__builtin_memset(&event, 0, sizeof(event));
	event.kind = Large;
	event.from.bytes[0] = 10;
	event.from.bytes[3] = 7;
	event.from.port = 443;
	__builtin_memcpy(event.name, "veth", 5);
	event.urgent = 1;
	event.level = 17;
	event.shift = -3;
	event.again = Small;
	event.word = 0x00020001;
	bpf_map_push_elem(&events, &event, BPF_ANY);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
