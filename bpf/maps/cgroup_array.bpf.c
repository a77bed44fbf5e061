// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#define DRIVE "raw_tp"
#include "bpf/maps/loop.h"

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} subject SEC(".maps");

/* The root: every task is under it. */
OPERATION(current_task_under_cgroup)
{
	if (bpf_current_task_under_cgroup(&subject, 0) != 1)
		fail(s);
}
