"""Answer the phones of a workshop: come in, see what is asked, vote, be told when the host moves on.

A GET changes nothing. A seat is a secret in a cookie that no script reads; a vote carries a second secret
that only a page made for this seat holds. A stream of events says how often the host moved the room, and
never what anybody answered.
"""

import asyncio
import secrets
import signal
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from ui.agendas import House
from ui.rooms.hub import Ballot, Hub, Now, Press, seat_of
from ui.rooms.names import HOST_COOKIE, ROOM_COOKIE, ROOM_THREADS, room_cookie
from ui.rooms.views import Place, door_page, form_proof, join_page, link_page, phone_page
from ui.rooms.watching import Count
from ui.security import TOKEN, cookie
from ui.workshop.telling import Asked, questions
from ui.writing import LOOK
from workshops import ClosedError, CodeError, FullError, WorkshopError, read_code

T = TypeVar("T")
SCRIPT: Final = LOOK / "rooms" / "phone.js"
NO_STORE: Final = {"Cache-Control": "no-store"}
WEEK: Final = 7 * 24 * 3600  # [s]: longer than any room
PING: Final = 15.0  # [s] between signs of life in a stream
LEAVING: Final = 0.5  # [s] between two looks whether the server is to stop
AT_ONCE: Final = 32
"""How many votes wait for the database at once; together they share one commit."""
MOST_BODY: Final = 4_000  # [bytes]
MOST_CLICK: Final = 2**53
KEPT_WORDS: Final = 200
MOST_CODE: Final = 12
WRONG: Final = "No room has this code now. Look at the screen again: codes change now and then."
ANOTHER: Final = "The code of this room has changed. Look at the screen for the new one."


