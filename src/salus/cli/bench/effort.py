"""Processor time of a process and of the server that works for it: a busy machine changes it little."""

from __future__ import annotations

import os
import time
from pathlib import Path

SERVER = "SALUS_BENCH_POSTMASTER"


def cpu_seconds() -> float:
    """Processor seconds of this process, with those of the server's processes where their parent is named."""
    server = os.environ.get(SERVER, "")
    return time.process_time() + (server_seconds(int(server)) if server else 0.0)


def server_seconds(postmaster: int) -> float:
    """Processor seconds of all processes of a server, those that ended too."""
    ticks = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            text = (entry / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        fields = text[text.rindex(")") + 2 :].split()
        if int(entry.name) == postmaster:
            ticks += sum(map(int, fields[11:15]))
        elif int(fields[1]) == postmaster:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def peak_rss_mb() -> float:
    """This process's greatest resident memory since its program began, in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")
