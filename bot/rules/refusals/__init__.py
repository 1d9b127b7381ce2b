"""Every "no" of the desk: a tiny class whose docstring is the English sentence that the person reads.

The sentence is the key of the catalogues. It says what to do, holds no markup, and leaves room below the
200 characters of a callback alert, so that a longer language and a long name fit as well. They stand in the
rooms of this package, one for each noun of the desk.
"""

from importlib import import_module
from pkgutil import iter_modules
from string import Formatter
from typing import ClassVar


class Refusal(Exception):
    """That cannot be done here. Send /help to see what can."""

    fields: ClassVar[frozenset[str]] = frozenset()
    """The values that the sentence needs."""

    def __init_subclass__(cls) -> None:
        if not cls.__doc__:
            raise TypeError(
                f"{cls.__name__} has no docstring, so nobody could be told (python -OO drops them)"
            )
        cls.fields = frozenset(name for _, name, _, _ in Formatter().parse(cls.__doc__) if name)

    def __init__(self, **values: object) -> None:
        """Takes exactly the values that the sentence names; raises TypeError for others."""
        if values.keys() != self.fields:
            raise TypeError(f"{type(self).__name__} needs {sorted(self.fields)}, got {sorted(values)}")
        self.values = values
        super().__init__(self.sentence.format(**values))

    @property
    def sentence(self) -> str:
        """The English sentence with its placeholders: the key of the catalogues."""
        return sentence_of(type(self))


def sentence_of(refusal: type[Refusal]) -> str:
    """The docstring on one line."""
    return " ".join((refusal.__doc__ or "").split())


def every_refusal() -> list[type[Refusal]]:
    """All of them, room by room."""
    for room in iter_modules(__path__):
        # Whoever asks for all need not have met each room before.
        import_module(f"{__name__}.{room.name}")
    return [refusal for refusal in Refusal.__subclasses__() if refusal.__module__.startswith(f"{__name__}.")]
