"""CPU time of a cold `inyong ask`, against loading Kiwi and analysing one sentence.

    python tests/bench/cold_start.py

Makes a library of the sample articles, then runs, side by side and in turn, three processes: Kiwi
with its defaults and one sentence, Kiwi as Inyong loads it and one sentence, and `inyong ask`. Prints
the median CPU seconds (user + system) of each and the ratios.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_RUNS = 5
_SENTENCE = "해온시립병원이 24시간 문을 여는 소아응급실을 내년 3월 4일에 연다."
_KIWI = "from kiwipiepy import Kiwi; Kiwi({}).split_into_sents({!r}, return_tokens=True)"
_FAST = "num_workers=1, load_multi_dict=False, load_typo_dict=False"


def cpu_seconds(command: list[str]) -> float:
    """Run a command and return the CPU seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=True, cwd=_ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as home:
        inyong = [sys.executable, "-m", "ui.cli", "--home", home]
        subprocess.run(
            [*inyong, "index", "seeds/articles"], check=True, cwd=_ROOT, capture_output=True
        )
        commands = {
            "Kiwi, defaults": [sys.executable, "-c", _KIWI.format("", _SENTENCE)],
            "Kiwi as loaded here": [sys.executable, "-c", _KIWI.format(_FAST, _SENTENCE)],
            "inyong ask": [*inyong, "ask", "시립병원 소아응급실은 언제 문을 여나?"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(_RUNS):
            for name, command in commands.items():
                times[name].append(cpu_seconds(command))
    medians = {name: statistics.median(found) for name, found in times.items()}
    print("| process | CPU seconds, median | inyong ask / it |\n|---|---|---|")
    for name, median in medians.items():
        print(f"| {name} | {median:.2f} | {medians['inyong ask'] / median:.2f} |")


if __name__ == "__main__":
    main()
