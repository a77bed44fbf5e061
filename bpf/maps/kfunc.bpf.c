// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A pair of kfuncs that do next to nothing: two calls into the kernel by its symbol. */
#define DRIVE "tc"
#define KEYLESS
#include "bpf/maps/loop.h"

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

OPERATION(rcu_read_lock_unlock, .needs = "6.2")
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	s->sum += s->index;
}
