"""What programs may ask of the server: the JSON of each endpoint, with its limits. No HTTP here."""

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

from index.article import clean_text
from index.errors import BadSettings, InyongError, LibraryBusy, NotFound
from qa.answer import AskOptions
from ui.commands.progress import summary_to_json
from ui.filtering import passes
from ui.page.chat.talk import answered_as_json, filters_of
from ui.page.desk import Desk
from ui.page.limiter import Overloaded
from ui.render import article_to_json, source_to_json
from ui.shown_paths import ShownPaths

PAGE_AT_MOST = 500  # articles in one answer
ID_CHARACTERS = 1000
TEXT_CHARACTERS = 200  # of a filter


class NotAllowed(InyongError):
    """The one who started the server did not give this right."""


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A question as a program sends it; history are the questions before it, oldest first."""

    # a misspelt filter must not pass for none
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    question: str
    hits: int = 0
    since: str = ""
    until: str = ""
    publisher: str = ""
    language: str = ""
    history: list[str] = field(default_factory=list)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Which articles a program wants to see: the page of those that pass the filters."""

    offset: int = 0
    limit: int = 50
    since: str = ""
    until: str = ""
    publisher: str = ""
    language: str = ""
    title: str = ""


class Endpoints:
    """The answers of one server's endpoints. Safe to call from any thread."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def ask(self, asked: AskRequest) -> dict[str, Any]:
        """Answer a question as `inyong ask --json` does.

        Raises BadSettings for one that cannot be asked so, Overloaded when no turn comes in time.
        """
        return self.desk.asking.run(lambda: self._answered(asked))

    async def ask_in_turn(self, asked: AskRequest) -> dict[str, Any]:
        """Do the same without holding a thread while others are answered."""
        return await self.desk.asking.take(lambda: self._answered(asked))

    def _answered(self, asked: AskRequest) -> dict[str, Any]:
        with self.desk.metrics.question() as counted:
            _short(asked.publisher, asked.language)
            filters = filters_of(asked.since, asked.until, asked.publisher, asked.language)
            options = AskOptions(filters=filters, hits=asked.hits, complete=asked.complete)
            record = answered_as_json(self.desk.inyong, asked.question, options, asked.history)
            counted.answered_as_json(record)
            return record

    def articles(self, query: ArticleQuery) -> dict[str, Any]:
        """Return a page of the articles that pass the filters, newest first, and how many do."""
        if query.offset < 0 or not 1 <= query.limit <= PAGE_AT_MOST:
            raise BadSettings(
                "cannot list articles",
                f"offset is {query.offset}, limit {query.limit}",
                f"Send an offset from 0 and a limit of 1 to {PAGE_AT_MOST}",
            )
        _short(query.publisher, query.language, query.title)
        filters = filters_of(query.since, query.until, query.publisher, query.language)
        title = clean_text(query.title).strip().casefold()
        found = [
            source
            for source in self.desk.inyong.articles()
            if passes(source, filters) and title in source.title.casefold()
        ]
        page = found[query.offset : query.offset + query.limit]
        return {
            "articles": [source_to_json(source) for source in page],
            "total": len(found),
            "offset": query.offset,
            "limit": query.limit,
            "generation": self.desk.inyong.summary().generation,
        }

    def article(self, article_id: str) -> dict[str, Any]:
        """Return an article with its body, as `inyong articles show --json` does. Raises NotFound."""
        if not 0 < len(article_id) <= ID_CHARACTERS:
            raise BadSettings("cannot show an article", "no id was sent", "Send id=…")
        return article_to_json(self.desk.inyong.article(article_id))

    def start_update(self, *, is_editor: bool) -> dict[str, Any]:
        """Start an update, unless one runs, and return how it stands. Raises NotAllowed."""
        self._ensure_may_edit(is_editor)
        self.desk.updater.start()
        return self.update_state()

    def stop_update(self, *, is_editor: bool) -> dict[str, Any]:
        """Stop the running update, and return how it stands. Raises NotAllowed."""
        self._ensure_may_edit(is_editor)
        self.desk.updater.cancel()
        return self.update_state()

    def shown_paths(self, *, is_editor: bool = False) -> ShownPaths:
        """Return how the paths of an answer are shown to its reader."""
        return self.desk.shown_paths(whole=self.desk.may_edit and is_editor)

    def update_state(self) -> dict[str, Any]:
        """Return how the update stands."""
        state = self.desk.updater.state
        return {
            "running": state.running,
            "progress": asdict(state.progress) if state.progress else None,
            "summary": summary_to_json(state.summary) if state.summary else None,
            "error": str(state.error) if state.error else None,
        }

    def health(self) -> dict[str, Any]:
        """Return that the library can be read, its generation and its number of articles."""
        summary = self.desk.inyong.summary()
        return {"ok": True, "generation": summary.generation, "articles": summary.articles}

    def metrics(self) -> str:
        """Return what was counted, in the text form of Prometheus."""
        return self.desk.metrics.to_text(self.desk.inyong.summary(), self.desk.updater.state)

    def _ensure_may_edit(self, is_editor: bool) -> None:
        what = "cannot update the library"
        if not self.desk.may_edit:
            raise NotAllowed(
                what,
                "this server does not allow it",
                "Whoever starts it can: inyong serve --allow-edit",
            )
        if not is_editor:
            raise NotAllowed(
                what,
                "the request has no token",
                "Open the page first, and send the cookie that it gives: curl -c FILE, then -b FILE",
            )


def status_of(error: InyongError) -> int:
    """Return the HTTP status that tells an error."""
    statuses = {BadSettings: 400, NotAllowed: 403, NotFound: 404, LibraryBusy: 503, Overloaded: 503}
    return statuses.get(type(error), 500)


def _short(*texts: str) -> None:
    if any(len(text) > TEXT_CHARACTERS for text in texts):
        raise BadSettings(
            "cannot filter", "a filter is too long", f"Send at most {TEXT_CHARACTERS} characters"
        )