@dataclass(slots=True)
class Phones:
    """Serve the phones of one process.

    Attributes:
        hub: returns the rooms of this process.
        house: returns what agendas name, for the words of their questions.
    """

    hub: Callable[[], Hub]
    house: Callable[[], House]
    _words: dict[tuple[str, int], tuple[Asked, ...]] = field(default_factory=dict)
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(AT_ONCE, thread_name_prefix=ROOM_THREADS)
    )
    _streams: set[asyncio.Event] = field(default_factory=set)
    _ender: "asyncio.Task[None] | None" = None

    def routes(self) -> list[BaseRoute]:
        """List the routes of phones, and the one that a host comes back by."""
        return [
            Route("/join", self.door),
            Route("/j/{code}", self.page),
            Route("/j/{code}", self.join, methods=["POST"]),
            Route("/j/{code}/vote", self.vote, methods=["POST"]),
            Route("/j/{code}/step", self.step, methods=["POST"]),
            Route("/j/{code}/link", self.link),
            Route("/j/{code}/as/{token:path}", self.resume),
            Route("/live/{code}/events", self.events),
            Route("/h/{token:path}", self.lead),
            Route("/look/rooms/phone.js", script),
        ]

    async def _aside(self, work: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(work, *given))

    # ------------------------------------------------------------ come in

    async def door(self, request: Request) -> Response:
        """Ask for a code, and lead on to the room of a typed one."""
        typed = request.query_params.get("code", "")
        if not typed:
            return _html(door_page())
        try:
            return _to(f"/j/{read_code(typed)}")
        except CodeError as error:
            return _html(door_page(str(error), typed[:MOST_CODE]), 404)

    async def page(self, request: Request) -> Response:
        """Show a room to its participants, and how to come in to everybody else."""
        return await self._aside(self._page, request.path_params["code"], request.cookies, _number(request))

    def _page(self, typed: str, cookies: Mapping[str, str], wanted: str) -> Response:
        hub = self.hub()
        try:
            name = self._room(hub, typed, cookies)
            if name is None:
                return _html(door_page(WRONG, typed[:MOST_CODE]), 404)
            return self._shown(name, typed, _token(cookies, name), wanted)
        except CodeError as error:
            return _html(door_page(str(error), typed[:MOST_CODE]), 404)
        except ClosedError as error:
            return _html(door_page(str(error)), 410)

    def _shown(self, name: str, typed: str, token: str | None, wanted: str) -> Response:
        found = self.hub().room(name)
        if token is not None:
            here = found.code == typed
            return self._seated(name, found, token, wanted) if here else _to(f"/j/{found.code}")
        if found.code != read_code(typed):
            return _html(door_page(ANOTHER), 404)
        return _html(_join_page(found))

    def _seated(self, name: str, found: Now, token: str, wanted: str, note: str = "") -> Response:
        seat = seat_of(token)
        if seat not in found.room.seats:
            return _html(_join_page(found))
        number = _number_at(wanted, found.room.place)
        place = Place(found, seat, token, self._asked(name, found), number, note)
        return _html(phone_page(place), 409 if note else 200)

    def _room(self, hub: Hub, typed: str, cookies: Mapping[str, str]) -> str | None:
        """Return the room of a code, or the one in which a phone has a seat since before its code changed."""
        code = read_code(typed)
        found = hub.peek(code)
        if found is not None:
            return found
        seats = [value for name, value in cookies.items() if name.startswith(ROOM_COOKIE)]
        seated = (hub.seated(token) for token in seats if TOKEN.fullmatch(token))
        return next((name for name in seated if name is not None), None) or hub.find(code)

    def _asked(self, name: str, found: Now) -> tuple[Asked, ...]:
        key = (name, found.room.place)
        if key not in self._words:
            if len(self._words) >= KEPT_WORDS:
                self._words.clear()
            self._words[key] = questions(found.room.agenda, found.room.place, self.house())
        return self._words[key]

    async def join(self, request: Request) -> Response:
        """Give a phone its seat; a form that is sent twice gives the same one."""
        form = await _form(request)
        return await self._aside(self._join, request.path_params["code"], request.cookies, form)

    def _join(self, code: str, cookies: Mapping[str, str], form: Mapping[str, str]) -> Response:
        hub = self.hub()
        name = self._known(hub, code, cookies)
        seat = form.get("seat", "")
        if name is None or TOKEN.fullmatch(seat) is None:
            return _to("/join" if name is None else f"/j/{code}")
        token = _token(cookies, name) or seat
        try:
            found = hub.join(name, token)
        except (ClosedError, FullError) as error:
            return _html(door_page(str(error)), 409)
        answer = _to(f"/j/{found.code}")
        answer.headers.append("set-cookie", cookie(room_cookie(name), token, WEEK))
        return answer

    async def link(self, request: Request) -> Response:
        """Show a phone the link that takes its seat along to another device."""
        address = f"{request.url.scheme}://{request.headers.get('host', '')}"
        return await self._aside(self._link, request.path_params["code"], request.cookies, address)

    def _link(self, code: str, cookies: Mapping[str, str], address: str) -> Response:
        hub = self.hub()
        name = self._known(hub, code, cookies)
        token = None if name is None else _token(cookies, name)
        if name is None or token is None:
            return _to("/join" if name is None else f"/j/{code}")
        return _html(link_page(hub.room(name).code, address, token))

    async def resume(self, request: Request) -> Response:
        """Take a seat out of the address and into a cookie, and lead on to its room."""
        token = request.path_params["token"]
        return await self._aside(self._resume, token)

    def _resume(self, token: str) -> Response:
        hub = self.hub()
        name = hub.seated(token) if TOKEN.fullmatch(token) else None
        if name is None:
            return _html(
                door_page("This link leads to no seat. Its room may be over, or the link is cut."), 404
            )
        answer = _to(f"/j/{hub.room(name).code}")
        answer.headers.append("set-cookie", cookie(room_cookie(name), token, WEEK))
        answer.headers["referrer-policy"] = "no-referrer"
        return answer

    # ------------------------------------------------------------ vote

    async def vote(self, request: Request) -> Response:
        """Store a vote and lead back to the page, which shows what is stored."""
        form = await _form(request)
        given = (request.path_params["code"], request.cookies, form, _number(request))
        return await self._aside(self._vote, *given)

    async def step(self, request: Request) -> Response:
        """Note that a step of the runbook is done, and lead back to the page."""
        form = await _form(request)
        return await self._aside(self._vote, request.path_params["code"], request.cookies, form, "")

    def _vote(self, code: str, cookies: Mapping[str, str], form: Mapping[str, str], wanted: str) -> Response:
        hub = self.hub()
        name = self._known(hub, code, cookies)
        token = None if name is None else _token(cookies, name)
        if name is None or token is None:
            return _to("/join" if name is None else f"/j/{code}")
        ballot = _press(form) or _ballot(form)
        if ballot is None or not secrets.compare_digest(form.get("proof", ""), form_proof(token)):
            return PlainTextResponse("This form is not whole. Load the page again.\n", 400, NO_STORE)
        try:
            if isinstance(ballot, Press):
                found = hub.press(name, token, ballot)
            else:
                found = hub.vote(name, token, ballot)
        except WorkshopError as error:
            try:
                return self._seated(name, hub.room(name), token, wanted, str(error))
            except ClosedError as gone:
                return _html(door_page(str(gone)), 410)
        return _to(f"/j/{found.code}?q={wanted}" if wanted else f"/j/{found.code}")

    def _known(self, hub: Hub, typed: str, cookies: Mapping[str, str]) -> str | None:
        """Return the room of a form's code; a wrong code counts as a try, wherever it is sent to."""
        try:
            return self._room(hub, typed, cookies)
        except CodeError:
            return None

    # ------------------------------------------------------------ be told

    async def events(self, request: Request) -> Response:
        """Say how often the host moved a room, now and at every move."""
        code, cookies = request.path_params["code"], request.cookies
        try:
            name = await self._aside(lambda: self._room(self.hub(), code, cookies))
        except CodeError:
            name = None
        if name is None:
            return PlainTextResponse("no such room\n", 404, NO_STORE)
        moved = (await self._aside(self.hub().room, name)).moved
        headers = NO_STORE | {"X-Accel-Buffering": "no"}
        return StreamingResponse(self._stream(name, moved), media_type="text/event-stream", headers=headers)

    async def _stream(self, name: str, moved: int) -> AsyncGenerator[str, None]:
        loop, told, latest = asyncio.get_running_loop(), asyncio.Event(), [moved]

        def listen(count: Count) -> None:
            if count.moved > latest[0]:
                latest[0] = count.moved
                loop.call_soon_threadsafe(told.set)

        watch = self.hub().watch
        leave = watch.listen(name, listen)
        latest[0] = max(latest[0], watch.count(name).moved)  # what came before anybody listened
        self._streams.add(told)
        if self._ender is None or self._ender.done():
            self._ender = loop.create_task(self._end())
        try:
            said = -1
            while not _stopping():
                told.clear()  # before looking, so that no move between the two is missed
                if latest[0] != said:
                    said = latest[0]
                    yield f"retry: 1000\nevent: moved\ndata: {said}\n\n"
                try:
                    await asyncio.wait_for(told.wait(), PING)
                except TimeoutError:
                    yield ": here\n\n"
        finally:
            self._streams.discard(told)
            leave()

    async def _end(self) -> None:
        """Wake every stream when the server is to stop: it would wait for them without end."""
        while self._streams and not _stopping():  # noqa: ASYNC110 - uvicorn has no event to wait for
            await asyncio.sleep(LEAVING)
        for told in self._streams:
            told.set()

    # ------------------------------------------------------------ lead

    async def lead(self, request: Request) -> Response:
        """Take a host's key out of the address and into a cookie, and lead on to the host's page."""
        token = request.path_params["token"]
        found = await self._aside(self.hub().as_host, token) if TOKEN.fullmatch(token) else ()
        if not found:
            return _html(
                door_page("This link leads to no workshop. It may be over, or the link is cut."), 404
            )
        answer = _to(f"/workshop?room={found[-1].room}&view=host")
        answer.headers.append("set-cookie", cookie(HOST_COOKIE, token, WEEK))
        answer.headers["referrer-policy"] = "no-referrer"
        return answer


