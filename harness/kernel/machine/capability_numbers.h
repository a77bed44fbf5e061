// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The kernel's numbers of the capabilities, CAP_..., also of those that its headers do not have
// yet: CAP_PERFMON and CAP_BPF came with Linux 5.8.
#pragma once

#include <linux/capability.h>

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#endif
#ifndef CAP_BPF
#define CAP_BPF 39
#endif
