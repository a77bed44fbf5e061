// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* An open-coded iterator (Linux 6.4). */
#include <linux/bpf.h>
#include <linux/version.h>

#include <bpf/bpf_helpers.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
struct bpf_iter_num {
	__u64 opaque[1];
} __attribute__((aligned(8)));
#endif

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

SEC("xdp")
int iterator(struct xdp_md *ctx)
{
	struct bpf_iter_num it;
	__u32 sum = 0;
	int *i;

	bpf_iter_num_new(&it, 0, 17);
	while ((i = bpf_iter_num_next(&it))) {
		if (*i & 1)
			sum += *i;
	}
	bpf_iter_num_destroy(&it);
	return sum == 64 ? XDP_TX : XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
