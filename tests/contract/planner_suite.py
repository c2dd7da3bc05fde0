"""What every planner must keep: a valid plan for any input, with ids from the board only.

Subclass PlannerContract in a test module and give it a `planner` fixture.
"""

# ruff: noqa: E501 - tables of sentences are read in one line each
from __future__ import annotations

import pytest
from doubles.playback import PureThread
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.events import Author
from bot.painter import Shape
from bot.planner import Planner, Request
from bot.planner.board import Board
from bot.plans import MAX_PICTURES, STYLES, Action, Plan, SeedRule

#: Things that people, and machines, have typed.
ODD = (
    "", " ", "\n\n", "?", "...", "🦔" * 40, "\u200b\u200c\u2060", "\u202eabc\u202c", "@everyone <script>alert(1)</script>",
    "a" * 100_000, "고" * 30_000, "draw " * 5_000, "1", "seed 99999999999999999999", "the 9999999th one", "'\"'\"'\"",
    "{0} {1} {9}", "%s %d {x}", "\ud83e", "\x00\x07draw a cat", "שלום צייר חתול", "ارسم قطة", "画一只猫", "그려", "그려줘", "이름은",
    "call it", "name:", "no", "without", "make it", "((((((((((", "[a](b) **c** `d`", "swap for", "undo undo undo", "-" * 500,
)  # fmt: skip


def check_plan(plan: Plan, board: Board) -> None:
    """Fail unless `plan` is one that the turn can carry out on `board`."""
    assert isinstance(plan.action, Action)
    assert len(plan.drawings) <= MAX_PICTURES
    assert (plan.action in {Action.DRAW, Action.EDIT, Action.BOTH}) == bool(plan.drawings)
    for drawing in plan.drawings:
        assert drawing.prompt.strip()
        assert drawing.alt.strip()
        assert set(drawing.bases) <= set(board.pictures)
        assert set(drawing.characters) <= {c.id for c in board.cast}
        assert drawing.style is None or drawing.style in STYLES
        assert drawing.shape in set(Shape)
        assert drawing.seed_rule is not SeedRule.EXACT or drawing.seed is not None
        assert drawing.seed is None or 0 <= drawing.seed < 2**31
        assert drawing.seed_rule is not SeedRule.SAME or drawing.bases
        assert "{0}" not in drawing.prompt
    for naming in plan.namings:
        assert naming.name.strip()
        assert naming.picture is None or naming.picture in board.pictures
        assert naming.character is None or naming.character in {c.id for c in board.cast}
    assert plan.select is None or plan.select in board.pictures
    assert (plan.action is Action.ASK) or not plan.choices
    for choice in plan.choices:
        assert choice.label.strip()
        assert choice.says.strip()
        assert choice.picture is None or choice.picture in board.pictures
    assert plan.action is not Action.REFUSE or (plan.reason and plan.reply)
    assert plan.action not in {Action.TEXT, Action.BOTH, Action.ASK} or plan.reply.strip()
    assert plan.language in {"en", "ko"}
    assert len(plan.state) <= 4_000


class PlannerContract:
    """Promises of the seam bot.planner.Planner."""

    @pytest.fixture
    def thread(self, planner: Planner) -> PureThread:
        """A thread with a grid, an edit and somebody named."""
        thread = PureThread(planner)
        thread.say("mina", "draw a hedgehog with a red hat in a garden")
        thread.say("mina", "the second one. its name is Larry")
        thread.say("mina", "make the hat blue")
        return thread

    @pytest.mark.parametrize("text", ODD)
    def test_planner_answers_odd_input_with_a_valid_plan(self, planner: Planner, thread: PureThread, text: str) -> None:
        for board in (PureThread(planner).board, thread.board):
            fresh = PureThread(planner, board=board)
            check_plan(fresh.say("mina", text), board)

    @settings(
        max_examples=80,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(
        text=st.text(max_size=200),
        reply=st.sampled_from([None, "pic-2", "m1", "gone"]),
        verb=st.sampled_from([None, "draw", "edit", "story", "pick"]),
    )
    def test_planner_never_raises(
        self, planner: Planner, thread: PureThread, text: str, reply: str | None, verb: str | None
    ) -> None:
        again = PureThread(planner, board=thread.board)
        check_plan(
            again.say("mina", text, reply_to=reply, verb=verb, picture="pic-3" if verb == "edit" else None),
            thread.board,
        )

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(
        words=st.lists(
            st.sampled_from(
                [
                    "draw",
                    "the",
                    "second",
                    "one",
                    "larry",
                    "make",
                    "it",
                    "blue",
                    "no",
                    "more",
                    "without",
                    "3",
                    "pictures",
                    "story",
                    "name",
                    "is",
                    "same",
                    "seed",
                    "and",
                    "but",
                    "래리",
                    "그려줘",
                    "두",
                    "번째",
                    "빼고",
                    "이름은",
                    "바꿔줘",
                    "파란색으로",
                    "취소",
                    "'",
                ]
            ),
            max_size=9,
        )
    )
    def test_planner_takes_words_in_any_order(self, planner: Planner, thread: PureThread, words: list[str]) -> None:
        again = PureThread(planner, board=thread.board)
        check_plan(again.say("mina", " ".join(words)), thread.board)

    async def test_planner_streams_what_it_answers(self, planner: Planner) -> None:
        heard: list[str] = []

        async def say(piece: str) -> None:
            heard.append(piece)

        request = Request("t1", Author("u1", "mina"), "tell me a bedtime story about a shy owl", "en")
        plan = await planner.plan(request, PureThread(planner).board, say)
        assert plan.action is Action.TEXT
        assert "".join(heard).strip() in {"", plan.reply.strip()}
        await planner.close()
