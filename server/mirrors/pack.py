"""A zip that is written file by file to a disk, with a sum for each file in the form of sha256sum(1)."""

import hashlib
from collections.abc import Iterable
from types import TracebackType
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SUMS = "SHA256SUMS"
WHEN = (1980, 1, 1, 0, 0, 0)  # the first instant that a zip knows: equal content gives equal bytes


class Pack:
    """A zip being written. Its sums are its last file; within `with`, it is whole once the block ends well."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = ZipFile(target, "w", ZIP_DEFLATED, compresslevel=6)
        self._sums: list[str] = []
        self._names: set[str] = set()

    def __enter__(self) -> "Pack":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._zip.writestr(_entry(SUMS), "".join(self._sums))
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def __len__(self) -> int:
        """How many files are in it, the sums not counted."""
        return len(self._names)

    def put(self, name: str, content: bytes) -> None:
        """Add a file under a relative path."""
        self.pour(name, [content])

    def pour(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add a file of any length, piece by piece; raises ValueError for a name that is there already."""
        if name in self._names:
            raise ValueError(f"{name} is in the pack already")
        told = hashlib.sha256()
        with self._zip.open(_entry(name), "w") as opened:
            for piece in pieces:
                opened.write(piece)
                told.update(piece)
        self._names.add(name)
        self._sums.append(f"{told.hexdigest()}  {name}\n")


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, WHEN)
    entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o100644 << 16
    return entry
