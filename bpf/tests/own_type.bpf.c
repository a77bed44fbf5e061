// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A user's own messages: a struct of several members, in a ring buffer, by bpf_ringbuf_output(). */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

enum kind {
	Small = 1,
	Large = 2,
};

struct event {
	enum kind kind;
	__u32 bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

const struct event *unused_event;

SEC("xdp")
int own_type(struct xdp_md *ctx)
{
	struct event event = { .bytes = (__u32)(ctx->data_end - ctx->data) };

	event.kind = event.bytes > 1000 ? Large : Small;
	bpf_ringbuf_output(&events, &event, sizeof(event), 0);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
