"""Work in as many processes as there are cores, over data far too large to be sent to them."""

from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from typing import Any, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

_kept: list[Callable[[Any], Any]] = []


def forked(work: Callable[[Item], Made], items: Sequence[Item]) -> Iterator[Made]:
    """What `work` makes of each item, in their order.

    The processes are forked and so share all that `work` holds; items and results are sent.
    """
    with get_context("fork").Pool(initializer=_keep, initargs=(work,)) as pool:
        yield from pool.imap(_do, items)


def _keep(work: Callable[[Any], Any]) -> None:
    """Keep in a process of the pool what it was forked with."""
    _kept[:] = [work]


def _do(item: Any) -> Any:
    (work,) = _kept
    return work(item)
