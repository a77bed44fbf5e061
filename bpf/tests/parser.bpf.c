// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Resembles a parser of a payload of any length: bpf_loop (Linux 5.17) over its bytes, words and
 * digits told apart and counted.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/udp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define MOST_BYTES 1500

enum kind { KIND_OTHER, KIND_DIGIT, KIND_LETTER };

/* In memory that the verifier does not follow: it would count along. */
__u64 totals[4] = {}; /* by kind */
__u64 words = 0;

struct parse {
	struct xdp_md *ctx;
	__u32 at;
	__u32 last;
};

static __always_inline __u32 kind_of(__u8 byte)
{
	__u8 lower = byte | 0x20;

	if (byte >= '0' && byte <= '9')
		return KIND_DIGIT;
	if (lower >= 'a' && lower <= 'z')
		return KIND_LETTER;
	return KIND_OTHER;
}

static long parse_byte(__u32 index, struct parse *parse)
{
	const __u8 *data = (const __u8 *)(long)parse->ctx->data;
	const __u8 *end = (const __u8 *)(long)parse->ctx->data_end;
	__u32 at = parse->at + index;
	__u32 kind;

	if (at > MOST_BYTES || data + at + 1 > end)
		return 1;
	kind = kind_of(data[at]);
	if (kind == KIND_LETTER && parse->last != KIND_LETTER)
		words++;
	parse->last = kind;
	totals[kind & 3]++;
	return 0;
}

SEC("xdp")
int parser(struct xdp_md *ctx)
{
	const void *data = (const void *)(long)ctx->data;
	const void *end = (const void *)(long)ctx->data_end;
	const struct ethhdr *eth = data;
	const struct iphdr *ip = data + sizeof(*eth);
	struct parse parse = { .ctx = ctx };

	if ((const void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return XDP_PASS;
	parse.at = sizeof(*eth) + ip->ihl * 4 + sizeof(struct udphdr);
	bpf_loop(MOST_BYTES, parse_byte, &parse, 0);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
