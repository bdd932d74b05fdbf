"""The endpoints as HTTP routes: where each is, what it takes, and how its errors are told."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from inspect import signature
from typing import Annotated, Any

from fastapi import Body, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from index.errors import BadSettings, InyongError
from ui.page.visitor import EDITOR
from ui.server.http.endpoints import ArticleQuery, AskRequest, Endpoints, status_of
from ui.server.http.prometheus import KIND
from ui.shown_paths import ShownPaths

log = logging.getLogger(__name__)

Around = Callable[[], AbstractAsyncContextManager[None]]

PRIVATE = {"Cache-Control": "no-store"}
DAY = "as 2025-10-28"


def routed(endpoints: Endpoints, around: Around | None = None) -> FastAPI:
    """Return an application with the endpoints; around is entered while the server runs."""

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        if around is None:
            yield
        else:
            async with around():
                yield

    application = FastAPI(
        title="Inyong",
        description="Answers questions over a folder of articles in the articles' own words.",
        version=version("inyong"),
        docs_url=None,  # FastAPI's pages load their scripts from another host
        redoc_url=None,
        responses={"4XX": {"description": 'What is wrong, in one line: {"error": "…"}'}},
        lifespan=lifespan,
    )
    application.add_exception_handler(InyongError, _mendable)
    application.add_exception_handler(RequestValidationError, _invalid)
    application.add_exception_handler(Exception, _unexpected)
    application.state.endpoints = endpoints
    _add_questions(application, endpoints)
    _add_articles(application, endpoints)
    _add_the_rest(application, endpoints)
    return application


def _add_questions(application: FastAPI, endpoints: Endpoints) -> None:
    @application.post("/ask", summary="Answer a question by quotations")
    async def ask(request: Request, question: Annotated[AskRequest, Body()]) -> Response:
        return _json(_paths(request).record(await endpoints.ask_in_turn(question)))

    @application.get("/ask", summary="Answer a question by quotations")
    async def ask_by_address(
        request: Request,
        question: str,
        hits: int = 0,
        since: Annotated[str, Query(description=DAY)] = "",
        until: Annotated[str, Query(description=DAY)] = "",
        publisher: str = "",
        language: str = "",
        history: Annotated[list[str] | None, Query()] = None,
        complete: bool = True,
    ) -> Response:
        _ensure_known(request, ask_by_address)
        before = history or []
        asked = AskRequest(
            question=question,
            hits=hits,
            since=since,
            until=until,
            publisher=publisher,
            language=language,
            history=before,
            complete=complete,
        )
        return _json(_paths(request).record(await endpoints.ask_in_turn(asked)))


def _add_articles(application: FastAPI, endpoints: Endpoints) -> None:
    @application.get("/articles", summary="List articles, newest first, a page at a time")
    async def articles(
        request: Request,
        offset: int = 0,
        limit: int = 50,
        since: Annotated[str, Query(description=DAY)] = "",
        until: Annotated[str, Query(description=DAY)] = "",
        publisher: str = "",
        language: str = "",
        title: Annotated[str, Query(description="part of the title")] = "",
    ) -> Response:
        _ensure_known(request, articles)
        query = ArticleQuery(
            offset=offset,
            limit=limit,
            since=since,
            until=until,
            publisher=publisher,
            language=language,
            title=title,
        )
        return _json(_paths(request).record(await asyncio.to_thread(endpoints.articles, query)))

    @application.get("/article", summary="Show one article with its whole text")
    async def article(request: Request, id: str) -> Response:
        return _json(_paths(request).record(await asyncio.to_thread(endpoints.article, id)))


def _add_the_rest(application: FastAPI, endpoints: Endpoints) -> None:
    @application.get("/update", summary="Tell how the update stands")
    async def update_state(request: Request) -> Response:
        return _json(_paths(request).texts(endpoints.update_state()))

    @application.post("/update", summary="Start an update of the library", status_code=202)
    async def start_update(request: Request) -> Response:
        return _json(endpoints.start_update(is_editor=_is_editor(request)), 202)

    @application.delete("/update", summary="Stop the running update", status_code=202)
    async def stop_update(request: Request) -> Response:
        return _json(endpoints.stop_update(is_editor=_is_editor(request)), 202)

    @application.head("/health", include_in_schema=False)
    @application.get("/health", summary="Tell that the server answers")
    async def health() -> Response:
        return _json(await asyncio.to_thread(endpoints.health))

    @application.get("/metrics", summary="Counts, in the text form of Prometheus")
    async def metrics() -> Response:
        text = await asyncio.to_thread(endpoints.metrics)
        return PlainTextResponse(text, headers=PRIVATE, media_type=KIND)


def _ensure_known(request: Request, route: Callable[..., object]) -> None:
    """Raise BadSettings if the address has a parameter that the route does not take."""
    known = sorted(signature(route).parameters.keys() - {"request"})
    if strange := sorted(request.query_params.keys() - set(known)):
        raise BadSettings(
            "cannot answer", f"there is no {strange[0][:50]!r}", f"There are: {', '.join(known)}"
        )


def _is_editor(request: Request) -> bool:
    return request.scope.get(EDITOR) is True


def _paths(request: Request) -> ShownPaths:
    """Return how the paths of an answer are shown to the one who asked."""
    endpoints: Endpoints = request.app.state.endpoints
    return endpoints.shown_paths(is_editor=_is_editor(request))


def _json(record: dict[str, Any], status: int = 200) -> Response:
    return JSONResponse(record, status, headers=PRIVATE)


async def _mendable(request: Request, error: Exception) -> Response:
    status = status_of(error) if isinstance(error, InyongError) else 500
    retry = {"Retry-After": "2"} if status == 503 else {}
    said = {"error": " ".join(_paths(request).text(str(error)).split())}
    return JSONResponse(said, status, headers={**PRIVATE, **retry})


async def _invalid(request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    parts = [
        f"{'.'.join(str(part) for part in fault['loc'][1:]) or 'body'}: {fault['msg']}"
        for fault in faults[:5]
    ]
    return JSONResponse({"error": "; ".join(parts)}, 400, headers=PRIVATE)


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("%s failed", request.url.path, exc_info=error)
    return JSONResponse({"error": "An unexpected error; the server's log has it"}, 500)
