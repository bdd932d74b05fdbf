"""HTML taken apart, for the tests of what is shown."""

from html.parser import HTMLParser


class Reader(HTMLParser):
    """Reads the text within every element with a class or an id, and all tags, as a browser would."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.open, self.texts, self.tags = [], {}, []
        self.feed(markup)
        self.close()
        assert not self.open, "an element is not closed"

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        names = [f".{name}" for name in (attributes.get("class") or "").split()]
        if "id" in attributes:
            names.append(f"#{attributes['id']}")
        for name in names:
            self.texts.setdefault(name, []).append("")
        if tag != "input":  # which has no end
            self.open.append((tag, names))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for _, names in self.open:
            for name in names:
                self.texts[name][-1] += data
