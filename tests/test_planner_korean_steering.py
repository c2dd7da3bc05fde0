"""The second opinion on Korean: a learned model over letters decides where the rules have no word, and only there."""

from __future__ import annotations

import pytest
from doubles.korean_probes import asked
from hypothesis import given
from hypothesis import strategies as st

from bot.planner.offline.korean_features import MAX_CHARS, Scene, features, levelled
from bot.planner.offline.korean_model import korean_model
from bot.plans import Action


def test_levelled_texts_keep_what_matters() -> None:
    assert levelled("{3}한테 12번 'OPEN' 간판ㅋㅋㅋㅋ!!") == '{0}한테 0번 "q" 간판ㅋㅋ!'
    assert len(levelled("가" * 500)) == MAX_CHARS


def test_features_have_one_length_whatever_the_text() -> None:
    for text in ("ㅋㅋ", "2번 고양이한테 빨간 모자 씌워줘, 밤으로", ""):
        assert sum(weight**2 for weight in features(text, Scene.GRID).values()) == pytest.approx(9.0)


@given(st.text(max_size=120), st.sampled_from(Scene))
def test_odds_add_up_whatever_is_said(text: str, scene: Scene) -> None:
    odds = korean_model().odds(text, scene)

    assert sum(odds.values()) == pytest.approx(1.0)
    assert set(odds) == {Action.DRAW, Action.EDIT, Action.TEXT, Action.BOTH, Action.NOTE, Action.ASK}


def test_words_of_no_known_thing_are_judged_by_their_endings() -> None:
    odds = korean_model().odds

    assert odds("쫀드기 둠칫둠칫하는 포스터로다가 세로로", Scene.START)[Action.DRAW] > 0.8
    assert odds("뽀시래기 배경만 초록으로 바꿔줘", Scene.PICTURE)[Action.EDIT] > 0.8
    assert odds("야근 끝난 사람 얼굴이잖아", Scene.GRID)[Action.NOTE] > 0.6


@pytest.mark.parametrize(
    ("before", "text", "action"),
    [
        ("picked", "이거 완전 월급날 사장님 표정이잖아", "note|none"),
        ("picked", "나 내일 휴가인데 부럽지", "note|none"),
        ("picked", "여기 귀퉁이에 반딧불 하나만 슥", "edit"),
        ("grid", "와 이거 보니까 치맥 땡긴다 ㅋㅋ", "note|none"),
        ("empty", "포도알 합창단 세로로", "draw"),
        ("empty", "쫀득한 인절미 요괴 아파트 게시판 느낌으로다가", "draw"),
    ],
)
def test_model_decides_what_the_rules_cannot_read(before: str, text: str, action: str) -> None:
    plan, _ = asked(before, text)

    assert plan.action in action.split("|")


@pytest.mark.parametrize(
    ("before", "text", "action"),
    [
        ("picked", "이름은 뭉치야", "note"),
        ("grid", "2번으로 할게", "note"),
        ("picked", "비슷한 걸로 더 보여줘", "draw"),
        ("edited", "되돌려줘", "note"),
        ("empty", "이거 좀 밝게 해줘", "ask"),
    ],
)
def test_rules_keep_the_word_where_they_know(before: str, text: str, action: str) -> None:
    plan, _ = asked(before, text)

    assert plan.action == action


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("이분을 구름할매라 부르겠음", "구름할매"),
        ("이분이 아델하르트이심", "아델하르트"),
        ("성함은 '박두식'으로 모시겠습니다", "박두식"),
        ("얘 이름 별사탕으로 정함", "별사탕"),
        ("이름 '탱글' 줄게요", "탱글"),
        ("얘는 '오로라'", "오로라"),
        ("그럼 이게 나리인 걸로", "나리"),
    ],
)
def test_names_are_heard_in_words_of_their_own(text: str, name: str) -> None:
    plan, cast = asked("picked", text)

    assert plan.action == "note"
    assert cast == [name]


@pytest.mark.parametrize(
    "text", ["얘는 무섭다", "걔는 고양이야", "얘는 최고다", "간판에 '달빛방'이라고 이름 넣어주세요"]
)
def test_what_is_said_of_somebody_is_no_name(text: str) -> None:
    assert asked("picked", text)[1] == []


def test_words_no_table_knows_reach_the_prompt_as_they_were_said() -> None:
    plan, _ = asked("picked", "넥타이 삐뚤빼뚤하게 해줘")

    assert plan.action == "edit"
    assert "넥타이 삐뚤빼뚤하게" in plan.drawings[0].prompt


def test_number_on_a_shirt_points_at_no_picture() -> None:
    plan, _ = asked("picked", "유니폼에 7번 달아줘")

    assert plan.action == "edit"


def test_mine_is_a_wish_of_somebody_who_has_no_picture_yet() -> None:
    plan, _ = asked("empty", "내 거는 우비 입은 두꺼비 그려줘")

    assert plan.action == "draw"


def test_state_before_something_came_in_is_found() -> None:
    plan, _ = asked(
        "picked", "빨간 모자 씌워줘", "토끼도 한 마리 넣어줘", "하늘에 별도 띄워줘", "토끼 넣기 전으로 돌아가자"
    )

    assert plan.action == "note"
    assert plan.select == "pic-5"


def test_what_another_sentence_says_reaches_the_prompt_too() -> None:
    plan, _ = asked("empty", "저는 하플링 도적이요! 초록 망토에 단검 두 자루 그려줘")

    assert plan.action == "draw"
    assert "하플링" in plan.drawings[0].prompt
