"""Whether Slack would take what the bot sends, judged by others than the double itself.

Two independent judges, and what both miss. `types`: a JSON schema made from Slack's own TypeScript types, in the folder
that PICTUREBOOK_SPECS names (skipped without it). `limits`: the models of Slack's own Python library. `missed`: doubled
ids, numbers of blocks, sizes of the whole, and shapes (slack_shapes.py). The double's Web API refuses by all but the
first; tests run `problems` on its log.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from doubles.slack_shapes import shape_problems
from doubles.slack_types import block_type_problems, has_types, type_problems
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

if TYPE_CHECKING:
    from doubles.slack.world import Call

__all__ = [
    "block_type_problems",
    "call_problems",
    "has_types",
    "limit_problems",
    "message_problems",
    "missed_problems",
    "problems",
    "type_problems",
    "view_problems",
]

Json = dict[str, Any]
BLOCKS = 50
VIEW_BLOCKS = 100
BLOCKS_CHARS = 13_200


# the limits: those of slack_sdk's models


def limit_problems(blocks: list[Json], at: str = "blocks") -> list[str]:
    """Return what slack_sdk's models say against blocks."""
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number, block in enumerate(blocks):
            found += [f"{at}/{number}: {text}" for text in _block_limits(block)]
    return found


def _block_limits(block: object) -> Iterator[str]:
    if not isinstance(block, dict):
        yield "not an object"
        return
    try:
        parsed = Block.parse(block)
    except Exception as error:  # noqa: BLE001  # a library's models, fed with whatever a bot sends
        yield repr(error) if isinstance(error, KeyError) else str(error)
        return
    if parsed is None:
        yield f"unknown type {block.get('type')!r}"
        return
    parts = [parsed, *(getattr(parsed, "elements", None) or []), *(getattr(parsed, "fields", None) or [])]
    parts += [getattr(parsed, name, None) for name in ("accessory", "text", "element", "label", "hint", "title")]
    for part in parts:
        try:
            getattr(part, "validate_json", lambda: None)()
        except Exception as error:  # noqa: BLE001  # as above
            yield str(error)
    for name in ("elements", "child_blocks"):
        for child in block.get(name) or []:
            if isinstance(child, dict) and block.get("type") in ("carousel", "container"):
                yield from _block_limits(child)


# what both miss


def missed_problems(blocks: list[Any], most: int = BLOCKS) -> list[str]:
    """Return doubled ids, and more blocks than there may be."""
    found = [f"more than {most} blocks"] if len(blocks) > most else []
    for number, block in enumerate(blocks):
        found += [f"blocks/{number}: action_id {one!r} is used twice" for one in _doubled(_action_ids(block))]
    ids = [str(one["block_id"]) for one in blocks if isinstance(one, dict) and one.get("block_id")]
    found += [f"block_id {one!r} is used twice" for one in _doubled(ids)]
    for number, block in enumerate(blocks):
        if isinstance(block, dict):
            found += [f"blocks/{number}: {text}" for text in _empty_texts(block)]
    return found


def _doubled(names: Iterable[str]) -> list[str]:
    counted = Counter(names)
    return [name for name, count in counted.items() if count > 1]


def _action_ids(part: object) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _action_ids(one)
    elif isinstance(part, dict):
        if isinstance(part.get("action_id"), str):
            yield part["action_id"]
        for value in part.values():
            yield from _action_ids(value)


def _empty_texts(part: object) -> Iterator[str]:
    """Yield texts that Slack refuses for being empty."""
    if isinstance(part, list):
        for one in part:
            yield from _empty_texts(one)
    elif isinstance(part, dict):
        if part.get("type") in ("mrkdwn", "plain_text") and not part.get("text"):
            yield "must be more than 0 characters"
        for value in part.values():
            yield from _empty_texts(value)


def block_chars(blocks: Iterable[Json]) -> int:
    """Return how much text blocks hold, all together."""

    def count(part: object) -> int:
        if isinstance(part, list):
            return sum(count(one) for one in part)
        if isinstance(part, dict):
            own = sum(len(part[key]) for key in ("text", "alt_text") if isinstance(part.get(key), str))
            return own + sum(count(value) for value in part.values() if isinstance(value, dict | list))
        return 0

    return count(list(blocks))


