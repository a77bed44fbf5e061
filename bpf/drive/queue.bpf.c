// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Empties or fills a QUEUE or STACK map between timed blocks: a pop costs 34 ns here and 700 ns by
 * syscall. The map under work takes the place of `queue` before loading, and the scratch value gets
 * its size. Layout shared with user space: queue_work.h.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "queue_work.h"

/* The verifier walks through every step of a plain loop, which is paid with each load: 1,024 steps
 * took it 5 ms. bpf_loop (5.17) costs it one.
 */
#define STEPS_OF_PLAIN_LOOP 64
#define STEPS_OF_BPF_LOOP (1 << 20)

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 1);
	__uint(value_size, 4);
} queue SEC(".maps");

/* A value to pop into or to push: too large for the stack, perhaps. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 4);
} scratch SEC(".maps");

/* Set before loading; the verifier drops the branch that is not taken. Not by CO-RE, for which
 * libbpf would read the whole kernel's BTF at each load: 3 ms.
 */
const volatile __u32 has_bpf_loop = 0;

struct queue_work work = {};

/* Callbacks of bpf_loop: 1 ends the loop. */
static long pop_one(__u32 index, void *unused)
{
	__u32 zero = 0;
	void *value = bpf_map_lookup_elem(&scratch, &zero);

	if (!value || bpf_map_pop_elem(&queue, value))
		return 1;
	work.steps++;
	return 0;
}

static long push_one(__u32 index, void *unused)
{
	__u32 zero = 0;
	void *value = bpf_map_lookup_elem(&scratch, &zero);

	if (!value || bpf_map_push_elem(&queue, value, 0))
		return 1;
	work.steps++;
	return 0;
}

#define REPEAT(step)                                                                               \
	do {                                                                                       \
		__u32 i, limit = STEPS_OF_PLAIN_LOOP;                                              \
                                                                                                   \
		work.steps = 0;                                                                    \
		if (has_bpf_loop) {                                                                \
			limit = STEPS_OF_BPF_LOOP;                                                 \
			bpf_loop(limit, step, NULL, 0);                                            \
		} else {                                                                           \
			for (i = 0; i < STEPS_OF_PLAIN_LOOP; i++) {                                \
				if (step(i, NULL))                                                 \
					break;                                                     \
			}                                                                          \
		}                                                                                  \
		work.more = work.steps == limit;                                                   \
	} while (0)

SEC("xdp")
int drain(struct xdp_md *ctx)
{
	REPEAT(pop_one);
	return XDP_PASS;
}

SEC("xdp")
int fill(struct xdp_md *ctx)
{
	REPEAT(push_one);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
