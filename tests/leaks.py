"""Whether a secret of the tests has been written anywhere: by a program of ours, or into a file that it left."""

import re
from collections.abc import Iterator
from pathlib import Path

TOKEN = "123456:TEST-TOKEN-OF-NOBODY"
"""Of the tests' bot."""
SECRET = "said-by_Telegram-0123456789"
"""Of the tests' webhook."""
PASSWORD = "open-sesame-0123456789"
"""Of a database that nobody has."""
SECRETS = re.compile("|".join(map(re.escape, (TOKEN, SECRET, PASSWORD))).encode())
GIVEN = {".env", "token", "stage.json"}
"""Names of files that tests write themselves to hand a secret over; the last is the demo page's."""
printed: list[str] = []
"""Lines of our programs that held a secret, without it."""


def look_at(line: str) -> None:
    """Keeps a line that a program has printed if it holds a secret."""
    if SECRETS.search(line.encode(errors="replace")):
        printed.append(SECRETS.sub(b"(secret)", line.encode(errors="replace")).decode())


def written(folder: Path) -> Iterator[Path]:
    """The files below a folder that hold a secret: databases, their logs, backups, exports, whatever there is."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name not in GIVEN:
            try:
                content = path.read_bytes()
            except OSError:
                continue  # A test has made it unreadable, or it has just gone.
            if SECRETS.search(content):
                yield path
