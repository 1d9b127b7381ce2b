"""Models of meanings, made by hand: words of one group point the same way, each group its own."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from model2vec import StaticModel
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace

from bot.embeddings import StaticEmbeddings

SAME = (
    "mayor head",
    "resigned quit",
    "bridge crossing",
    "closed shut",
    "not never",
    "one 14000 40000 fighters",
)
"""Groups of words that mean the same."""


def make_model(folder: Path, groups: Sequence[str] = SAME, *, size: int = 16) -> Path:
    """A folder with a model that knows these words and no others."""
    vocabulary, vectors = {"[UNK]": 0}, [np.zeros(size, dtype=np.float32)]
    for place, group in enumerate(groups):
        for nth, word in enumerate(group.split()):
            vocabulary[word] = len(vectors)
            vector = np.zeros(size, dtype=np.float32)
            # No two words are quite the same.
            vector[place], vector[size - 1] = 1.0, 0.05 * nth
            vectors.append(vector)
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    StaticModel(np.stack(vectors), tokenizer).save_pretrained(folder)
    return folder


def loaded(folder: Path, groups: Sequence[str] = SAME) -> StaticEmbeddings:
    """The same, as the bot loads it."""
    return StaticEmbeddings.load(str(make_model(folder, groups)))
