# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""The parts of bench/studies/gate-study."""
