"""The pages of a PDF file as text, as the worker sends them."""

import io
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError

from index.formats.format_error import FormatError

MOST_PAGES = 5_000


def read_pages(data: bytes) -> Iterator[dict[str, Any]]:
    """Yield {"title"} and then a {"page"} for each page, its lines as they stand on it. Raises FormatError."""
    if b"%PDF-" not in data[:1_024]:
        raise FormatError(
            "it is no PDF, whatever its name says", "Give it the suffix of its format"
        )
    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        _unlock(reader)
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise FormatError(f"it has {count} pages, more than {MOST_PAGES}", "Split it")
    title = reader.metadata.title if reader.metadata else None
    yield {"title": str(title) if title else None}
    for number in range(count):
        yield {"page": reader.pages[number].extract_text()}


def _unlock(reader: pypdf.PdfReader) -> None:
    """Open a file that wants no password to be read; raises FormatError for one that does."""
    mend = "Save a copy without a password"
    try:
        if reader.decrypt(""):
            return
    except (DependencyError, FileNotDecryptedError, NotImplementedError) as cause:
        raise FormatError("it is encrypted in a way that cannot be opened here", mend) from cause
    raise FormatError("it is encrypted and wants a password", mend)
