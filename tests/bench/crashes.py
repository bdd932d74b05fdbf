"""Kills updates (kill -9) at moments of chance, again and again, and looks each time whether anything was lost.

    PYTHONPATH=.:tests:tests/index python tests/bench/crashes.py --kills 200

A library of 2,400 articles; then a round: 1,000 of its files are changed, 200 deleted, 400 added, and
updates of them are started and killed until one gets to its end; then the next round. After each kill
the library is checked, repaired where check says so, and read whole: each article is there once, as it
was before the round or as it is after it. After each round it holds what the files hold. An update runs
in a process that is forked of one where everything is loaded, so that a kill hits the update and not
the start of Python; articles are English and the encoder tiny, for the same reason.
"""

import argparse
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from conftest import write_tiny_encoder
from making import contents, rewrite, story

import index.update.schedule
from index.errors import Unreadable
from index.formats import read
from index.update import update
from index.update.check import check
from index.update.process_pool import Processes
from index.update.repair import repair

_ARTICLES = 2400
_CHANGED, _DELETED, _ADDED = 5 / 12, 1 / 12, 2 / 12  # of the articles, in a round


def main() -> None:
    """Kill, look, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=_ARTICLES)
    parser.add_argument("--workers", type=int, default=1, help="processes of each update")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.workers > 1:
        index.update.schedule._LEAST = 1
    chance = random.Random(options.seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        home, folder = Path(place) / "home", Path(place) / "articles"
        encoder = str(write_tiny_encoder(Path(place) / "encoder"))
        folder.mkdir()
        for number in range(options.articles):
            (folder / f"{number:05}.txt").write_text(story(f"harbour {number}"))
        update(home, [folder], encoder=encoder)
        while found["kills"] < options.kills:
            play_round(home, folder, chance, found, options.workers)
            print(f"round {found['rounds']}: {dict(found)}", flush=True)
    print(
        f"{found['kills']} kills: no article was lost, none was there twice, every passage stood where it says"
    )


def play_round(
    home: Path, folder: Path, chance: random.Random, found: Counter[str], workers: int
) -> None:
    """Change the files; kill updates until one ends by itself; look at the library after each."""
    before = hashes(home)
    change(folder, chance, found["rounds"])
    after = content(folder)
    longest = 1.0
    while True:
        started = time.monotonic()
        ended = killed(home, workers, chance.uniform(0, longest))
        longest = min(20.0, longest * 1.15)  # so that a round ends
        found["kills"] += not ended
        look(home, before, after, found)
        if ended:
            break
        found["seconds"] += round(time.monotonic() - started)
    if Counter(hashes(home).values()) != after:
        raise SystemExit("the library does not hold what the files hold")
    if findings := check(home):
        raise SystemExit(f"after a round that ended: {findings}")
    found["rounds"] += 1


def change(folder: Path, chance: random.Random, number: int) -> None:
    """Change, delete and add files."""
    files = sorted(folder.iterdir())
    count = len(files)
    changed, deleted, added = (round(count * part) for part in (_CHANGED, _DELETED, _ADDED))
    chosen = chance.sample(files, changed + deleted)
    for path in chosen[:changed]:
        rewrite(path, story(f"{path.stem} of round {number}"))
    for path in chosen[changed:]:
        path.unlink()
    for more in range(added):
        (folder / f"{number + 1:03}-{more:03}.txt").write_text(story(f"mill {more} of {number}"))
    for path in chance.sample(sorted(folder.iterdir()), added - deleted):
        path.unlink()  # so that the library stays as large as it is


def content(folder: Path) -> Counter[str]:
    """Return the hash of each article in the files."""
    return Counter(
        article.content_hash
        for path in folder.iterdir()
        for article in read(path)
        if not isinstance(article, Unreadable)
    )


def hashes(home: Path) -> dict[str, str]:
    """Return the hash of each article of the library; each of its passages is looked at."""
    return {article_id: digest for article_id, (digest, _) in contents(home).items()}


def killed(home: Path, workers: int, seconds: float) -> bool:
    """Start an update and kill it after so many seconds; say whether it had ended by then."""
    child = os.fork()  # no thread runs here
    if not child:
        status = 1
        try:
            update(home, pool=Processes(workers))
            status = 0
        finally:
            os._exit(status)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (ended := os.waitpid(child, os.WNOHANG))[0]:
            if ended[1]:
                raise SystemExit("an update failed")
            return True
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1] == 0


def look(home: Path, before: Mapping[str, str], after: Counter[str], found: Counter[str]) -> None:
    """Check the library, repair it where it has to be, and compare it with what it may hold."""
    findings = check(home)
    if findings:
        found["not in step"] += 1
        if any("repair" not in finding.mend for finding in findings):
            raise SystemExit(f"no repair for {findings}")
        repair(home)
        if findings := check(home):
            raise SystemExit(f"not repaired: {findings}")
    now = hashes(home)
    was, is_to_be = Counter(before.values()), after
    if strays := set(now.values()) - set(was) - set(is_to_be):
        raise SystemExit(f"{len(strays)} articles are neither of before nor of after")
    if lost := [one for one in set(was) & set(is_to_be) if one not in now.values()]:
        raise SystemExit(f"{len(lost)} articles are lost")
    if max(Counter(now.values()).values()) > 1:
        raise SystemExit("an article is there twice")


if __name__ == "__main__":
    main()