def is_deep(part: object, most: int = 40) -> bool:
    """True when something is nested more deeply than anything that Slack takes."""
    layer = [part]
    for _ in range(most):
        layer = [
            one
            for each in layer
            if isinstance(each, dict | list)
            for one in (each.values() if isinstance(each, dict) else each)
        ]
        if not layer:
            return False
    return True


# everything about one message, one view, one log


def message_problems(text: str, blocks: list[Json]) -> list[str]:
    """Return why Slack would refuse a message, without the types."""
    del text
    if is_deep(blocks):
        return ["nested too deeply"]
    if block_chars(blocks) > BLOCKS_CHARS:
        return [f"msg_blocks_too_long: {block_chars(blocks)} characters"]
    return shape_problems(blocks) or limit_problems(blocks) + missed_problems(blocks)


def view_problems(view: Json) -> list[str]:
    """Return why Slack would refuse a view, without the types."""
    blocks = view.get("blocks")
    if is_deep(view):
        return ["nested too deeply"]
    if not isinstance(blocks, list):
        return ["missing required field: blocks"]
    found = [f"view/{one}" for one in shape_problems(blocks)]
    found = found or limit_problems(blocks, "view/blocks") + missed_problems(blocks, VIEW_BLOCKS)
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [*found, f"type {kind!r}"]
    if kind == "modal" and not isinstance(view.get("title"), dict):
        found.append("missing required field: title")
    for name in ("title", "submit", "close"):
        part = view.get(name)
        is_text = isinstance(part, dict) and part.get("type") == "plain_text" and isinstance(part.get("text"), str)
        if part is not None and not is_text:
            found.append(f"{name} is plain text")
        elif part is not None and not 1 <= len(part["text"]) <= 24:
            found.append(f"{name} has 1 to 24 characters")
    if (
        kind == "modal"
        and any(isinstance(one, dict) and one.get("type") == "input" for one in blocks)
        and not view.get("submit")
    ):
        found.append("a modal with inputs needs submit")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            View(**view).validate_json()
        except Exception as error:  # noqa: BLE001  # as above
            found.append(str(error))
    return found


def call_problems(call: Call) -> list[str]:
    """Return everything that is wrong with one request of the bot."""
    if is_deep(call.args):
        return [f"{call.method}: nested too deeply"]
    found = type_problems(call.method, call.args)
    blocks = call.args.get("blocks")
    if isinstance(blocks, list):
        found += [f"{call.method}: {one}" for one in message_problems(call.args.get("text") or "", blocks)]
        # Slack asks for no doubles in a block; two blocks with one id cannot be told apart by `@app.action`.
        found += [f"{call.method}: action_id {one!r} is used twice" for one in _doubled(_action_ids(blocks))]
    if isinstance(call.args.get("view"), dict):
        found += [f"{call.method}: {one}" for one in view_problems(call.args["view"])]
    speaks = call.method in ("chat.postMessage", "chat.update", "chat.postEphemeral", "response_url")
    if speaks and blocks and not str(call.args.get("text") or "").strip():
        found.append(f"{call.method}: blocks without a text for notifications and screen readers")
    chunks = call.args.get("chunks")
    for chunk in chunks if isinstance(chunks, list) else []:
        if isinstance(chunk, dict) and isinstance(chunk.get("blocks"), list):
            found += [f"{call.method}: {one}" for one in message_problems("", chunk["blocks"])]
    return found


#: Errors that tell of a mistake of the bot's, whatever it was answering to.
_MISTAKES_WORDS = """
    invalid_arguments invalid_blocks_format invalid_form_data invalid_json json_not_object unknown_method
    missing_scope not_allowed_token_type msg_too_long msg_blocks_too_long invalid_chunks
    invalid_metadata_format metadata_too_large no_text markdown_text_conflict missing_recipient_team_id
    missing_recipient_user_id invalid_trigger_id exchanged_trigger_id used_url
"""
MISTAKES = frozenset(_MISTAKES_WORDS.split())


def problems(log: Iterable[Call]) -> list[str]:
    """Return what is wrong with all that the bot sent: by both judges, by what both miss, and by Slack's answers."""
    found = []
    for call in log:
        found += call_problems(call)
        error = call.answer.get("error")
        if call.fault is None and error in MISTAKES:
            messages = call.answer.get("response_metadata", {}).get("messages", "")
            found.append(f"{call.method}: answered {error} {call.answer.get('needed', '')}{messages}")
    return found
