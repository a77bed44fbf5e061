// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#define SUBJECT_TYPE BPF_MAP_TYPE_CPUMAP
#define ENTRIES 1 /* each starts a kernel thread */
#include "bpf/maps/redirected.h"
