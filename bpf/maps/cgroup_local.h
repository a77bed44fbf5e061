/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Both cgroup storages of old: a file defines SUBJECT_TYPE. A test run makes them a storage. */
#ifndef BPFMARK_CGROUP_LOCAL_H
#define BPFMARK_CGROUP_LOCAL_H

#define DRIVE "cgroup_skb/ingress"
#include "bpf/maps/loop.h"

struct {
	__uint(type, SUBJECT_TYPE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} subject SEC(".maps");

OPERATION(get_local_storage, .outcome = "hit")
{
	__u64 *value = bpf_get_local_storage(&subject, 0);

	s->sum += *value;
}

#endif
