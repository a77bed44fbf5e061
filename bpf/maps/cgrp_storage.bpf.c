// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#define DRIVE "raw_tp"
#include "bpf/maps/loop.h"

#define BPF_MAP_TYPE_CGRP_STORAGE 32 /* newer than the headers that this may be built with */

/* Those of the kernel, as far as they are used. */
struct cgroup {
	int level;
} __attribute__((preserve_access_index));

struct css_set {
	struct cgroup *dfl_cgrp;
} __attribute__((preserve_access_index));

struct task_struct {
	struct css_set *cgroups;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_CGRP_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} subject SEC(".maps");

static void *(*get_storage)(void *map, struct cgroup *cgroup, void *value,
			    __u64 flags) = (void *)210; /* bpf_cgrp_storage_get */
static long (*delete_storage)(void *map,
			      struct cgroup *cgroup) = (void *)211; /* bpf_cgrp_storage_delete */

static __always_inline void read_storage(struct step *s, __u64 flags)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task_btf();
	__u64 *value = get_storage(&subject, task->cgroups->dfl_cgrp, NULL, flags);

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
	struct task_struct *task;

	read_storage(s, BPF_LOCAL_STORAGE_GET_F_CREATE);
	task = (struct task_struct *)bpf_get_current_task_btf();
	if (delete_storage(&subject, task->cgroups->dfl_cgrp))
		fail(s);
}
