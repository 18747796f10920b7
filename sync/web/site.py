"""The addresses and their pages. Every act is a POST that ends in a redirect; everything else changes nothing."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect

from planner.values import Source
from sync.applications import Application
from sync.errors import AftertouchError, lines
from sync.settings import Settings, own_templates, sender
from sync.ticks import Said
from sync.web import acts
from sync.web.acts import Told
from sync.web.gate import HEADERS, Gate, Refused
from sync.web.look import View, look_around, state_of_files
from sync.web.shown import asset, day_name, render
from sync.web.timeline import timeline
from sync.web.what_if import suppose
from sync.words.drafter import Drafter
from sync.words.files import as_file

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_AHEAD = timedelta(days=14)
_LARGEST = 64 * 1024
"""Bytes of a form."""
_ASSETS = {"style.css": "text/css", "icon.svg": "image/svg+xml"}
_SAID: Mapping[str, Said] = {"done": "done", "missed": "missed", "nothing": ""}
_NOWHERE = ("There is nothing here", ("The address leads nowhere.",))
_WRONG = {413: ("Too long", ("That was more text than fits into the field.",))}
_LOG = logging.getLogger(__name__)

_MAP = Map(
    [
        Rule("/", endpoint="overview", methods=["GET"]),
        Rule("/applications/<name>", endpoint="application", methods=["GET"]),
        Rule("/drafts/<account>/<key>", endpoint="draft", methods=["GET"]),
        Rule("/restore", endpoint="restore", methods=["POST"]),
        Rule("/mark", endpoint="mark", methods=["POST"]),
        Rule("/answer", endpoint="answer", methods=["POST"]),
    ]
)


@dataclass(kw_only=True)
class Site:
    """The page as a WSGI application. `settings` reads the configuration and raises ConfigError; `clock` tells the
    present moment, aware."""

    gate: Gate
    settings: Callable[[], Settings]
    clock: Callable[[], datetime]
    _told: list[Told] = field(default_factory=list)
    _seen: tuple[tuple[object, ...], View] | None = None
    _one_act: Lock = field(default_factory=Lock)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = _LARGEST
        response = self._answer(request)
        response.headers.extend(HEADERS)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            return self._let_in(request)
        except Refused as error:
            return _message("You are not in yet", [str(error)], 403)
        except HTTPException as error:
            return _message(*_WRONG.get(error.code or 0, _NOWHERE), error.code or 404)
        except AftertouchError as error:
            return _message("Something is in the way", lines(error), 503)
        except Exception:  # noqa: BLE001  the page goes on; the terminal has the trace
            _LOG.exception("a bug in the page")
            return _message("That was our fault", ["This is a bug. The terminal shows where it happened."], 500)

    def _let_in(self, request: Request) -> Response:
        self.gate.check_name(request)
        name = request.path.lstrip("/")
        if name in _ASSETS:
            return Response(asset(name), mimetype=_ASSETS[name])
        if self.gate.enters(request):
            response = redirect("/", code=303)
            self.gate.let_in(response)
            return response
        self.gate.check_visitor(request)
        return self._page(request)

    def _page(self, request: Request) -> Response:
        endpoint, arguments = _MAP.bind_to_environ(request.environ).match()
        if request.method == "POST":
            self.gate.check_form(request)
        pages: Mapping[str, Callable[..., Response]] = {
            "overview": self._overview,
            "application": self._application,
            "draft": self._draft,
            "restore": self._restore,
            "mark": self._mark,
            "answer": self._take_answer,
        }
        return pages[endpoint](request, **arguments)

    def _overview(self, _request: Request) -> Response:
        view, found = self._look()
        return self._html("overview.html", view, **_overview(view, found))

    def _application(self, request: Request, name: str) -> Response:
        view, found = self._look()
        one = next((one for one in found if one.id == name), None)
        if one is None:
            raise NotFound
        decision, stage = request.args.get("decision", ""), request.args.get("stage", "")
        asked = "decision" in request.args and bool(one.main)
        return self._html(
            "application.html",
            view,
            one=one,
            line=timeline(one, now=view.now, home=view.home),
            supposed=suppose(view, one, decision=decision, stage=stage) if asked else None,
            decision=decision,
            stage=stage,
        )

    def _draft(self, _request: Request, account: str, key: str) -> Response:
        """A draft as the file that `aftertouch drafts` writes: to be saved, since a letter has styles of its own."""
        view, _ = self._look()
        entries = (entry for one in view.accounts if one.name == account for entry in one.entries)
        entry = next((entry for entry in entries if entry.key == key), None)
        if entry is None or entry.draft is None or entry.plan is None:
            raise NotFound
        interview, at = entry.plan.loop or entry.plan.interview, entry.at.astimezone(ZoneInfo(view.home))
        writer = Drafter.of(sender(view.settings), own_templates(view.settings))
        file = as_file(entry.draft, interview, writer, at=at, key=entry.key)
        saved = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return Response(file.content, headers=saved, mimetype="application/octet-stream")

    def _restore(self, request: Request) -> Response:
        form = request.form
        return self._act(
            request, lambda s: acts.restore(s, form.get("account", ""), form.get("follow-up", ""), now=self.clock())
        )

    def _mark(self, request: Request) -> Response:
        form = request.form
        said = _SAID.get(form.get("said", ""))
        if said is None:
            raise NotFound
        return self._act(
            request, lambda s: acts.mark(s, form.get("account", ""), form.get("follow-up", ""), said, now=self.clock())
        )

    def _take_answer(self, request: Request) -> Response:
        form = request.form
        source = Source(uid=form.get("interview", ""), recurrence_id=form.get("occurrence", ""))
        return self._act(
            request,
            lambda s: acts.answer(
                s, form.get("account", ""), source, form.get("fact", ""), form.get("answer", ""), now=self.clock()
            ),
        )

    def _act(self, request: Request, act: Callable[[Settings], Told]) -> Response:
        """One act at a time; what came of it stands on the next page."""
        with self._one_act:
            try:
                told = act(self.settings())
            except AftertouchError as error:
                told = Told(well=False, sentences=lines(error))
        self._told[:] = [told]
        self.get_ready()
        page = request.form.get("page", "")
        return redirect(f"/applications/{page}" if page.isalnum() else "/", code=303)

    def get_ready(self) -> None:
        """Where anything changed, look around and write what there is to write, so that the next page need not wait."""
        before = self._seen
        with suppress(Exception):  # whatever it is, the page tells it
            view, found = self._look()
            if self._seen is not before:
                self._text("overview.html", view, told=None, **_overview(view, found))

    def _look(self) -> tuple[View, tuple[Application, ...]]:
        """What there is to see now. While the ledgers are the same, planning anew would give the same until time alone
        changes something."""
        settings, now = self.settings(), self.clock()
        state = (settings, state_of_files(settings))
        if self._seen is None or self._seen[0] != state or not self._seen[1].now <= now < self._seen[1].until:
            self._seen = state, look_around(settings, now=now)
        view = replace(self._seen[1], now=now)
        return view, view.applications

    def _html(self, template: str, view: View, **values: Any) -> Response:
        told = self._told.pop() if self._told else None
        return Response(self._text(template, view, told=told, **values), mimetype="text/html")

    def _text(self, template: str, view: View, **values: Any) -> str:
        return render(template, view.home, view=view, now=view.now, form=self.gate.form, **values)


def _overview(view: View, found: tuple[Application, ...]) -> Mapping[str, Any]:
    now, home = view.now, view.home
    coming = sorted(
        ((entry, one) for one in found for entry in one.coming(now) if entry.at < now + _AHEAD),
        key=lambda pair: (pair[0].at, pair[0].key),
    )
    days = [
        (day_name(of, now, home), list(pairs))
        for of, pairs in groupby(coming, key=lambda pair: pair[0].at.astimezone(ZoneInfo(home)).date())
    ]
    missed = [(entry, one) for one in found for entry in one.entries if entry.can_be_made_up_for(now)]
    live = [(one, timeline(one, now=now, home=home)) for one in found if one.is_live(now)]
    over = [one for one in found if not one.is_live(now)]
    return {"days": days, "missed": missed, "live": live, "over": over}


def _message(title: str, sentences: Iterable[str], code: int) -> Response:
    text = render("message.html", "UTC", title=title, sentences=list(sentences), told=None)
    return Response(text, code, mimetype="text/html")
