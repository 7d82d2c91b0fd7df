"""Runs a program on a processor without AVX-512 as if it had it.

The program runs as it is, under ptrace. Where the processor refuses an
instruction of AVX-512, the registers and, page by page, the memory are handed
to the processor emulator of Bochs, which goes on until the function returns;
what it changed is written back. Memory that the program may not touch is not
touched: such an access ends the program with SIGSEGV, as it would natively.

    LD_PRELOAD=./model.so python3 emulate.py PROGRAM [ARGUMENT...]
"""

import bisect
import collections
import ctypes
import os
import signal
import subprocess
import sys
import time

import bochscpu
from bochscpu import memory

PAGE, GIGA = 4096, 1 << 30
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
TRACEME, CONT, GETREGS, SETREGS, SETOPTIONS, GETREGSET, SETREGSET = 0, 7, 12, 13, 0x4200, 0x4204, 0x4205
CLONE, EXEC, EXITKILL = 8, 16, 1 << 20
XSTATE = 0x202
REGS = "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs rflags rsp ss fs_base gs_base ds es fs gs".split()
SHARED = [r for r in REGS if r not in ("orig_rax", "cs", "ss", "ds", "es", "fs", "gs", "fs_base", "gs_base")]


class Regs(ctypes.Structure):
    _fields_ = [(r, ctypes.c_uint64) for r in REGS]


class Iovec(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("len", ctypes.c_size_t)]


def ptrace(request, tid, addr=0, data=0):
    if libc.ptrace(request, tid, addr, data) < 0:
        raise OSError(ctypes.get_errno(), f"ptrace {request}")


def copy(call, pid, here, there, size):
    """Copies memory from (process_vm_readv) or to the program; tells whether it may."""
    a, b = Iovec(here, size), Iovec(there, size)
    return call(pid, ctypes.byref(a), 1, ctypes.byref(b), 1, 0) == size


class Thread:
    """A stopped thread: its general and its vector registers."""

    def __init__(self, tid):
        self.tid, self.regs, self.x = tid, Regs(), ctypes.create_string_buffer(1 << 14)
        ptrace(GETREGS, tid, 0, ctypes.addressof(self.regs))
        self.area = Iovec(ctypes.addressof(self.x), len(self.x))
        ptrace(GETREGSET, tid, XSTATE, ctypes.addressof(self.area))

    # Intel SDM, volume 1, 13.4: MXCSR at 24, XMM at 160, which parts are in
    # use at 512, upper halves of YMM at 576.
    def words(self, at, n):
        return (ctypes.c_uint64 * n).from_buffer(self.x, at)

    def load(self, state):
        for r in SHARED:
            setattr(state, r, getattr(self.regs, r))
        state.mxcsr = ctypes.c_uint32.from_buffer(self.x, 24).value
        zmm, used = state.zmm, self.words(512, 1)[0]
        for i in range(16):
            low = list(self.words(160 + 16 * i, 2)) if used & 2 else [0, 0]
            high = list(self.words(576 + 16 * i, 2)) if used & 4 else [0, 0]
            zmm[i].q = low + high + [0] * 4
        state.zmm = zmm

    def store(self, state):
        for r in SHARED:
            setattr(self.regs, r, getattr(state, r))
        self.words(512, 1)[0] |= 7
        zmm = state.zmm
        for i in range(16):
            q = zmm[i].q
            if any(q[2:]):
                raise SystemExit(f"function returns with ZMM{i} in use: no VZEROUPPER")
            self.words(160 + 16 * i, 2)[:] = q[:2]
            self.words(576 + 16 * i, 2)[:] = q[2:4]
        ptrace(SETREGS, self.tid, 0, ctypes.addressof(self.regs))
        ptrace(SETREGSET, self.tid, XSTATE, ctypes.addressof(self.area))


