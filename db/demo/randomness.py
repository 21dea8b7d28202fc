"""Random numbers that are the same on every platform and with every version of NumPy."""

import zlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


class Stream:
    """One theme's own stream of random numbers.

    Only the raw words of PCG64 are used: NumPy promises their sequence, but not that of the
    methods of `numpy.random.Generator`. Everything made of them is integer arithmetic or exact
    to the last bit by IEEE 754; no function of the platform's mathematics library is called.

    Parameters
    ----------
    seed
        The city's seed, not negative.
    theme
        A name; another name gives another stream, so that a theme added later changes none
        of the others.
    """

    def __init__(self, seed: int, theme: str) -> None:
        sequence = np.random.SeedSequence([seed, zlib.crc32(theme.encode())])
        self._generator = np.random.PCG64(sequence)
        self._drawn: list[int] = []

    def words(self, size: int) -> NDArray[np.uint64]:
        """Return `size` raw words, shape (size,)."""
        return np.asarray(self._generator.random_raw(size), dtype=np.uint64)

    def uniform(self, size: int) -> NDArray[np.float64]:
        """Return numbers in [0, 1), multiples of 2**-53, shape (size,)."""
        return (self.words(size) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def integers(self, size: int, below: int) -> NDArray[np.int64]:
        """Return whole numbers in [0, below), shape (size,); `below` is at most 2**31."""
        high = self.words(size) >> np.uint64(32)
        return ((high * np.uint64(below)) >> np.uint64(32)).astype(np.int64)

    def draw(self, below: int) -> int:
        """Return one whole number in [0, below); words are taken in blocks of 1,024."""
        if not self._drawn:
            self._drawn = (self.words(1_024) >> np.uint64(32)).tolist()
        return (self._drawn.pop() * below) >> 32

    def pick(self, weighted: Sequence[tuple[T, int]]) -> T:
        """Return one of the values, each as often as its whole weight."""
        drawn = self.draw(sum(weight for _, weight in weighted))
        for value, weight in weighted:
            drawn -= weight
            if drawn < 0:
                return value
        raise ValueError("there is nothing with a weight to pick from")

    def choices(self, size: int, weights: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return indices into `weights`, each as often as its whole weight, shape (size,)."""
        return self.choices_by(np.broadcast_to(weights, (size, len(weights))))

    def choices_by(self, weights: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return one column index for every row of `weights` (n, k), shape (n,)."""
        cumulative = np.cumsum(weights, axis=1)
        high = self.words(len(weights)) >> np.uint64(32)
        drawn = (high * cumulative[:, -1].astype(np.uint64)) >> np.uint64(32)
        passed = cumulative <= drawn.astype(np.int64)[:, None]
        columns: NDArray[np.int64] = np.count_nonzero(passed, axis=1).astype(np.int64)
        return columns

    def shuffled(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return `values` in random order."""
        return values[np.argsort(self.words(len(values)), kind="stable")]

    def sample(
        self, eligible: NDArray[np.bool_], ratio: float, *, at_least: int = 0
    ) -> NDArray[np.bool_]:
        """Mark about `ratio` of the eligible, and `at_least` so many if there are as many."""
        positions = self.shuffled(np.flatnonzero(eligible))
        size = max(at_least, int(ratio * len(positions) + 0.5))
        marked = np.zeros(len(eligible), dtype=np.bool_)
        marked[positions[:size]] = True
        return marked

    def syllables(self, size: int, *alphabets: str) -> list[str]:
        """Return `size` words of one character from each alphabet."""
        columns = [
            np.array(list(alphabet))[self.integers(size, len(alphabet))] for alphabet in alphabets
        ]
        return ["".join(characters) for characters in zip(*columns, strict=True)]
