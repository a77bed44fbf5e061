// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Only LSM programs may have one. There is no test run of them: a file is opened. */
#define DRIVE "lsm/file_open"
#include "bpf/maps/loop.h"

struct inode {
	unsigned long i_ino;
} __attribute__((preserve_access_index));

struct file {
	struct inode *f_inode;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_INODE_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} subject SEC(".maps");

OPERATION(get, .outcome = "hit")
{
	struct file *file = (struct file *)((__u64 *)s->ctx)[0];
	__u64 *value = bpf_inode_storage_get(&subject, file->f_inode, NULL,
					     BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (value)
		s->sum += *value;
	else
		fail(s);
}
