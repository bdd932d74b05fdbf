"""All articles of a library as JSON lines, from which an equal library can be made."""

import json
from pathlib import Path
from typing import BinaryIO

from index.errors import LibraryDamaged
from index.formats.exported import record_of
from index.home import ledger_path
from index.ledger import Ledger


def write_articles(home: Path, file: BinaryIO) -> tuple[int, list[LibraryDamaged]]:
    """Write every article of one generation as a JSON line, by id; return how many were written.

    An article that the ledger cannot give is left out, and its error returned: what else a damaged
    ledger holds can be saved so. Raises LibraryEmpty, LibraryDamaged, OSError.
    """
    ledger = Ledger.open(ledger_path(home))
    count, failures = 0, []
    try:
        with ledger.standing_still():
            for article_id, digest in sorted(ledger.article_hashes().items()):
                try:
                    record = record_of(ledger.article(article_id), digest)
                except LibraryDamaged as damage:
                    failures.append(
                        LibraryDamaged(f"article {article_id}", damage.why, damage.mend)
                    )
                    continue
                file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
                count += 1
    finally:
        ledger.close()
    return count, failures
