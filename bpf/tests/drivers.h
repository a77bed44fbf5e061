/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The maps and globals that user space expects of a driver, around a list of arms of choice. */
#ifndef BPFMARK_TESTS_DRIVERS_H
#define BPFMARK_TESTS_DRIVERS_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bpf/drive/drive.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 4096);
} frames SEC(".maps");

const volatile __u32 frame_capacity = 1;

struct drive_state drive = {};

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#endif
