"""System calls made in the name of a running process: what the installed program's processes may do behind their walls is asked of these
processes themselves. ptrace(2), x86-64."""

import ctypes
import errno
import os
import platform
import signal
import struct

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
LIBC.ptrace.restype = ctypes.c_long
ATTACH, DETACH, SINGLESTEP, GETREGS, SETREGS = 16, 17, 9, 12, 13
REGISTERS = ("r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss fs_base gs_base ds es fs gs").split()
NUMBERS = {"open": 2, "mmap": 9, "socket": 41, "connect": 42, "listen": 50, "bind": 49, "execve": 59, "kill": 62, "rename": 82, "openat": 257,
           "getpid": 39}
NO_ANSWER = 2**64 - 1
BELOW = 4096  # so far below the stack there is nothing of the program


def ptrace(request, pid, data=None):
    if LIBC.ptrace(request, pid, None, data) < 0:
        raise OSError(ctypes.get_errno(), f"ptrace({request})")


def possible():
    """Whether processes can be looked into here."""
    child = os.fork()
    if child == 0:
        signal.pause()
    try:
        ptrace(ATTACH, child)
        return platform.machine() == "x86_64"
    except OSError:
        return False
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


class Tracee:
    """A process that stands still and calls what it is told to. It is dead afterwards."""

    def __init__(self, pid):
        self.pid = pid
        ptrace(ATTACH, pid)
        os.waitpid(pid, 0x40000000)  # __WALL
        self.before = self._registers()

    def _registers(self):
        block = ctypes.create_string_buffer(8 * len(REGISTERS))
        ptrace(GETREGS, self.pid, block)
        return dict(zip(REGISTERS, struct.unpack(f"<{len(REGISTERS)}Q", block.raw)))

    def call(self, name, *arguments):
        """"done", the name of the error, or "killed". Bytes are put into the process's memory."""
        registers, at = dict(self.before), self.before["rsp"] - BELOW
        registers.update(rip=self.before["rip"] - 2, rax=NUMBERS[name], orig_rax=NO_ANSWER)  # it stands behind a `syscall`
        with open(f"/proc/{self.pid}/mem", "r+b", buffering=0) as memory:
            memory.seek(registers["rip"])
            assert memory.read(2) == b"\x0f\x05", "the process does not stand in a system call"
            for register, argument in zip(("rdi", "rsi", "rdx", "r10", "r8", "r9"), arguments):
                if isinstance(argument, bytes):
                    memory.seek(at)
                    memory.write(argument + b"\0")
                    argument, at = at, at - BELOW
                registers[register] = argument % 2**64
        ptrace(SETREGS, self.pid, struct.pack(f"<{len(REGISTERS)}Q", *(registers[register] for register in REGISTERS)))
        ptrace(SINGLESTEP, self.pid)
        _, status = os.waitpid(self.pid, 0x40000000)
        if os.WIFSIGNALED(status):
            return "killed"
        result = self._registers()["rax"]
        return "done" if result < 2**64 - 4096 else errno.errorcode[2**64 - result]

    def end(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0x40000000)
        except (ProcessLookupError, ChildProcessError):
            pass
