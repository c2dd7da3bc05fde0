"""What goes wrong with a model's server, each with the sentence that a person reads.

Raised by client.py and planner.py. A detail holds kinds, numbers and codes for the log; never what a server wrote,
which may repeat a key or what people said.
"""

from __future__ import annotations

import re

import openai

from bot.errors import PlannerError, PlannerTimeout


class ModelBusy(PlannerError):
    """The server asks to wait. Facts: wait (seconds)."""

    sentence = "model_busy"


class ModelSpent(PlannerError):
    """The account has no credit left."""

    sentence = "model_spent"


class ModelKeyRefused(PlannerError):
    """The server does not take the key."""

    sentence = "model_key_refused"


class ModelForbidden(ModelKeyRefused):
    """The server does not allow this with the key; perhaps it is the request that it does not allow."""


class ModelMissing(PlannerError):
    """The server does not have the model, or not at this address."""

    sentence = "model_missing"


class ModelDown(PlannerError):
    """The server cannot be reached, or fails."""

    sentence = "model_down"


class ModelRejects(PlannerError):
    """The server does not understand what it is asked."""

    sentence = "model_rejects"


class ModelOverfull(PlannerError):
    """The request is longer than the model can read."""

    sentence = "model_overfull"


class ModelCutOff(PlannerError):
    """The answer ended in the middle."""

    sentence = "model_cut_off"


class ModelTooLong(PlannerError):
    """The answer became longer than is allowed."""

    sentence = "model_too_long"


class ModelConfused(PlannerError):
    """The model answered twice what cannot be carried out."""

    sentence = "model_confused"


#: A server that asks to wait longer than this is told of instead.
PATIENCE_S = 8.0
_BY_CODE: dict[str, type[PlannerError]] = {
    "insufficient_quota": ModelSpent,
    "insufficient_credits": ModelSpent,
    "billing_hard_limit_reached": ModelSpent,
    "billing_not_active": ModelSpent,
    "context_length_exceeded": ModelOverfull,
    "string_above_max_length": ModelOverfull,
    "tool_use_failed": ModelConfused,
}
_BY_STATUS: dict[int, type[PlannerError]] = {
    401: ModelKeyRefused,
    402: ModelSpent,
    403: ModelForbidden,
    404: ModelMissing,
    413: ModelOverfull,
}
_FILTERED = {"content_filter", "content_policy_violation", "moderation_blocked", "ResponsibleAIPolicyViolation"}
_FLAGGED = re.compile(r"(?i)flagged|moderation|content[ _](?:policy|filter)")


def fault_of(error: Exception, timeout_s: float) -> PlannerError:
    """Return our error for one of the openai library's, or of a connection below it."""
    detail = type(error).__name__
    if is_late(error):
        return PlannerTimeout(detail, limit=int(timeout_s))
    if not isinstance(error, openai.APIStatusError):
        return ModelDown(detail)
    code = code_of(error)
    detail = f"{detail} {error.status_code} {code}".strip()
    if error.status_code == 429 and code not in _BY_CODE:
        return ModelBusy(detail, wait=max(1, round(wait_of(error) or PATIENCE_S)))
    if error.status_code in {408, 504}:
        return PlannerTimeout(detail, limit=int(timeout_s))
    by_status = _BY_STATUS.get(error.status_code, ModelDown if error.status_code >= 500 else ModelRejects)
    return _BY_CODE.get(code, by_status)(detail)


def is_mistake(error: Exception) -> bool:
    """Return whether the server could not read what its model answered."""
    return isinstance(error, openai.APIError) and _BY_CODE.get(code_of(error)) is ModelConfused


def is_filtered(error: Exception) -> bool:
    """Return whether the server's content filter stopped the request.

    Routers to many models say so with the status of a key that may not, and in words.
    """
    if isinstance(error, openai.PermissionDeniedError) and _FLAGGED.search(f"{error.message} {error.body}"):
        return True
    return isinstance(error, openai.APIError) and code_of(error) in _FILTERED


def is_passing(error: Exception) -> bool:
    """Return whether the very same request may succeed in a moment: busy, failing, or no connection."""
    if isinstance(error, openai.APIStatusError):
        busy = error.status_code == 429 and code_of(error) not in _BY_CODE
        failing = error.status_code in {409, 500, 502, 503, 529}
        return (busy and (wait_of(error) or 0) <= PATIENCE_S) or failing or is_mistake(error)
    return not is_late(error)


def is_late(error: Exception) -> bool:
    """Return whether a server that was reached took too long.

    The library's aiohttp transport calls every connection that fails, also one that is refused at once, a time-out of
    connecting; by its name, because the class belongs to a library below.
    """
    late = isinstance(error, openai.APITimeoutError | TimeoutError)
    return late and type(error.__cause__).__name__ != "ConnectTimeout"


def wait_of(error: Exception) -> float | None:
    """Return how many seconds the server asks to wait, if it says so."""
    if not isinstance(error, openai.APIStatusError):
        return None
    headers = error.response.headers
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            wait_s = float(headers.get(name, "")) * unit_s
        except ValueError:
            continue
        if 0 <= wait_s < 1e6:
            return wait_s
    return None


def code_of(error: openai.APIError) -> str:
    """Return the error's code as far as it is one: letters, digits and marks of a name."""
    inner = error.body.get("innererror") if isinstance(error.body, dict) else None
    for code in (inner.get("code") if isinstance(inner, dict) else None, error.code, error.type):
        if isinstance(code, str) and code.replace("_", "").replace("-", "").isalnum():
            return code[:60]
    return ""
