// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#define DRIVE "raw_tp"
#include "bpf/maps/loop.h"

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} subject SEC(".maps");

static __always_inline void read_storage(struct step *s, __u64 flags)
{
	__u64 *value = bpf_task_storage_get(&subject, bpf_get_current_task_btf(), NULL, flags);

	if (value)
		s->sum += *value;
	else
		fail(s);
}

OPERATION(get, .outcome = "hit", .fill = "create")
{
	read_storage(s, 0);
}

OPERATION(create, .outcome = "hit", .traits = NOT_BY_DEFAULT)
{
	read_storage(s, BPF_LOCAL_STORAGE_GET_F_CREATE);
}

OPERATION(create_delete)
{
	read_storage(s, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (bpf_task_storage_delete(&subject, bpf_get_current_task_btf()))
		fail(s);
}
