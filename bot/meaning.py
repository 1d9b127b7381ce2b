"""Which model of meanings a newsroom has chosen, and what is wrong with it where something is."""

import re
from pathlib import Path

from bot.actions.meaning import Meaning, NoMeaning, ReadMeaning
from bot.config import Config, ConfigRefused

NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")
"""A model's name at a hub, `owner/model`; anything else that is no folder here is a path that leads nowhere."""


def model_named(config: Config) -> str:
    """The folder of the model, or its name; empty where there is none to be. Raises ConfigRefused for a path that
    leads to no folder."""
    named = config.semantic_model.strip()
    folder = Path(named).expanduser()
    if not named or folder.is_dir():
        return str(folder) if named else ""
    if folder.exists():
        raise ConfigRefused(f"SEMANTIC_MODEL: {folder} is a file: name the folder that holds the model.")
    if not NAME.fullmatch(named) or named.startswith("."):
        raise ConfigRefused(f"SEMANTIC_MODEL: there is no folder {named}: correct the path.")
    return named


def meaning_for(config: Config) -> Meaning:
    """What the settings ask for. The model and its libraries are loaded only where SEMANTIC_MODEL names one; this may
    take seconds, and where it is a name, not a folder, the network. Raises ConfigRefused."""
    named = model_named(config)
    if not named:
        return NoMeaning()
    try:
        from bot.embeddings import StaticEmbeddings
    except ImportError:
        raise ConfigRefused(
            "SEMANTIC_MODEL is set, but what reads such a model is not installed: `pip install"
            " 'second-source[semantic]'`, or unset it."
        ) from None
    try:
        model = StaticEmbeddings.load(named)
    except Exception as error:  # the libraries have no common error for a file that is none of theirs
        why = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        raise ConfigRefused(
            f"SEMANTIC_MODEL: {named} is not read as a static embedding model ({why}): name the folder of one that"
            " Model2Vec reads (config.json, tokenizer.json, model.safetensors), or its name at the hub."
        ) from None
    return ReadMeaning(model, config.semantic_likely)
