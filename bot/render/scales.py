"""The rating scale of a desk, and what can be changed about it."""

from markupsafe import Markup

from bot.render.messages import Button, Message, lines, rows
from bot.rules.scales import Ratings
from bot.texts import Texts
from storage.vocabulary import SCALES


def scale_page(
    t: Texts, title: str, desk_id: int, ratings: Ratings, version: int, current: str, *, changed: bool = False
) -> Message:
    """The ratings in their order, a button for each, and the ready-made scales."""
    ref = f"set:d{desk_id}"
    names = {"default": t.plain("Default"), "politifact": "PolitiFact", "plain": t.plain("Plain")}
    words = lines(
        t("Changed. Rating scale of <b>{desk}</b>, version {n}:", desk=title, n=t.number(version))
        if changed
        else t("Rating scale of <b>{desk}</b>, version {n}:", desk=title, n=t.number(version)),
        *(
            Markup("{}. {}").format(t.number(place), t.plain(label))
            for place, (_, label) in enumerate(ratings, 1)
        ),
        t("Press a rating to rename or remove it. Verdicts keep the scale they were given on."),
        Markup("<code>/settings scale add Half true</code>"),
        Markup("<code>/settings scale rename Mixture: Half true</code>"),
        Markup("<code>/settings scale remove Misleading</code>"),
    )
    keyboard = [
        *rows([Button(f"✎ {t.plain(label)}", f"{ref}:rating:{key}") for key, label in ratings]),
        (Button(t.plain("Add a rating"), f"{ref}:add"),),
        tuple(Button(names[name], f"{ref}:scale:{name}") for name in SCALES if name != current),
        (Button(t.plain("Back"), f"{ref}:all"),),
    ]
    return Message(words, keyboard=tuple(keyboard))


def rating_page(t: Texts, desk_id: int, key: str, label: str) -> Message:
    """One rating: rename it or take it off the scale."""
    ref = f"set:d{desk_id}"
    return Message(
        t("What about the rating <b>{rating}</b>?", rating=t.plain(label)),
        keyboard=rows(
            [
                Button(t.plain("Rename"), f"{ref}:rename:{key}"),
                Button(t.plain("Remove"), f"{ref}:remove:{key}"),
                Button(t.plain("Back"), f"{ref}:scale"),
            ]
        ),
    )
