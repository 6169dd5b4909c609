"""A person without JavaScript who books: pages as they stand, forms filled and sent, the answer followed."""

import re
from html.parser import HTMLParser


class Forms(HTMLParser):
    """The forms of a page with their fields, as a browser would send them, and what is said in it."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.texts, self._open = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if tag == "form":
            self.forms.append({"action": has.get("action"), "method": has.get("method", "get"), "fields": {}})
        elif tag == "input" and self.forms and has.get("name"):
            fields, kind = self.forms[-1]["fields"], has.get("type", "text")
            if kind in {"radio", "checkbox"} and "checked" not in has:
                fields.setdefault(has["name"], None)
            else:
                fields[has["name"]] = has.get("value", "")

    def handle_data(self, data):
        self.texts.append(data)


class Page:
    """A page of the flow: its only form that posts to itself, and its words."""

    def __init__(self, answer):
        parsed = Forms(answer.text)
        self.status, self.address, self.headers = answer.status_code, answer.url.path, answer.headers
        self.words = " ".join(" ".join(parsed.texts).split())
        own = [form for form in parsed.forms if form["action"] is None and form["method"] == "post"]
        self.fields = own[0]["fields"] if own else {}
        self.links = re.findall(r'href="([^"]+)"', answer.text)
        self.text = answer.text


async def to_check(walk, session, name="Jeanne Martin"):
    """Walk to the last page, for oneself, without e-mail."""
    page = await walk(f"/seances/{session}/reservation")
    for answer in ({"for_whom": "self"}, {"name": name}, {"channel": "none"}):
        page = await walk(page, **answer)
    assert page.address.endswith("/verification")
    return page
