"""Files: what was uploaded, by whom does not matter, and how Telegram describes it."""

import base64
import struct
from dataclasses import dataclass

from bot.demo.server.errors import Json, bad

MAX_PHOTO = 10 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
"""Bot API, "Sending files": photos to 10 MB, other files to 50 MB; getFile: to 20 MB."""

FOLDERS = {
    "photo": "photos",
    "video": "videos",
    "voice": "voice",
    "audio": "music",
    "document": "documents",
    "animation": "animations",
}
MIMES = {
    "photo": "image/jpeg",
    "video": "video/mp4",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "document": "application/octet-stream",
    "animation": "video/mp4",
}

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""The picture a person sends when a test does not say which."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: str
    unique_id: str
    kind: str
    path: str
    name: str
    mime: str
    data: bytes


class Files:
    """All files of this server, by file_id."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, data: bytes, name: str | None = None, mime: str | None = None) -> StoredFile:
        number = len(self._by_id) + 1
        ending = name.rpartition(".")[2].lower() if name and "." in name else "bin"
        ending = ending if ending.isalnum() else "bin"
        path = f"{FOLDERS[kind]}/file_{number}.{'jpg' if kind == 'photo' else ending}"
        file = StoredFile(
            id=f"FILE{kind}{number:06d}",
            unique_id=f"U{number:06d}",
            kind=kind,
            path=path,
            name=name or f"{kind}_{number}",
            mime=mime or MIMES[kind],
            data=data,
        )
        self._by_id[file.id] = self._by_path[path] = file
        return file

    def by_id(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)


def check_size(kind: str, data: bytes) -> None:
    if not data:
        raise bad("file must be non-empty")
    if kind == "photo" and len(data) > MAX_PHOTO:
        raise bad("too big for a photo")
    if len(data) > MAX_UPLOAD:
        raise bad("file is too big")


def check_photo(data: bytes) -> None:
    """Bot API, sendPhoto.photo: width and height together at most 10,000; their ratio at most 20."""
    size = picture_size(data)
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = size
    if not width or not height or width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG in pixels; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walks the segments to the frame header (ITU T.81, B.2.2: SOF0 to SOF15 but DHT, JPG, DAC)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def describe(file: StoredFile) -> Json:
    """The content of a message that carries this file: Bot API, PhotoSize, Document, Video, Voice, Audio."""
    core: Json = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.data)}
    if file.kind == "photo":
        width, height = picture_size(file.data) or (1, 1)
        return {"photo": [{**core, "width": width, "height": height}]}
    core["mime_type"] = file.mime
    if file.kind != "voice":
        core["file_name"] = file.name
    if file.kind in ("video", "animation"):
        core.update(width=640, height=360)
    if file.kind in ("video", "voice", "audio", "animation"):
        core["duration"] = 1
    if file.kind == "animation":
        # Bot API, Message.animation: for backward compatibility `document` is set as well.
        return {"animation": core, "document": dict(core)}
    return {file.kind: core}
