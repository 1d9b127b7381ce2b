"""Static embeddings: a text's vector is the mean of its words' (Tulkens, van Dongen: "Model2Vec", 2024).

Imported only where a model is set: its libraries are an extra of their own (`second-source[semantic]`).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from heapq import nlargest
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

# Claims are short: threads would cost more than they save, and warn of every process that is forked.
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from model2vec import StaticModel

FORMAT = 1
"""Goes up when the bytes that are made of a vector change."""
_LARGEST = 127

Floats = NDArray[np.float32]


class StaticEmbeddings:
    """A model of Model2Vec's kind. Vectors are kept as one byte a number, -127 to 127, each at its own scale: a
    direction is all that is compared. Not for two threads at once."""

    def __init__(self, model: StaticModel) -> None:
        self._model = model
        self.fingerprint = _fingerprint(model)

    @classmethod
    def load(cls, named: str) -> Self:
        """From a folder, or by its name at the hub, of which a copy that was fetched before is taken as it is. Raises
        whatever the libraries do."""
        return cls(StaticModel.from_pretrained(named, force_download=False))

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """One for each text; empty where the model knows none of its words."""
        if not texts:
            return []
        read = self._model.encode(list(texts), use_multiprocessing=False)
        return self.packed(np.nan_to_num(np.asarray(read, dtype=np.float32)))

    @staticmethod
    def packed(vectors: Floats) -> list[bytes]:
        """As they are kept; empty those that have no direction."""
        most = np.abs(vectors).max(axis=1, keepdims=True)
        small = np.rint(vectors / np.where(most > 0, most, 1) * _LARGEST).astype(np.int8)
        return [one.tobytes() if any_ else b"" for one, any_ in zip(small, most[:, 0] > 0, strict=True)]

    def pile(self) -> "Pile":
        """An empty one."""
        return Pile()


class Pile:
    """Vectors in memory, one byte a number, to be compared with others of their model."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []

    def __len__(self) -> int:
        return sum(len(block.ids) for block in self._blocks)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(block.rows.nbytes + block.ids.nbytes + block.scales.nbytes for block in self._blocks)

    def add(self, vectors: Sequence[tuple[int, bytes]]) -> None:
        """Puts vectors that are not empty on it, each with its id."""
        if not vectors:
            return
        rows = _rows([vector for _, vector in vectors])
        block = _Block(np.array([id_ for id_, _ in vectors]), rows, _scales(rows))
        if self._blocks and len(self._blocks[-1].ids) < _BLOCK:
            # Else every new claim would have a block of its own.
            block = self._blocks.pop().and_(block)
        self._blocks.append(block)

    def nearest(self, new: Sequence[bytes], most: int) -> list[list[tuple[int, float]]]:
        """For each of `new` the ids and cosines of those that come nearest, the nearest first; of equals the higher
        id. Needs room for one block beside them."""
        rows = _rows(new)
        wanted = rows.astype(np.float32) * _scales(rows)[:, None]
        best: list[list[tuple[float, int]]] = [[] for _ in new]
        for block in self._blocks:
            cosines = block.rows.astype(np.float32) @ wanted.T * block.scales[:, None]
            for place, column in enumerate(cosines.T):
                least = np.partition(column, -most)[-most] if len(column) > most else -np.inf
                near = np.flatnonzero(column >= least)
                found = zip(column[near].tolist(), block.ids[near].tolist(), strict=True)
                best[place] = nlargest(most, [*best[place], *found])
        return [[(id_, min(cosine, 1.0)) for cosine, id_ in one] for one in best]


_BLOCK = 4_096


@dataclass(frozen=True, slots=True)
class _Block:
    ids: NDArray[np.int64]
    rows: NDArray[np.int8]
    scales: Floats
    """What makes each of length 1."""

    def and_(self, other: "_Block") -> "_Block":
        return _Block(
            np.concatenate([self.ids, other.ids]),
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.scales, other.scales]),
        )


def _rows(vectors: Sequence[bytes]) -> NDArray[np.int8]:
    return np.frombuffer(b"".join(vectors), dtype=np.int8).reshape(len(vectors), -1)


def _scales(rows: NDArray[np.int8]) -> Floats:
    numbers = rows.astype(np.float32)
    scales: Floats = 1 / np.sqrt(np.einsum("ij,ij->i", numbers, numbers))
    return scales


def _fingerprint(model: StaticModel) -> str:
    """Of all that a vector depends on: numbers, words, and how they are put together."""
    digest = sha256(f"{FORMAT} {model.normalize} {model.max_length}\n".encode())
    digest.update(model.tokenizer.to_str().encode())
    parts: list[NDArray[Any] | None] = [model.embedding, model.weights, model.token_mapping]
    for part in parts:
        digest.update(b"-" if part is None else f"{part.dtype} {part.shape}\n".encode())
        if part is not None:
            digest.update(np.ascontiguousarray(part).data)
    return digest.hexdigest()[:32]
