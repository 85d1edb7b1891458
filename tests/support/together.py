"""Several people who send in the same instant."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

Answer = TypeVar("Answer")

PATIENCE_S = 60


def together(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Run each act in a thread of its own, all let go at once; what each gave, in their order. What one raises, climbs."""
    gate, given = threading.Barrier(len(acts)), dict[int, Answer]()
    raised: list[BaseException] = []

    def run(n: int, act: Callable[[], Answer]) -> None:
        try:
            gate.wait(PATIENCE_S)
            given[n] = act()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    if raised:
        raise raised[0]
    return [given[n] for n in range(len(acts))]
