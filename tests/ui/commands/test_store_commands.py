"""The commands on a store: index, ask, change, delete, ask again, the server gone and back, and home again."""

import json
import shutil
import ssl
import subprocess
import sys
import threading
from pathlib import Path
from socket import create_connection, socket
from types import SimpleNamespace

import pytest

from index.errors import BadSettings, StoreFailed
from index.milvus.settings import StoreSettings
from index.milvus.store import Store
from qa.answer import AskOptions
from qa.pipeline import Inyong
from ui.cli import main
from ui.commands.library_option import KeptLibrary, library_of
from ui.options import parser
from ui.page.desk import Desk
from ui.page.library.panel import LibraryPane
from ui.page.library.updating import Updater
from ui.page.visitor import EDITOR
from ui.render import answer_to_json

ROOT = Path(__file__).resolve().parents[3]
QUESTION = "시립병원 소아응급실은 언제 문을 여나?"
ANSWER = "3월 4일"
HOSPITAL = "2024-11-06-haeon-hospital*.txt"


def plain(answer):
    """An answer as JSON, without the time it took."""
    record = json.loads(answer) if isinstance(answer, str) else answer
    return {name: value for name, value in record.items() if name != "milliseconds"}


def asked_by_processes(home, settings, environment, count=2):
    """The answers of so many processes that ask at the same time, without a ledger."""
    command = [
        sys.executable,
        "-m",
        "ui.cli",
        "--home",
        home,
        "ask",
        QUESTION,
        "--json",
        "--hits",
        "5",
    ]
    running = [
        subprocess.Popen(
            [*command, "--store", "milvus", "--settings", settings],
            stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment, cwd=ROOT,
        )
        for _ in range(count)
    ]  # fmt: skip
    return [plain(process.communicate(timeout=300)[0]) for process in running]


def test_the_sample_library_on_a_store_from_the_first_article_to_the_way_back(
    milvus_server, tmp_path, capsys, child_environment
):
    home, reader = str(tmp_path / "home"), str(tmp_path / "reader")
    articles = tmp_path / "articles"
    shutil.copytree(ROOT / "seeds" / "articles", articles)
    settings = tmp_path / "store.toml"
    name = milvus_server.settings().collection
    settings.write_text(
        f'uri = "{milvus_server.uri}"\ncollection = "{name}"\nsettle_seconds = 0\nattempts = 1\n'
    )
    there = ["--store", "milvus", "--settings", str(settings)]

    assert main(["--home", reader, "ask", QUESTION, *there]) == 2
    assert "inyong index FOLDER --store milvus" in capsys.readouterr().err
    assert main(["--home", home, "index", str(articles), *there]) == 0
    assert not list(Path(home).glob("lexical*")), "the local indexes are not made"
    mine, theirs = asked_by_processes(reader, settings, child_environment())
    local = Inyong.open(Path(home))
    assert (
        mine
        == theirs
        == plain(answer_to_json(local.ask(QUESTION, AskOptions(hits=5)), with_hits=True))
    )
    local.close()
    assert ANSWER in mine["quotes"][0]["text"]
    assert not Path(reader).exists(), "asking needs no library here"

    for path in articles.glob(HOSPITAL):
        path.write_text(path.read_text(encoding="utf-8").replace(ANSWER, "5월 9일"), "utf-8")
    assert main(["--home", home, "index", *there]) == 0
    capsys.readouterr()
    assert main(["--home", reader, "ask", QUESTION, *there]) == 0
    assert "5월 9일" in capsys.readouterr().out
    for path in articles.glob(HOSPITAL):
        path.unlink()
    assert main(["--home", home, "index", *there]) == 0
    capsys.readouterr()
    main(["--home", reader, "ask", QUESTION, *there])
    assert "5월 9일" not in capsys.readouterr().out

    milvus_server.kill()
    try:
        assert main(["--home", reader, "ask", QUESTION, *there]) == 2
        lines = capsys.readouterr().err.splitlines()
    finally:
        milvus_server.start()
    assert len(lines) == 1
    assert f"cannot reach the Milvus server at {milvus_server.uri}" in lines[0]
    assert "Start it" in lines[0]

    assert main(["--home", home, "check", *there]) == 0
    assert main(["--home", str(tmp_path / "back"), "migrate", "to-local", *there[2:]]) == 0
    assert main(["--home", str(tmp_path / "back"), "check"]) == 0
    assert main(["--home", str(tmp_path / "back"), "check", *there, "--repair"]) == 2
    assert "migrate to-milvus --replace" in capsys.readouterr().err


