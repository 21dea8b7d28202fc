"""The record of a search for a checker to replay: branchings, and multipliers that end nodes."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.location.arrays import IntArray

LARGEST_PROOF = 64 * 2**20  # bytes of compressed multipliers; beyond that no proof is kept


def encode_integers(values: NDArray[np.integer[Any]]) -> dict[str, Any]:
    """Write whole numbers as JSON: type, length, and deflated little-endian bytes in base64."""
    array = np.asarray(values)
    for kind in ("<i1", "<i2", "<i4", "<i8"):
        limits = np.iinfo(np.dtype(kind))
        if array.size == 0 or (array.min() >= limits.min and array.max() <= limits.max):
            packed = zlib.compress(array.astype(kind).tobytes(), 6)
            return {"type": kind, "n": int(array.size), "data": base64.b64encode(packed).decode()}
    raise OverflowError("values need more than 64 bits")


@dataclass(eq=False)
class ProofNode:
    """One subproblem: multiplier sets used in it, then a branching on a site or the end."""

    multipliers: list[int] = field(default_factory=list)
    site: int | None = None
    children: list[ProofNode] = field(default_factory=list)
    ends_infeasible: bool = False


@dataclass(eq=False)
class ProofTree:
    """All multiplier sets, and the root of the tree that refers to them."""

    root: ProofNode = field(default_factory=ProofNode)
    sets: list[dict[str, Any]] = field(default_factory=list)
    n_bytes: int = 0
    is_complete: bool = True
    known: dict[bytes, dict[str, Any]] = field(default_factory=dict)

    def keep(self, *parts: IntArray) -> int:
        """Store a set of multipliers and return its number."""
        if not self.is_complete:
            return -1
        entry = {f"part{i}": self._encoded(part) for i, part in enumerate(parts)}
        self.n_bytes += sum(len(part["data"]) for part in entry.values())
        if self.n_bytes > LARGEST_PROOF:
            self.sets.clear()
            self.known.clear()
            self.is_complete = False
            return -1
        self.sets.append(entry)
        return len(self.sets) - 1

    def _encoded(self, part: IntArray) -> dict[str, Any]:
        """Encode a list once: both children of a node start from its prices."""
        key = blake2b(part.dtype.str.encode() + part.tobytes(), digest_size=16).digest()
        if key not in self.known:
            self.known[key] = encode_integers(part)
        return self.known[key]

    def steps(self) -> list[list[Any]]:
        """Write the tree in preorder: ["use", set], ["split", site], ["end"], ["infeasible"]."""
        written: list[list[Any]] = []
        stack = [self.root]
        while stack:
            node = stack.pop()
            written.extend(["use", number] for number in node.multipliers)
            if node.site is None:
                written.append(["infeasible" if node.ends_infeasible else "end"])
            else:
                written.append(["split", node.site])
                stack.extend(reversed(node.children))
        return written
