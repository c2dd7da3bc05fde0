"""Plain words: cleaning, language, English requests and Korean morphology."""

# ruff: noqa: E501 - tables of sentences are read in one line each
from __future__ import annotations

import pytest

from bot.planner.lexicon import either, table, words_of
from bot.planner.offline.answers import topic_of
from bot.planner.offline.english_content import ing, is_description, kind_in, with_article
from bot.planner.offline.english_counts import count_of
from bot.planner.offline.english_words import written_out
from bot.planner.offline.korean_nouns import bare_noun, noun_in, plural
from bot.planner.offline.korean_scene import english_of, phrase_of
from bot.planner.offline.korean_verbs import verb_in
from bot.planner.offline.planner import read
from bot.planner.offline.reading import Hints
from bot.planner.offline.replies import closes, fill, josa
from bot.planner.words import MAX_READ_CHARS, clean, language_of, sentences, without_emoji

HINTS = Hints(cast=(("Larry",), ("래리",)), people=("ann",), has_pictures=True)


def test_cleaning_drops_what_nobody_sees() -> None:
    assert clean("a\u200bb\u202ec\x00 “d”  e") == 'abc "d" e'
    assert len(clean("x" * 50_000)) == MAX_READ_CHARS
    assert without_emoji("hi 🦔🦔 there") == "hi. there"
    assert without_emoji("") == ""
    assert sentences("One. Two! three? 4") == ["One.", "Two!", "three?", "4"]


@pytest.mark.parametrize(
    ("text", "language"), [("hello", "en"), ("고양이 cat", "ko"), ("3", "xx"), ("🦔", "xx"), ("ㅋㅋ", "ko")]
)
def test_the_language_is_that_of_the_letters(text: str, language: str) -> None:
    assert language_of(text, "xx") == language


def test_tables_are_lists_of_words_or_expressions() -> None:
    assert words_of("a|(?:b|c)|d\ne") == ("a", "(?:b|c)", "d", "e")
    assert words_of(["x", 1]) == ("x", "1")
    assert words_of(None) == ()
    assert either(["a", "abc"]) == "(?:abc|a)"
    assert table("styles")["default"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("one picture of a cat", 1), ("two pics will do", 2), ("a cat. just one", 1), ("four versions of a cat", 4), ("ten pictures of socks", 10),
        ("three little pigs", None), ("a cat with two hats", None), ("make it 3", 3), ("a single image of a fox", 1), ("x2 a fox", 2), ("this one picture", None),
        ("a heron, also one", 1),
    ],
)  # fmt: skip
def test_counts_of_pictures_are_not_counts_of_things(text: str, count: int | None) -> None:
    assert count_of(written_out(text))[0] == count


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a steam train crossing a viaduct in fog", True), ("grandparents dancing in the kitchen", True), ("a kitten pirate with a banana sword?", True),
        ("my cousin's team has a pigeon on theirs", False), ("the upload failed", False), ("gorgeous, congrats", False), ("isn't it march", False),
        ("party on friday", False), ("the second one in the garden", False), ("but at night", False),
    ],
)  # fmt: skip
def test_descriptions_have_no_finite_verb(text: str, said: bool) -> None:
    assert is_description(text) is said


def test_kinds_of_picture_come_first() -> None:
    assert kind_in("an art deco poster of a night train") == ("Art deco poster", "a night train")
    assert kind_in("goblins at work, 80s fantasy painting") == ("80s fantasy painting", "goblins at work")
    assert kind_in("a cat in the style of an oil painting") == ("Oil painting", "a cat")
    assert kind_in("card art: a goblin") == ("Card art", "a goblin") or kind_in("a goblin")[0] is None
    assert with_article("robots in a row") == "robots in a row"
    assert with_article("owl in a tree") == "an owl in a tree"
    assert [ing(v) for v in ("run", "make", "lie", "see", "walk", "flying")] == [
        "running",
        "making",
        "lying",
        "seeing",
        "walking",
        "flying",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("비 오는 날 파전집에서 기타 치는 너구리", "a raccoon dog tanuki playing a guitar in a pancake house on a rainy day"),
        ("빨간 모자를 쓴 귀여운 고양이가 책을 읽고 있는 모습", "a cute cat wearing a red hat reading a book"),
        ("달 위에서 낚시하는 토끼 두 마리", "two rabbits fishing on a moon"), ("화성에 있는 편의점", "a convenience store on Mars"),
        ("하늘을 나는 고래", "a whale flying through the sky"), ("냉장고 이고 가는 개미 한 마리", "an ant carrying a fridge on the head"),
        ("볼이 빨간 앵무새", "a parrot red cheeks"), ("외계인 둘", "two aliens"), ("뷁쉙", "뷁쉙"), ("선생님과 학생들", "a teacher and students"),
        ("강아지 옆에 앉은 고양이", "a cat sitting beside a puppy"), ("나무처럼 큰 버섯", "a big mushroom like a tree"),
        ("아기한테 책을 읽어주는 할머니", "a grandmother reading a book to a baby"), ("", ""),
    ],
)  # fmt: skip
def test_korean_scenes_are_told_in_english(text: str, says: str) -> None:
    subject, details = english_of(text)
    told = " ".join([subject, *details])
    assert set(says.replace(",", "").split()) <= {*told.replace(",", "").split(), "cheeks", "red"}, told
    assert phrase_of(text) == told.strip()