@pytest.fixture
def stored(milvus_server, home, folder, tmp_path, tiny_encoder):
    """What commands take to reach a store of three articles that lies beside the library in home."""
    for name, hour in (("ferry", "nine"), ("bakery", "ten"), ("pool", "six")):
        text = f"The {name} opens\n\nThe {name} of Haeon opens at {hour}. It is shut on Monday.\n"
        (folder / f"{name}.txt").write_text(text)
    shutil.copy(folder / "ferry.txt", folder / "a copy.txt")
    settings = tmp_path / "store.toml"
    name = milvus_server.settings().collection
    settings.write_text(f'uri = "{milvus_server.uri}"\ncollection = "{name}"\nsettle_seconds = 0\n')
    there = ["--store", "milvus", "--settings", str(settings)]
    done = main(["--home", str(home), "index", str(folder), "--encoder", tiny_encoder, *there])
    assert done == 0
    return there


def test_articles_are_listed_shown_and_exported_without_a_ledger_as_with_it(
    stored, home, tmp_path, capfdbinary
):
    capfdbinary.readouterr()
    here, reader = ["--home", str(home)], ["--home", str(tmp_path / "reader")]

    for words in (["list"], ["list", "--json"], ["export"], ["export", "-"]):
        assert main([*here, "articles", *words]) == 0
        mine = capfdbinary.readouterr().out
        assert main([*reader, "articles", *words, *stored]) == 0
        assert capfdbinary.readouterr().out == mine
        assert mine.count(b"\n") == 3
    main([*here, "articles", "list"])
    listed = capfdbinary.readouterr().out.decode()
    assert listed.count("2 files") == 1
    for line in listed.splitlines():
        for form in ([], ["--json"]):
            words = ["show", line.split("\t")[0], *form]
            assert main([*here, "articles", *words]) == 0
            mine = capfdbinary.readouterr().out
            assert main([*reader, "articles", *words, *stored]) == 0
            assert capfdbinary.readouterr().out == mine
    assert main([*reader, "articles", "show", "none", *stored]) == 2
    assert b"no article 'none'" in capfdbinary.readouterr().err
    assert not (tmp_path / "reader").exists()


def test_articles_are_removed_and_imported_by_the_writer_alone(stored, home, tmp_path, capsys):
    here, reader = ["--home", str(home)], ["--home", str(tmp_path / "reader")]
    assert main([*here, "articles", "export", str(tmp_path / "all.jsonl"), *stored]) == 0
    capsys.readouterr()
    main([*reader, "articles", "list", *stored])
    before = capsys.readouterr().out.splitlines()
    first = before[0].split("\t")[0]

    for words in (["remove", first], ["import", str(tmp_path / "all.jsonl")]):
        assert main([*reader, "articles", *words, *stored]) == 2
        assert "this process only reads the store" in capsys.readouterr().err
    assert not (tmp_path / "reader").exists()
    assert main([*here, "articles", "remove", first, *stored]) == 0
    capsys.readouterr()
    main([*reader, "articles", "list", *stored])
    assert capsys.readouterr().out.splitlines() == before[1:]

    assert main([*here, "articles", "import", str(tmp_path / "all.jsonl"), *stored]) == 0
    capsys.readouterr()
    main([*reader, "articles", "list", *stored])
    assert {line.split("\t")[0] for line in capsys.readouterr().out.splitlines()} == {
        line.split("\t")[0] for line in before
    }
    assert main([*here, "check", *stored]) == 0


