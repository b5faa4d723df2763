"""A progress bar in plain text on the error stream; in a pipe or a log, one line a step."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

WIDTH = 28


class Progress:
    """Shows how far a preparation of known steps has come; ``weights`` are rough seconds."""

    def __init__(self, weights: dict[str, float], stream: TextIO | None = None) -> None:
        self._weights = weights
        self._stream = sys.stderr if stream is None else stream
        self._done = 0.0

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """Say what is being done now, and count it when it is done."""
        self._show(words)
        yield
        self._done += self._weights[words]

    def close(self, words: str) -> None:
        """Fill the bar and say that all is done."""
        self._done = sum(self._weights.values())
        self._show(words)
        if self._is_terminal:
            print(file=self._stream, flush=True)

    @property
    def _is_terminal(self) -> bool:
        return self._stream.isatty()

    def _show(self, words: str) -> None:
        share = self._done / sum(self._weights.values())
        full = round(WIDTH * share)
        line = f"[{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}  {words}"
        if self._is_terminal:
            print(f"\r{line:<78}", end="", file=self._stream, flush=True)
        else:
            print(line, file=self._stream, flush=True)