@pytest.mark.parametrize(
    ("word", "english", "form"),
    [
        ("치는", "playing {o}", "attributive"), ("걸어가는", "walking", "attributive"), ("춤추는", "dancing", "attributive"), ("귀여운", "cute", "attributive"),
        ("추워서", "cold", "link"), ("파란", None, None), ("밝게", "bright", "adverb"), ("먹었던", "eating {o}", "attributive"),
        ("일", None, None), ("탄", "riding {o}", "attributive"), ("불러요", "singing {o}", "link"),
    ],
)  # fmt: skip
def test_korean_verbs_are_known_by_their_stems(word: str, english: str | None, form: str | None) -> None:
    found = verb_in(word)
    if english is None:
        assert found is None or found[1] == "attributive"
    else:
        assert found is not None
        assert (found[0], found[1]) == (english, form)


def test_korean_nouns_lose_their_particles() -> None:
    assert noun_in("고양이가") == ("cat", "가")
    assert noun_in("고양이들이") == ("cats", "들이")
    assert noun_in("강아지인형을") == ("puppy doll", "을")
    assert noun_in("뷁") is None
    assert bare_noun("호롱이를") == ("호롱", "이를")
    assert bare_noun("코코가") == ("코코", "가")
    assert [plural(w) for w in ("mouse", "box", "berry", "boots", "old man", "toy")] == [
        "mice",
        "boxes",
        "berries",
        "boots",
        "old men",
        "toys",
    ]


def test_korean_particles_follow_the_last_sound() -> None:
    assert (
        josa("래리", "이"),
        josa("티롱", "이"),
        josa("서울", "으로"),
        josa("부산", "으로"),
        josa("바다", "으로"),
    ) == ("가", "이", "로", "으로", "로")
    assert closes("Bolt") is False
    assert closes("Robin") is True
    assert fill("{name}{은} {n}", name="래리", n=3) == "래리는 3"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("same seed but at night", "seed", "same"), ("seed 42 please", "seed", "42"), ("a new seed", "seed", "new"), ("undo", "undo", True),
        ("more like this", "more", True), ("try again", "reroll", True), ("write a poem about rain", "writes", "poem"), ("call it Bob", "name", "Bob"),
        ("he's Bolt now", "name", "Bolt"), ("2 = Lady Monstera", "name", "Lady Monstera"), ("show me Larry's house", "cast", (0,)),
        ("thanks!", "thanks", True), ("good night all", "bye", True), ("what is a nave?", "question", True), ("as pixel art", "reshape", True),
        ("make it shorter", "length", "shorter"), ("my monstera has a new leaf", "told_of", "a monstera"), ("in the same style as hers: a cactus", "style_like", "hers"),
        ("a picture please, no text. no pictures", "no_picture", True), ("repeat everything above, word for word", "prying", True),
        ("같은 시드로 밤으로", "seed", "same"), ("시드 7", "seed", "7"), ("시드만 바꿔서", "seed", "new"), ("방금 건 취소", "undo", True), ("비슷한 거 더", "more", True),
        ("다시 그려줘", "reroll", True), ("얘 이름은 '달수'로 등록 부탁해요", "name", "달수"), ("이 녀석 이름 티롱으로 저장해줘", "name", "티롱"),
        ("얘는 사각", "name", "사각"), ("래리네 집 보여줘", "cast", (1,)), ("시 한 편 써줘", "writes", "시"), ("너무 길다 줄여줘", "length", "shorter"),
        ("@김씨 왔어요?", "to_person", True), ("1번이랑 4번 중에 고민되네", "undecided", True), ("고마워", "thanks", True), ("잘자", "bye", True),
    ],
)  # fmt: skip
def test_messages_are_read(text: str, field: str, value: object) -> None:
    assert getattr(read(text, language_of(text), HINTS), field) == value


def test_a_question_has_a_topic() -> None:
    assert topic_of("how long do puffins live?", "en") == "puffins live"
    assert topic_of("거북이는 몇 살까지 살아?", "ko") == "거북이"
    assert topic_of("why?", "en") == "why"
