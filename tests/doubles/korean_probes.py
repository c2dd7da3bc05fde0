"""A pure Korean thread, prepared for one probe: what it answers, and whom it knows afterwards."""

from __future__ import annotations

from doubles.playback import PureThread

from bot.planner.offline import OfflinePlanner
from bot.plans import Plan

_BEFORE = {
    "empty": (),
    "story": ("도서관에 사는 유령 동화 하나 써줘",),
    "grid": ("모자 쓴 고슴도치 그려줘",),
    "picked": ("모자 쓴 고슴도치 그려줘", "2번으로 할게"),
    "named": ("모자 쓴 고슴도치 그려줘", "2번으로 할게", "이름은 뭉치야"),
    "edited": ("모자 쓴 고슴도치 그려줘", "2번으로 할게", "빨간 모자 씌워줘"),
}


def asked(before: str, *texts: str) -> tuple[Plan, list[str]]:
    """Return the plan for the last of `texts`, said after the thread `before`, and the names of the cast."""
    thread = PureThread(OfflinePlanner(pause_s=0), "ko")
    plans = [thread.say("mina", text) for text in (*_BEFORE[before], *texts)]
    return plans[-1], [c.name for c in thread.board.cast]