class Memory:
    """The memory of the program as the emulator sees it. Each GiB of addresses
    in use is one GiB of emulated memory; pages are copied when touched."""

    def __init__(self, pid):
        self.pid, self.regions, self.tables = pid, [], {}
        self.pages, self.free, self.fault = {}, [], None
        self.write(PAGE, 0, 0)

    def write(self, gpa, index, entry):
        if gpa not in self.tables:
            self.tables[gpa] = memory.allocate_host_page()
            memory.page_insert(gpa, self.tables[gpa])
        (ctypes.c_uint64 * 512).from_address(self.tables[gpa])[index] = entry

    def map(self):
        for line in open(f"/proc/{self.pid}/maps"):
            span, mode = line.split()[:2]
            begin, end = (int(x, 16) for x in span.split("-"))
            if mode[0] != "r" or begin >> 47:
                continue
            for giga in range(begin // GIGA, (end - 1) // GIGA + 1):
                if giga in self.regions:
                    continue
                self.regions.append(giga)
                top = giga >> 9
                table = (2 + top) * PAGE
                self.write(PAGE, top, table | 7)
                self.write(table, giga & 511, len(self.regions) * GIGA | 0x87)

    def missing(self, gpa):
        gpa &= -PAGE
        if gpa < GIGA:
            raise SystemExit(f"emulator wants page {gpa:#x}")
        va = self.regions[gpa // GIGA - 1] * GIGA + gpa % GIGA
        here = self.free.pop() if self.free else memory.allocate_host_page()
        if not copy(libc.process_vm_readv, self.pid, here, va, PAGE):
            self.fault = self.fault or va
            ctypes.memset(here, 0, PAGE)
        self.pages[gpa] = va, here, ctypes.string_at(here, PAGE)
        memory.page_insert(gpa, here)

    def flush(self):
        """Writes back the bytes that differ: other threads may have changed others."""
        for gpa, (va, here, old) in self.pages.items():
            new = ctypes.string_at(here, PAGE)
            for at in range(0, PAGE, 4) if new != old else ():
                if new[at : at + 4] != old[at : at + 4] and not copy(libc.process_vm_writev, self.pid, here + at, va + at, 4):
                    self.fault = self.fault or va
            memory.page_remove(gpa)
            self.free.append(here)
        self.pages.clear()


def segment(selector, attr):
    s = bochscpu.Segment()
    s.present, s.selector, s.base, s.limit, s.attr = True, selector, 0, 0xFFFFFFFF, attr
    return s


class Emulator:
    def __init__(self, pid):
        self.session, self.hook, self.memory = bochscpu.Session(), bochscpu.Hook(), Memory(pid)
        self.session.missing_page_handler = self.memory.missing
        self.hook.ucnear_branch, self.hook.exception = self.branch, self.exception
        self.trouble = None

    def branch(self, session, _cpu, what, _rip, _to):
        if what == int(RET):
            session.stop()

    def exception(self, session, _cpu, vector, _error):
        self.trouble = vector
        session.stop()

    def run(self, thread):
        """Emulates until the function returns; tells of an exception or of a forbidden page."""
        state = bochscpu.State()
        state.cr0, state.cr3, state.cr4 = 0x80050033, PAGE, 0x40620  # paging; PAE, SSE, XSAVE
        state.efer, state.xcr0, state.mxcsr_mask = 0xD01, 0xE7, 0xFFFF  # long mode; all of AVX-512
        state.cs = segment(0x33, 0xA0FB)
        for name in ("ss", "ds", "es", "fs", "gs"):
            setattr(state, name, segment(0x2B, 0xC0F3))
        thread.load(state)
        self.memory.map()
        self.memory.fault = self.trouble = None
        self.session.cpu.state = state
        self.session.cpu.set_mode()
        self.session.run([self.hook])
        end = self.session.cpu.state
        self.memory.flush()
        if self.trouble is not None or self.memory.fault:
            return f"exception {self.trouble} at {end.rip:#x}, forbidden page {self.memory.fault or 0:#x}"
        thread.store(end)
        return None


RET = bochscpu.InstructionType.IS_RET.value


def functions(program):
    lines = subprocess.run(["go", "tool", "nm", "-n", program], capture_output=True, text=True).stdout.splitlines()
    found = [(int(f[0], 16), f[2]) for f in (line.split() for line in lines) if len(f) > 2 and f[1] in "tT"]
    return [f[0] for f in found], [f[1] for f in found]


def main():
    program = os.path.realpath(sys.argv[1])
    pid = os.fork()
    if pid == 0:
        ptrace(TRACEME, 0)
        os.environ.pop("LD_PRELOAD", None)
        os.execv(program, [program] + sys.argv[2:])
    starts, names = functions(program)
    os.waitpid(pid, 0)
    ptrace(SETOPTIONS, pid, 0, CLONE | EXEC | EXITKILL)
    ptrace(CONT, pid)
    emulator, calls, begin, code = Emulator(pid), collections.Counter(), time.time(), 1
    while True:
        tid, status = os.waitpid(-1, 0x40000000)  # __WALL
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            if tid == pid:
                code = os.waitstatus_to_exitcode(status)
                break
            continue
        sig = os.WSTOPSIG(status)
        if sig in (signal.SIGTRAP, signal.SIGSTOP):
            sig = 0
        elif sig == signal.SIGILL:
            thread = Thread(tid)
            rip = thread.regs.rip
            trouble = emulator.run(thread)
            calls[names[bisect.bisect(starts, rip) - 1]] += 1
            sig = signal.SIGSEGV if trouble else 0
            if trouble:
                print(f"emulator: entered at {rip:#x}: {trouble}", file=sys.stderr)
        try:
            ptrace(CONT, tid, 0, int(sig))
        except OSError:
            pass  # the thread is gone
    for name, n in sorted(calls.items()):
        print(f"emulated {n} calls of {name}")
    print(f"exit status {code} after {time.time() - begin:.0f} s", flush=True)
    os._exit(code & 255)


main()
