"""Tells what an update would change, as lines or as JSON lines, as it is found."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from index.errors import InyongError
from index.update.dry_run import Change, preview
from ui.render import one_line

_KINDS = ("added", "changed", "deleted", "moved", "unreadable")


def tell_changes(home: Path, paths: Sequence[Path], *, as_json: bool) -> None:
    """Write to standard output what update(home, paths) would change, then the counts."""
    counts: Counter[str] = Counter()
    for found in preview(home, paths):
        kind = found.kind if isinstance(found, Change) else "unreadable"
        counts[kind] += 1
        _write(_to_json(found) if as_json else _to_text(found))
    if as_json:
        numbers = {kind: counts[kind] for kind in _KINDS}
        _write(json.dumps({"event": "summary", "dry_run": True} | numbers))
    else:
        numbers_said = ", ".join(f"{counts[kind]:,} {kind}" for kind in _KINDS)
        _write(f"would be: {numbers_said} · nothing was changed")


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()  # a large folder takes its time: what is known is shown


def _to_text(found: Change | InyongError) -> str:
    if isinstance(found, InyongError):
        return f"unreadable\t{one_line(str(found))}"
    place = f"{found.was} → {found.path}" if found.was else found.path or ""
    return "\t".join(map(one_line, (found.kind, found.id, found.title, place)))


def _to_json(found: Change | InyongError) -> str:
    if isinstance(found, InyongError):
        record = {"what": found.what, "why": found.why, "mend": found.mend}
        return json.dumps({"event": "unreadable"} | record, ensure_ascii=False)
    fields = asdict(found)
    return json.dumps({"event": fields.pop("kind")} | fields, ensure_ascii=False)
