"""What a message brings as evidence."""

from bot.actions.claims import FileBrought
from bot.actions.verdicts import EvidenceGiven
from bot.telegram.facts import Content


def evidence_in(content: Content, links: tuple[str, ...] = ()) -> tuple[EvidenceGiven, ...]:
    """Links, files and a forwarded post of a message as evidence."""
    given = [EvidenceGiven("link", url=link) for link in dict.fromkeys((*links, *content.links))]
    if content.origin is not None:
        # Evidence is shown to everybody, so a private person's name is not even kept with it.
        name = None if content.origin.private else content.origin.name
        given.append(EvidenceGiven("forward", url=content.origin.url, text=content.text, origin=name))
    given += [
        EvidenceGiven("file", file=FileBrought(file.kind, file.file_id, file.file_unique_id, file.file_name))
        for file in content.files
    ]
    return tuple(given)
