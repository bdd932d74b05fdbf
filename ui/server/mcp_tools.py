"""The library as tools of the Model Context Protocol, for programs that talk for a language model."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from index.errors import ExtraMissing, InyongError
from ui.server.http.endpoints import ArticleQuery, AskRequest, Endpoints
from ui.server.http.requests import Application

try:
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.server.transport_security import TransportSecuritySettings
except ImportError as cause:
    raise ExtraMissing(
        "cannot serve MCP", "the package mcp is not installed", "Run: pip install 'inyong[mcp]'"
    ) from cause

INSTRUCTIONS = (
    "Searches a library of articles and answers by quoting them word for word. Quote what `ask` "
    "returns, with its article's title, publisher and date; where `found` is false the articles hold no "
    "answer, and `nearest` is none."
)


class Tools:
    """The tools, and the ASGI application that serves them at /mcp."""

    def __init__(self, endpoints: Endpoints) -> None:
        self._server = _server(endpoints)
        self.application: Application = self._server.streamable_http_app(
            streamable_http_path="/mcp",
            json_response=True,
            stateless_http=True,  # each call stands for itself: nothing is kept of who has gone
            # The guard before it knows the hosts.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve while this is entered."""
        async with self._server.session_manager.run():
            yield


def _server(endpoints: Endpoints) -> MCPServer[Any]:
    server: MCPServer[Any] = MCPServer(
        "inyong", title="Inyong", instructions=INSTRUCTIONS, version=version("inyong")
    )

    def answered(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Do the work; tell what its caller can mend in one line, and no path of this computer."""
        try:
            return dict(endpoints.shown_paths().record(work()))
        except InyongError as error:
            said = endpoints.shown_paths().text(str(error))
            raise ToolError(" ".join(said.split())) from error

    def ask(
        question: str,
        hits: int = 0,
        since: str = "",
        until: str = "",
        publisher: str = "",
        language: str = "",
        history: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question by sentences quoted from the articles, each with its citation.

        since and until are days as 2025-10-28; history are the questions before it, oldest first.
        start and end count characters of the article's body, which get_article returns.
        """
        asked = AskRequest(
            question=question,
            hits=hits,
            since=since,
            until=until,
            publisher=publisher,
            language=language,
            history=history or [],
        )
        return answered(lambda: endpoints.ask(asked))

    def get_article(id: str) -> dict[str, Any]:
        """Return one article with its whole text; ids come from ask and list_articles."""
        return answered(lambda: endpoints.article(id))

    def list_articles(
        offset: int = 0,
        limit: int = 50,
        since: str = "",
        until: str = "",
        publisher: str = "",
        language: str = "",
        title: str = "",
    ) -> dict[str, Any]:
        """List articles, newest first, a page at a time; title is a part of the title."""
        query = ArticleQuery(
            offset=offset,
            limit=limit,
            since=since,
            until=until,
            publisher=publisher,
            language=language,
            title=title,
        )
        return answered(lambda: endpoints.articles(query))

    for tool in (ask, get_article, list_articles):
        server.add_tool(tool)
    return server
