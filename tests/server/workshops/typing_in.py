"""What a browser would send of the first form of a page that posts, as it stands."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """Reads the fields of the form that is sent to `action`."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.fields = action, False, {}
        self.named, self.select = "", ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("action") == self.action and given.get("method") == "post"
        if not self.inside:
            return
        name, kind = given.get("name"), given.get("type")
        if tag == "input" and name and (kind not in ("checkbox", "radio") or "checked" in given):
            self.fields[name] = given.get("value") or ""
        elif tag == "textarea":
            self.named, self.fields[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in given or self.select not in self.fields):
            self.fields[self.select] = given.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.named = ""
        elif tag == "form":
            self.inside = False

    def handle_data(self, data):
        if self.inside and self.named:
            self.fields[self.named] += data


def form_in(text: str, action: str) -> dict[str, str]:
    """Return the fields of the form sent to `action`, without the token of the login."""
    reader = Form(action)
    reader.feed(text)
    assert reader.fields, f"no form is sent to {action}"
    return {name: value for name, value in reader.fields.items() if name != "csrf"}