def test_a_store_is_evaluated_as_the_library_that_it_mirrors(stored, home, tmp_path, capsys):
    questions = tmp_path / "questions.jsonl"
    asked = (("When does the bakery open?", "ten"), ("When does the pool open?", "six"))
    lines = [
        json.dumps({"id": str(number), "question": question, "answers": [{"text": answer}]})
        for number, (question, answer) in enumerate(asked)
    ]
    questions.write_text("\n".join(lines))
    command = ["evaluate", str(questions), "--json"]
    capsys.readouterr()

    assert main(["--home", str(home), *command]) == 0
    mine = json.loads(capsys.readouterr().out)
    assert main(["--home", str(tmp_path / "reader"), *command, *stored]) == 0
    theirs = json.loads(capsys.readouterr().out)

    assert without_times(theirs) == without_times(mine)
    assert main(["evaluate", str(questions), "--articles", str(tmp_path), *stored]) == 2
    assert "Leave out --store" in capsys.readouterr().err


def without_times(record):
    """A report without what differs from run to run."""
    if isinstance(record, dict):
        return {k: without_times(v) for k, v in record.items() if "milliseconds" not in k}
    return [without_times(one) for one in record] if isinstance(record, list) else record


def test_what_is_removed_on_the_page_answers_no_more_from_the_store(
    stored, home, folder, tmp_path, capsys
):
    library = library_of(parser().parse_args(["ask", "x", *stored]), home)
    inyong = library.opened()
    desk = Desk(inyong, Updater(home, library.update, inyong.refresh), followed=library.followed)
    pane = LibraryPane(desk)
    editor = SimpleNamespace(request=SimpleNamespace(scope={EDITOR: True}))
    ids = {source.title: source.id for source in inyong.articles()}

    pane.edit(SimpleNamespace(deed="remove", ids=[ids["The ferry opens"]]), (), "en", editor)
    left = {source.title for source in inyong.articles()}
    pane.edit(SimpleNamespace(deed="forget", where=str(folder)), (), "en", editor)

    assert left == {"The bakery opens", "The pool opens"}
    assert inyong.articles() == []
    assert not inyong.ask("When does the ferry open?").found
    assert main(["--home", str(home), "check", *stored]) == 0
    pane.table.close()
    inyong.close()


def test_a_page_without_a_ledger_says_where_to_update(milvus_server, home):
    library = KeptLibrary(home, milvus_server.settings())

    with pytest.raises(BadSettings, match="inyong index --store milvus"):
        library.update(home, on_progress=print, cancelled=lambda: False)

    assert not home.exists()


def test_where_a_store_is_means_nothing_for_a_local_library(home, capsys):
    for option in (["--uri", "http://127.0.0.1:1"], ["--token-file", "t"], ["--settings", "s"]):
        assert main(["--home", str(home), "ask", QUESTION, *option]) == 2
        assert "Add --store milvus" in capsys.readouterr().err


def test_a_server_that_is_not_there_is_told_before_anything_is_read(home, folder, capsys):
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        uri = f"http://127.0.0.1:{probe.getsockname()[1]}"
    home.mkdir()
    (home / "store.toml").write_text(f'uri = "{uri}"\nattempts = 2\ntimeout_seconds = 2\n')

    status = main(["--home", str(home), "index", str(folder), "--store", "milvus"])

    assert status == 2
    assert f"cannot reach the Milvus server at {uri}" in capsys.readouterr().err
    assert not (home / "ledger.sqlite").exists()


def test_tls_is_spoken_to_a_server_whose_authority_is_named(milvus_server, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    certificate, key = tmp_path / "ca.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key,
         "-out", certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    listener = socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    threading.Thread(
        target=_unwrap, args=(listener, context, milvus_server.port), daemon=True
    ).start()
    uri = f"https://localhost:{listener.getsockname()[1]}"

    with pytest.raises(StoreFailed, match="cannot reach"):  # pymilvus keeps what once connected
        Store(StoreSettings(uri, attempts=1, timeout_seconds=3))
    with Store(StoreSettings(uri, ca_file=certificate, collection="tls")) as store:
        assert store.mark() is None
    listener.close()


def _unwrap(listener, context, port):
    """Take TLS off what comes in and hand it to the server, until the listener is closed."""
    while True:
        try:
            taken, _ = listener.accept()
        except OSError:
            return
        try:
            outside = context.wrap_socket(taken, server_side=True)
        except OSError:  # whoever called does not trust the certificate
            taken.close()
            continue
        inside = create_connection(("127.0.0.1", port))
        for one, other in ((outside, inside), (inside, outside)):
            threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _pump(one, other):
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        pass
    finally:
        one.close()
        other.close()
