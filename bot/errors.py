"""The error tree, and `explain`: the sentence a person reads when something went wrong.

Raised by every part of the bot; caught at loop edges and by the turn. Knows no platform and no store.
A sentence says what happened, what was kept, and what to do next; it never carries a secret or a trace.
"""

from __future__ import annotations

from bot.phrases import phrase


class PicturebookError(Exception):
    """The root of every error that picturebook raises on purpose."""

    #: key of the sentence in bot/phrases/*.toml
    sentence = "internal"
    #: whether the same request may well succeed when it is tried again
    retry_helps = True

    def __init__(self, detail: str = "", **facts: str | int) -> None:
        super().__init__(detail or self.sentence)
        self.detail = detail
        self.facts = facts


class BadInput(PicturebookError):
    """What a person sent cannot be used; nothing of theirs was changed."""

    sentence = "bad_input"
    retry_helps = False


class EmptyMessage(BadInput):
    sentence = "empty_message"


class MessageTooLong(BadInput):
    """Facts: limit (characters)."""

    sentence = "message_too_long"


class BadImage(BadInput):
    """An attachment that is not a picture we can open."""

    sentence = "bad_image"


class ImageTooLarge(BadInput):
    """Facts: limit (megabytes)."""

    sentence = "image_too_large"


class ImageTooManyPixels(ImageTooLarge):
    """Facts: limit (megapixels)."""

    sentence = "image_too_many_pixels"


class UnknownButton(BadInput):
    """A button id that we never made, or one that does not fit this place."""

    sentence = "unknown_button"


class PictureGone(BadInput):
    """A picture that was forgotten, or that belongs to another room."""

    sentence = "picture_gone"


class CharacterGone(BadInput):
    """A character that was removed, or that belongs to another room."""

    sentence = "character_gone"


class NameTaken(BadInput):
    """Facts: name. Somebody else in the room is called so."""

    sentence = "name_taken"


class BadCharacter(BadInput):
    """A name, description or alias that cannot be kept. Facts: name_limit, text_limit (characters), alias_limit."""

    sentence = "bad_character"


class BadRoomSetting(BadInput):
    """A room's setting that there is not, or a value that it does not take (then `sentence` names the key)."""

    sentence = "room_setting_unknown"

    def __init__(self, detail: str = "", *, sentence: str | None = None, **facts: str | int) -> None:
        super().__init__(detail, **facts)
        if sentence is not None:
            self.sentence = sentence


class InboxFull(BadInput):
    """Too many messages wait in one conversation."""

    sentence = "inbox_full"


class RoomBusy(BadInput):
    """A turn of the room does not end, so nothing can be forgotten."""

    sentence = "room_busy"


class NothingHere(BadInput):
    """An address of the web page that leads nowhere."""

    sentence = "nothing_here"


class TokenNeeded(BadInput):
    """The web page is locked, and the visitor showed no token or a wrong one."""

    sentence = "token_needed"


class ForeignPage(BadInput):
    """A request that another web page made the browser send."""

    sentence = "foreign_page"


class PlannerError(PicturebookError):
    """The planner raised; the person's message is kept and can be retried."""

    sentence = "planner_failed"


class PlannerTimeout(PlannerError):
    """Facts: limit (seconds)."""

    sentence = "planner_timeout"


class PlanInvalid(PlannerError):
    """The planner answered something that is not a plan."""

    sentence = "plan_invalid"


class PainterError(PicturebookError):
    """The painter raised."""

    sentence = "painter_failed"


class PainterTimeout(PainterError):
    """Facts: limit (seconds)."""

    sentence = "painter_timeout"


class PainterDown(PainterError):
    """The painter is out of reach or overloaded; it painted nothing, so nothing is to be paid. Facts: painter.

    `wait_s`: after so many seconds, it says, another order may be taken.
    """

    sentence = "painter_down"

    def __init__(self, detail: str = "", *, wait_s: float | None = None, **facts: str | int) -> None:
        super().__init__(detail, **facts)
        self.wait_s = wait_s


class PainterBusy(PainterDown):
    """The painter takes no more orders for now. Facts: painter."""

    sentence = "painter_busy"


class PainterClosed(PainterDown):
    """The painter will take no order before an operator has changed something. Facts: painter."""

    sentence = "painter_closed"


class PainterLocked(PainterClosed):
    """The painter does not accept the key. Facts: painter."""

    sentence = "painter_locked"


class PainterUnpaid(PainterClosed):
    """The painter's account has no money left. Facts: painter."""

    sentence = "painter_unpaid"


class PainterModelUnknown(PainterClosed):
    """The painter has no such model, or no such address. Facts: painter."""

    sentence = "painter_model_unknown"


class PainterRefused(PainterError):
    """The painter's own rules forbid the picture. Facts: painter."""

    sentence = "painter_refused"
    retry_helps = False


class OrderRefused(PainterError):
    """The painter does not take the order as it was put. Facts: painter.

    `param`: what of the order it does not take, if it says so.
    """

    sentence = "painter_order_refused"
    param = ""


class PainterBrokeOff(PainterError):
    """The connection broke after the order: it may have been painted, and paid, unseen. Facts: painter."""

    sentence = "painter_broke_off"


class PaintingInvalid(PainterError):
    """The painter returned something that is not a picture."""

    sentence = "painting_invalid"


class DeliveryError(PicturebookError):
    """A platform did not take a reply; trying again may help."""

    sentence = "delivery_failed"


class DeliveryRefused(DeliveryError):
    """A platform will never take this reply (no permission, thread gone): trying again is useless."""

    sentence = "delivery_refused"


class StoreError(PicturebookError):
    """The store (Valkey or Redis, or the pictures' bytes) did not answer, or holds what we cannot read."""

    sentence = "store_failed"


class BlobMissing(StoreError):
    """No bytes are kept under this hash."""

    sentence = "picture_gone"


class SettingsError(PicturebookError):
    """The configuration cannot work; the detail names each setting and its remedy."""

    sentence = "settings"


def explain(error: BaseException, language: str = "en") -> str:
    """Return the sentence that a person reads about `error`, in `language` ("en" or "ko").

    Anything outside the tree gets the sentence of an internal error: its text may hold what must not be shown.
    """
    if isinstance(error, PicturebookError):
        try:
            return phrase(error.sentence, language, **error.facts)
        except KeyError:  # raised without its facts, or with a sentence that nobody wrote: the person is told something
            return phrase("internal", language)
    return phrase("internal", language)
