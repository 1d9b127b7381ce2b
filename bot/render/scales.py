"""The rating scale of a desk, and what can be changed about it."""

from markupsafe import Markup

from bot.render.messages import Button, Message, lines, rows
from bot.rules.scales import Ratings
from bot.rules.settings import DeskSettings
from bot.texts import Texts
from storage.vocabulary import SCALES


def settings_buttons(t: Texts, desk_id: int, settings: DeskSettings) -> list[Button]:
    """What of a case's rules one press changes."""
    ref = f"set:d{desk_id}"
    evidence = (
        Button(t.plain("Evidence: not required"), f"{ref}:evidence:off")
        if settings.evidence
        else Button(t.plain("Evidence: required"), f"{ref}:evidence:on")
    )
    others = [
        Button(t.plain("Sign-off by {n}", n=t.number(n)), f"{ref}:signoff:{n}")
        for n in (0, 1, 2)
        if n != settings.signoff
    ]
    return [
        Button(t.plain("Set-up, step by step"), f"step:d{desk_id}:timezone"),
        Button(t.plain("Reminders"), f"ladder:d{desk_id}:page"),
        Button(t.plain("For you alone"), f"own:d{desk_id}:page"),
        *others,
        evidence,
        Button(t.plain("Rating scale"), f"{ref}:scale"),
    ]


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
