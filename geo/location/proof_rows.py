"""A proof whose multipliers belong to some rows of the model that the checker rebuilds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geo.location.arrays import IntArray
from geo.location.proof_tree import ProofTree


@dataclass(eq=False)
class RowsOfPoints(ProofTree):
    """A tree that keeps its multipliers as they are, until it is known which rows they belong to.

    A search may leave rows out that others imply: their multipliers are 0.
    """

    kept: list[tuple[IntArray, ...]] = field(default_factory=list)

    def keep(self, *parts: IntArray) -> int:
        """Store a set of multipliers and return its number."""
        self.kept.append(parts)
        return len(self.kept) - 1

    def placed(self, rows: IntArray, n_rows: int) -> ProofTree:
        """Return the tree for a model with more rows.

        Parameters
        ----------
        rows : (k,) the row of each multiplier of the covering rows
        n_rows : int
            How many there are.
        """
        tree = ProofTree(root=self.root)
        for multipliers, *others in self.kept:
            everywhere = np.zeros(n_rows, dtype=np.int64)
            np.add.at(everywhere, rows, multipliers)
            tree.keep(everywhere, *others)
        return tree
