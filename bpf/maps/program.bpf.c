// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What else than maps a packet pays for. */
#define DRIVE "xdp"
#define KEYLESS
#include "bpf/maps/loop.h"

static __attribute__((noinline)) __u32 static_function(__u32 x)
{
	asm volatile("" : "+r"(x));
	return x;
}

__attribute__((noinline)) __u32 global_function(__u32 x)
{
	asm volatile("" : "+r"(x));
	return x;
}

OPERATION(call_static)
{
	s->sum += static_function(s->index);
}

OPERATION(call_global, .needs = "5.6")
{
	s->sum += global_function(s->index);
}

static long nothing(__u32 turn, void *context)
{
	return 0;
}

OPERATION_OF_MANY(bpf_loop_empty, .name = "bpf_loop", .needs = "5.17")
{
	return bpf_loop(mine->count, nothing, NULL, 0);
}

/* One more than the loop has. */
DESCRIBE(may_goto, .needs = "6.9");
static __always_inline void may_goto_step(struct step *s, struct key *key)
{
	MAY_GOTO(out);
out:
	s->sum += s->index;
}
LOOP_BY_MAY_GOTO(may_goto)

OPERATION(ktime_get_ns)
{
	s->sum += bpf_ktime_get_ns();
}

OPERATION(ktime_get_coarse_ns, .needs = "5.11")
{
	s->sum += bpf_ktime_get_coarse_ns();
}

OPERATION(get_prandom_u32)
{
	s->sum += bpf_get_prandom_u32();
}

OPERATION(get_smp_processor_id)
{
	s->sum += bpf_get_smp_processor_id();
}

OPERATION(csum_diff, .outcome = "20_bytes")
{
	key->words[0] = s->index;
	s->sum += bpf_csum_diff(NULL, 0, key->words, 20, 0);
}

/* Room for a header, and away with it. */
OPERATION(adjust_head_twice)
{
	if (bpf_xdp_adjust_head(s->ctx, -16))
		fail(s);
	if (bpf_xdp_adjust_head(s->ctx, 16))
		fail(s);
}

OPERATION(adjust_tail_twice)
{
	if (bpf_xdp_adjust_tail(s->ctx, -4))
		fail(s);
	if (bpf_xdp_adjust_tail(s->ctx, 4))
		fail(s);
}

OPERATION(xdp_load_bytes, .needs = "5.18", .outcome = "20_bytes")
{
	if (bpf_xdp_load_bytes(s->ctx, 14, key->words, 20))
		fail(s);
}

OPERATION(redirect)
{
	if (bpf_redirect(1, 0) != XDP_REDIRECT)
		fail(s);
}
