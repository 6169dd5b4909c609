"""What a PDF says of itself: its text, its title and language, whether it is tagged and claims PDF/UA."""

import re
import zlib

import pypdfium2


class Paper:
    """A PDF, opened."""

    def __init__(self, content):
        assert content.startswith(b"%PDF-")
        document = pypdfium2.PdfDocument(content)
        self.pages = len(document)
        self.title = document.get_metadata_dict()["Title"]
        self.text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
        self.width, self.height = (round(side) for side in document[0].get_size())
        # The catalogue and the metadata may be packed.
        packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
        self.bare = content + b"".join(_unpacked(part) for part in packed)

    @property
    def accessible(self):
        """Whether it claims PDF/UA-1 (ISO 14289-1) and has a tree of tags."""
        claims = re.search(rb"pdfuaid:part(=\"|>)1", self.bare)
        return bool(claims and re.search(rb"/StructTreeRoot\b", self.bare) and b"/Marked true" in self.bare)

    @property
    def language(self):
        return re.search(rb"/Lang\s*\(([^)]+)\)", self.bare)[1].decode()


def _unpacked(part):
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""
