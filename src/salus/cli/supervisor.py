"""Child processes that belong together: started, watched, restarted with patience, stopped in order."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
STEADY_AFTER = 60.0
PATIENCE = {"server": 10.0, "worker": 25.0}


@dataclass(slots=True)
class Child:
    """One supervised process. It reads from a pipe that nobody writes to: its end is ours."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    wait: float = FIRST_WAIT
    falls: int = field(default=0)


class Supervisor:
    """Keeps children running until told to stop. `say` gets a line for every restart."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = list(children)
        self._say = say
        # Children that see the end of this pipe know that we are gone, even by kill -9.
        self._read_end, self._write_end = os.pipe()

    def tend(self) -> None:
        """Start what is due and notice what has died; call it often."""
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._note_death(child, now)
            if child.process is None and now >= child.due:
                self._start(child, now)

    def stop(self) -> None:
        """Ask all children to end, wait for them, and end those that do not."""
        running = [(child, child.process) for child in self.children if child.process is not None]
        for _, process in running:
            process.terminate()
        for child, process in running:
            try:
                process.wait(PATIENCE.get(child.name, 10.0))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            child.process = None
        for end in (self._read_end, self._write_end):
            os.close(end)

    def _start(self, child: Child, now: float) -> None:
        child.process = subprocess.Popen(
            [*child.words, "--lifeline", str(self._read_end)],
            env=dict(child.environment),
            stdin=subprocess.DEVNULL,
            stdout=2,
            pass_fds=(self._read_end,),
        )
        child.started = now

    def _note_death(self, child: Child, now: float) -> None:
        assert_process = child.process
        code = assert_process.returncode if assert_process is not None else 0
        child.process = None
        child.falls += 1
        child.wait = FIRST_WAIT if now - child.started > STEADY_AFTER else child.wait
        child.due = now + child.wait
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
        self._say(f"The {child.name} {how}; it starts again in {child.wait:g} s")
        child.wait = min(child.wait * 2, LONGEST_WAIT)


def hold_lifeline(handle: int | None) -> None:
    """In a child: end this process (by SIGTERM, so in good order) when its supervisor is gone."""
    if handle is None:
        return

    def watch() -> None:
        os.read(handle, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
