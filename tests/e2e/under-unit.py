#!/usr/bin/env python3
"""Runs a program under the bounds on system calls that systemd would set by a unit's lines, as far as they can be set without systemd:

    under-unit.py UNIT PROGRAM [ARGUMENT…]

SystemCallFilter (its groups as `systemd-analyze syscall-filter` has them), MemoryDenyWriteExecute, RestrictNamespaces, NoNewPrivileges."""

import ctypes
import errno
import os
import subprocess
import sys
from pathlib import Path

ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # and an errno
MASKED_EQUAL = 7
WRITE_AND_RUN, RUN = 6, 4  # of mmap's and mprotect's third argument
NAMESPACES = (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)

library = ctypes.CDLL("libseccomp.so.2")
library.seccomp_init.restype = ctypes.c_void_p


class Compared(ctypes.Structure):
    _fields_ = [("argument", ctypes.c_uint), ("how", ctypes.c_int), ("mask", ctypes.c_uint64), ("value", ctypes.c_uint64)]


def settings(unit, name):
    return [line.split("=", 1)[1].strip() for line in Path(unit).read_text().splitlines() if line.startswith(name + "=")]


def members(name):
    """The calls of a group, and of the groups in it."""
    if not name.startswith("@"):
        return {name}
    listed = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True).stdout.splitlines()
    words = [line.strip() for line in listed[1:]]
    return set().union(*(members(word) for word in words if word and not word.startswith("#")))


def allowed(unit):
    calls = members("@default")
    for line in settings(unit, "SystemCallFilter"):
        named = set().union(*(members(word) for word in line.lstrip("~").split()))
        calls = calls - named if line.startswith("~") else calls | named
    return calls


def rule(rules, action, name, compared=None):
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number != -1:
        library.seccomp_rule_add_array(ctypes.c_void_p(rules), ctypes.c_uint32(action), number, 1 if compared else 0,
                                       ctypes.byref(compared) if compared else None)


def load(rules):
    if library.seccomp_load(ctypes.c_void_p(rules)) != 0:
        sys.exit("the filter cannot be loaded")


def main(unit, *program):
    refuse = REFUSE | errno.EPERM
    rules = library.seccomp_init(ctypes.c_uint32(ALLOW))
    if settings(unit, "MemoryDenyWriteExecute") == ["yes"]:
        rule(rules, refuse, "mmap", Compared(2, MASKED_EQUAL, WRITE_AND_RUN, WRITE_AND_RUN))
        for name in ("mprotect", "pkey_mprotect"):
            rule(rules, refuse, name, Compared(2, MASKED_EQUAL, RUN, RUN))
    if settings(unit, "RestrictNamespaces") == ["yes"]:
        rule(rules, REFUSE | errno.ENOSYS, "clone3")
        for name in ("unshare", "setns"):
            rule(rules, refuse, name)
        for kind in NAMESPACES:
            rule(rules, refuse, "clone", Compared(0, MASKED_EQUAL, kind, kind))
    calls = allowed(unit)
    load(rules)
    rules = library.seccomp_init(ctypes.c_uint32(refuse))
    for name in sorted(calls):
        rule(rules, ALLOW, name)
    load(rules)
    os.execv(program[0], program)


main(*sys.argv[1:])
