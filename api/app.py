"""The HTTP application: what it is made of, how it starts and ends."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from pathlib import Path

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from api.alerts import Watch
from api.alerts_book import AlertBook
from api.alerts_worker import AlertWorker
from api.compression import Compression
from api.database import open_database, open_search
from api.etag import Freshness, program_version
from api.intake import Intake
from api.mcp.door import Door
from api.metrics import Metrics
from api.middleware import Gate
from api.openapi import describe
from api.preview import Preview
from api.problems import add_handlers
from api.routes import (
    alerts,
    analytics,
    articles,
    changes,
    claims,
    cypher,
    entities,
    explore,
    export,
    extract,
    inbox,
    incidents,
    judgements,
    meta,
    query_api,
    recipes,
    reviews,
    search,
    stats,
)
from api.services import Places, Services, Turnstile
from api.settings import Settings
from api.stream import Hub
from graph.views import View
from schema.model import load_model

WEB = Path(__file__).with_name("web")
_ABOUT = """\
A security-incident knowledge graph of *sourced claims*: who said what about whom, in which sentence of which article.

Every list is paged: hand `next` back as `cursor`. Every error is `application/problem+json`. Unknown parameters are refused.
"""


def create_app(settings: Settings) -> FastAPI:
    """The application for these settings. It opens the database when it starts and lets go of it when it ends."""

    door = Door()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.max_requests
        async with AsyncExitStack() as stack:
            # closed in the reverse order, and in the event loop's thread: nothing answers any more by then
            database = stack.enter_context(open_database(settings))
            guard = stack.enter_context(database.guard(settings))
            intake = Intake(settings, database.store)
            stack.callback(intake.close)
            preview = Preview(settings)
            search_index = stack.enter_context(open_search(settings, database.store))
            search_index.start()
            stack.callback(preview.close)
            app.state.services = Services(
                settings=settings,
                model=load_model(),
                engine=database.engine,
                store=database.store,
                view=View(database.store),
                guard=guard,
                search=search_index,
                intake=intake,
                preview=preview,
                queries=Turnstile(settings.max_queries, settings.query_seconds),
                exports=Places(settings.max_exports, "exports"),
            )
            stack.push_async_callback(door.close)
            app.state.hub = hub = Hub(database.store.read, settings.max_streams)
            await stack.enter_async_context(hub.running())
            book = stack.enter_context(AlertBook(settings.inbox))
            app.state.desk = desk = alerts.Desk(book, Watch(View(database.store), load_model(), guard))
            worker = AlertWorker(book, database.store, desk.watch, settings)
            worker.start()
            stack.callback(worker.close)
            yield

    app = FastAPI(
        title="Marsad",
        summary="A security-incident knowledge graph",
        description=_ABOUT,
        version=version("marsad"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.metrics = metrics = Metrics()
    add_handlers(app)
    for module in (
        meta,
        entities,
        explore,
        claims,
        incidents,
        articles,
        inbox,
        extract,
        judgements,
        changes,
        alerts,
        reviews,
        cypher,
        recipes,
        stats,
        export,
        analytics,
        search,
        query_api,
    ):
        app.include_router(module.router)
    _add_pages(app)
    app.router.routes.append(Route("/mcp", door, methods=["POST"], include_in_schema=False))
    describe(app)
    app.add_middleware(Freshness, program=program_version(settings))
    app.add_middleware(Compression)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "POST", "DELETE"),
            allow_headers=("Authorization", "Content-Type", "If-None-Match", "Last-Event-ID"),
            expose_headers=("ETag", "Link", "Location", "Retry-After", "X-Request-ID"),
        )
    app.add_middleware(
        Gate,
        hosts=(settings.host, *settings.allowed_hosts),
        any_host=False,
        max_requests=settings.max_requests,
        max_body=max(2 * settings.max_article_bytes, 1_000_000),
        metrics=metrics,
        origins=settings.cors_origins,
    )
    return app


def _add_pages(app: FastAPI) -> None:
    """The page, its parts, and the documentation of the API, all from this package."""

    @app.get("/", include_in_schema=False)
    async def page(request: Request) -> Response:
        if query_api.wants_discovery(request):
            return query_api.discovery(request)
        return FileResponse(WEB / "index.html", headers={"Vary": "Accept"})

    @app.get("/docs", include_in_schema=False)
    async def docs() -> FileResponse:
        return FileResponse(WEB / "docs.html")

    @app.get("/favicon.ico", include_in_schema=False)
    async def icon() -> FileResponse:
        return FileResponse(WEB / "icon.svg", media_type="image/svg+xml")

    app.mount("/web", StaticFiles(directory=WEB), name="web")
