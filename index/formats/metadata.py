"""What a file tells of its article beside the text: the same fields, wherever they stand in the file."""

from dataclasses import dataclass
from pathlib import Path

from index.article import Source


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields of an article as Source has them; None, or "" for the id, where nothing tells them."""

    title: str | None = None
    publisher: str | None = None
    byline: str | None = None
    published_at: str | None = None
    url: str | None = None
    language: str | None = None
    id: str = ""

    def or_else(self, other: "Metadata") -> "Metadata":
        """Return these fields, and those of the other where nothing is told here."""
        return Metadata(
            title=self.title or other.title,
            publisher=self.publisher or other.publisher,
            byline=self.byline or other.byline,
            published_at=self.published_at or other.published_at,
            url=self.url or other.url,
            language=self.language or other.language,
            id=self.id or other.id,
        )

    def source(self, path: Path, title: str) -> Source:
        """Return the source of the article in the file at path, under the title that it goes by."""
        return Source(
            id=self.id,
            title=title,
            publisher=self.publisher,
            byline=self.byline,
            published_at=self.published_at,
            url=self.url,
            path=str(path),
            language=self.language,
        )
