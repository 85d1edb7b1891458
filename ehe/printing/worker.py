"""One child process that draws letters, kept for the next one; it can be killed at any moment."""

import atexit
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ehe.printing import engine, fonts
from ehe.printing.errors import LetterHeld

ENGINE = Path(__file__).with_name("engine.py")
# The child needs nothing of ours: no keys, no database address.
KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")


# A child that said this cannot draw the next letter either.
FOR_GOOD = frozenset({"memory", "engine"})
ENDED_BY = {-signal.SIGXCPU: "processor", -signal.SIGALRM: "time"}
FAULTS = {
    "engine": (
        "letters_need_pango",
        "Letters cannot be made on this machine, because Pango is missing. On Debian or Ubuntu: "
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    ),
    "fetch": ("letter_fetches", "The letter asks for something from outside, and was held. {what}."),
    "memory": ("letter_stopped", "The letter needs more memory than a letter may take, and was stopped."),
    "time": ("letter_stopped", "The letter took more than {wall} seconds, and was stopped."),
    "processor": ("letter_stopped", "The letter took more than {cpu} seconds of reckoning, and was stopped."),
    "ended": ("letter_failed", "The letter could not be made: the process that makes letters ended. Try again."),
    "failed": ("letter_failed", "The letter could not be made ({what}). Nothing was sent."),
}


@dataclass(frozen=True)
class Limits:
    """What one letter may cost. A common one takes a twentieth of a second."""

    cpu: int = 20
    wall: int = 30
    memory: int = 512 * 1024**2
    letters: int = 500  # then a fresh process, whatever it has gathered


@dataclass(frozen=True)
class Printed:
    pdf: bytes
    pages: int
    notes: tuple[str, ...]
    # On the first page, by id: left, top, right, bottom in millimetres.
    places: Mapping[str, tuple[float, float, float, float]]


class Worker:
    """Draws one letter at a time; callers on other threads wait their turn."""

    def __init__(self, limits: Limits | None = None, script: Path = ENGINE) -> None:
        self.limits = limits or Limits()
        self._script = script
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._drawn = 0
        atexit.register(self.close)

    def draw(self, ask: dict[str, Any]) -> Printed:
        """The letter, or `LetterHeld` with the reason."""
        with self._lock:
            child = self._ready()
            head, pdf = self._exchange(child, ask | {"cpu": self.limits.cpu, "wall": self.limits.wall})
        if "fault" in head:
            raise self._held(head["fault"], head.get("what", ""))
        places = {name: tuple(box) for name, box in head["places"].items()}
        return Printed(pdf, head["pages"], tuple(head["notes"]), places)

    def close(self) -> None:
        if self._child is not None and self._owner == os.getpid():
            self._child.kill()
            self._child.communicate()
        self._child = None

    def _ready(self) -> "subprocess.Popen[bytes]":
        # After a fork the child belongs to the other process, and so do its pipes.
        alive = self._child is not None and self._owner == os.getpid() and self._child.poll() is None
        if not alive or self._drawn >= self.limits.letters:
            self.close()
            self._child, self._owner, self._drawn = self._start(), os.getpid(), 0
        assert self._child is not None
        return self._child

    def _start(self) -> "subprocess.Popen[bytes]":
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-I", str(self._script), str(fonts.FOLDER), str(self.limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | {"LANG": "C.UTF-8", "TZ": "UTC"},
            cwd="/",
        )

    def _exchange(self, child: "subprocess.Popen[bytes]", ask: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Question and answer. A child that ended, or cannot be used again, is put away."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        # The child ends itself at the limit; this one is for a child that cannot.
        timer = threading.Timer(self.limits.wall + 1, stop)
        timer.daemon = True
        timer.start()
        got = None
        try:
            engine.write(_pipe(child.stdin), ask)
            got = engine.read(_pipe(child.stdout))
        except OSError:  # it is gone
            pass
        finally:
            timer.cancel()
            self._drawn += 1
            if got is None or late.is_set() or got[0].get("fault") in FOR_GOOD:
                self.close()
        if got is not None:
            return got
        return {"fault": "time" if late.is_set() else ENDED_BY.get(child.returncode, "ended")}, b""

    def _held(self, fault: str, what: str) -> LetterHeld:
        code, why = FAULTS.get(fault, FAULTS["failed"])
        return LetterHeld(code, why.format(what=what, cpu=self.limits.cpu, wall=self.limits.wall))


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
