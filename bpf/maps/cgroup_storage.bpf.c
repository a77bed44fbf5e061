// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#define SUBJECT_TYPE BPF_MAP_TYPE_CGROUP_STORAGE
#include "bpf/maps/cgroup_local.h"
