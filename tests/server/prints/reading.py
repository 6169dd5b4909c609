"""What a PDF says of itself, read by programs that are not ours: its words, language, tags, fonts, squares."""

import io
import re

import pypdf
import pypdfium2
import zxingcpp

UA = re.compile(rb"pdfuaid:part(=\"|>)1")


class Paper:
    """A PDF, opened: its text by PDFium, what it is made of by pypdf, its squares by ZXing."""

    def __init__(self, content):
        assert content.startswith(b"%PDF-")
        self.document = pypdfium2.PdfDocument(content)
        self.pages = len(self.document)
        self.title = self.document.get_metadata_dict()["Title"]
        self.texts = [" ".join(page.get_textpage().get_text_bounded().split()) for page in self.document]
        self.text = " ".join(self.texts)
        self.width, self.height = (round(side) for side in self.document[0].get_size())
        self.inside = pypdf.PdfReader(io.BytesIO(content))
        self.root = self.inside.root_object

    @property
    def tagged(self):
        """Whether it says that it is tagged, and has a tree of tags."""
        return bool(self.root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in self.root

    @property
    def accessible(self):
        """Whether it is tagged and claims PDF/UA-1 (ISO 14289-1)."""
        return self.tagged and bool(UA.search(self.root["/Metadata"].get_data()))

    @property
    def language(self):
        return str(self.root["/Lang"])

    @property
    def shows_its_title(self):
        """Whether readers show the title in place of the name of the file."""
        return bool(self.root["/ViewerPreferences"]["/DisplayDocTitle"])

    @property
    def tags(self):
        """All tags in their order: (name, alternative text)."""
        return list(_tags(self.root["/StructTreeRoot"]))

    @property
    def fonts(self):
        """The names of all fonts, and whether each is embedded."""
        return {font["/BaseFont"]: _embedded(font) for page in self.inside.pages for font in _fonts(page)}

    @property
    def colours(self):
        """Whether some pixel of the first page is neither black, white nor grey."""
        bitmap = self.document[0].render(scale=0.5)
        pixels = bytes(bitmap.buffer)
        step = bitmap.n_channels
        return pixels[0::step] != pixels[1::step] or pixels[1::step] != pixels[2::step]

    def squares(self, page=0, scale=2):
        """What the squares of a page say."""
        bitmap = self.document[page].render(scale=scale, grayscale=True)
        rows = memoryview(bytes(bitmap.buffer)).cast("B", (bitmap.height, bitmap.stride))
        return [found.text for found in zxingcpp.read_barcodes(rows)]

    def overflowing(self):
        """The letters that stand outside their page."""
        found = []
        for page in self.document:
            width, height = page.get_size()
            text = page.get_textpage()
            for number in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(number)
                letter = text.get_text_range(number, 1)
                if letter.strip() and (left < -1 or bottom < -1 or right > width + 1 or top > height + 1):
                    found.append(letter)
        return found


def _tags(node):
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        below = child.get_object()
        if isinstance(below, pypdf.generic.DictionaryObject) and "/S" in below:
            yield str(below["/S"])[1:], str(below.get("/Alt", ""))
            yield from _tags(below)


def _fonts(page):
    return [font.get_object() for font in page["/Resources"].get("/Font", {}).values()]


def _embedded(font):
    below = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return any(name in below["/FontDescriptor"] for name in ("/FontFile", "/FontFile2", "/FontFile3"))
