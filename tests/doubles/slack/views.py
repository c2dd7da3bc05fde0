"""Methods of forms and home tabs."""

from __future__ import annotations

import json

from doubles.slack.api import Refusal, Request, method
from doubles.slack.facts import VIEW_BYTES, VIEWS_ON_STACK
from doubles.slack.wire import view_wire
from doubles.slack.world import Json, Trigger, View
from doubles.slack_validate import view_problems


@method("views.open")
async def open_(request: Request) -> Json:
    """Open a form for the person whose trigger this is."""
    body = _body(request, "modal")
    trigger = _trigger(request)
    view = _new(request, body, trigger.user)
    request.workspace.screens[trigger.user] = [view]
    return {"view": view_wire(request.double, request.workspace, view)}


@method("views.push")
async def push(request: Request) -> Json:
    """Put another form on top of the one in which the person acted."""
    body = _body(request, "modal")
    trigger = _trigger(request)
    stack = request.workspace.screens.get(trigger.user, [])
    if trigger.view is None or not stack:
        raise Refusal("not_found")
    if len(stack) >= VIEWS_ON_STACK:
        raise Refusal("push_limit_reached")
    view = _new(request, body, trigger.user)
    view.root, view.previous = stack[0].id, stack[-1].id
    stack.append(view)
    return {"view": view_wire(request.double, request.workspace, view)}


@method("views.update")
async def update(request: Request) -> Json:
    """Change an open form."""
    body = _body(request, None)
    wanted, external = request.text("view_id"), request.text("external_id")
    if not wanted and not external:
        raise Refusal("invalid_arguments", "view_id or external_id")
    view = request.double.views.get(wanted or "")
    if view is None:
        view = next(
            (one for one in request.double.views.values() if external and one.body.get("external_id") == external), None
        )
    if view is None or view.team != request.workspace.id or view.closed:
        raise Refusal("not_found")
    if request.text("hash") not in (None, view.hash):
        raise Refusal("hash_conflict")
    if body["type"] != view.body["type"]:
        raise Refusal("invalid_arguments", "type of the view cannot change [json-pointer:/view/type]")
    view.body, view.hash = _with_ids(request, body), request.double.new_hash()
    return {"view": view_wire(request.double, request.workspace, view)}


@method("views.publish")
async def publish(request: Request) -> Json:
    """Show a person's home tab."""
    (user,) = request.need("user_id")
    body = _body(request, "home")
    if user not in request.workspace.users:
        raise Refusal("user_not_found")
    before = request.workspace.homes.get(user)
    if before is not None and request.text("hash") not in (None, before.hash):
        raise Refusal("hash_conflict")
    view = _new(request, body, user)
    if before is not None:
        view.id = view.root = before.id
        request.double.views[view.id] = view
    request.workspace.homes[user] = view
    return {"view": view_wire(request.double, request.workspace, view)}


def _body(request: Request, kind: str | None) -> Json:
    """Return the view as sent, once nothing is wrong with it."""
    body = request.part("view", dict)
    if body is None:
        raise Refusal("invalid_arguments", "missing required field: view")
    if len(json.dumps(body)) > VIEW_BYTES:
        raise Refusal("view_too_large")
    found = view_problems(body)
    if kind is not None and body.get("type") != kind:
        found.append("must match the allowed type [json-pointer:/view/type]")
    found = found or request.double.file_problems(request.workspace, body.get("blocks") or [], "/view/blocks")
    if found:
        raise Refusal("invalid_arguments", *found)
    return dict(body)


def _trigger(request: Request) -> Trigger:
    (wanted,) = request.need("trigger_id")
    trigger = request.double.triggers.get(wanted)
    if trigger is None or trigger.team != request.workspace.id:
        raise Refusal("invalid_trigger_id")
    if request.double.clock.now() - trigger.made_s > request.double.trigger_s:
        raise Refusal("expired_trigger_id")
    if trigger.used:
        raise Refusal("exchanged_trigger_id")
    trigger.used = True
    return trigger


def _new(request: Request, body: Json, user: str) -> View:
    external = body.get("external_id")
    if external and any(
        one.body.get("external_id") == external and one.team == request.workspace.id and not one.closed
        for one in request.double.views.values()
    ):
        raise Refusal("duplicate_external_id")
    name = request.double.new_id("V")
    view = View(name, request.workspace.id, user, _with_ids(request, body), request.double.new_hash(), name)
    request.double.views[name] = view
    return view


def _with_ids(request: Request, body: Json) -> Json:
    return body | {"blocks": request.double.with_ids(body.get("blocks") or [])}