async def script(_: Request) -> Response:
    """Send the script of the phones' page."""
    return FileResponse(SCRIPT, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _stopping() -> bool:
    """Say whether the server was asked to stop: uvicorn answers the signal, and tells nobody else."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return bool(getattr(server, "should_exit", False))


def _join_page(found: Now) -> str:
    return join_page(found.code, secrets.token_urlsafe(32), found.room.least)


def _html(page: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page, status_code=status, headers=NO_STORE)


def _to(path: str) -> Response:
    return Response(status_code=303, headers={"Location": path} | NO_STORE)


def _token(cookies: Mapping[str, str], name: str) -> str | None:
    found = cookies.get(room_cookie(name), "")
    return found if TOKEN.fullmatch(found) else None


def _number(request: Request) -> str:
    place, dot, number = request.query_params.get("q", "").partition(".")
    whole = place.isascii() and place.isdigit() and number.isascii() and number.isdigit()
    return f"{place}.{number}" if dot and whole and len(place) + len(number) <= MOST_CODE else ""


def _number_at(wanted: str, place: int) -> int:
    at, _, number = wanted.partition(".")
    return int(number) if wanted and int(at) == place else 0


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a small form; nothing of a large one."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _press(form: Mapping[str, str]) -> Press | None:
    """Return a press of a runbook's step; None where the form is another."""
    try:
        return Press(int(form["place"]), form["run"], int(form["option"]))
    except (KeyError, ValueError):
        return None


def _ballot(form: Mapping[str, str]) -> Ballot | None:
    try:
        place, click = int(form["place"]), int(form["click"])
        ballot = Ballot(place, form["question"], form["option"], click)
    except (KeyError, ValueError):
        return None
    return ballot if place >= 0 and 0 < click < MOST_CLICK else None
