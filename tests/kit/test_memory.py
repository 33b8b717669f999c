"""The wish to share one arena reaches the C library, and is harmless where there is none."""

from __future__ import annotations

import platform
import subprocess
import sys

# What glibc itself says of its arenas once threads have used memory, as XML on standard output.
PROGRAM = """
import ctypes, threading
from salus.kit.memory import share_one_arena

print(share_one_arena(), flush=True)
barrier = threading.Barrier(4)

def use() -> None:
    kept = [bytearray(5000) for _ in range(200)]
    barrier.wait()

threads = [threading.Thread(target=use) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
library = ctypes.CDLL(None)
if hasattr(library, "malloc_info"):
    library.fdopen.restype = ctypes.c_void_p
    out = ctypes.c_void_p(library.fdopen(1, b"w"))
    library.malloc_info(0, out)
    library.fflush(out)
"""


def test_threads_take_memory_from_one_arena() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    told, *said = done.stdout.splitlines()
    assert told == str(platform.libc_ver()[0] == "glibc")
    if told == "True":
        assert sum(line.startswith("<heap nr=") for line in said) == 1
