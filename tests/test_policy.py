"""The guidelines: what is declined, what is described in other words, and what only looks alike."""

# ruff: noqa: E501 - tables of sentences are read in one line each
from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import policy
from bot.plans import Action, Drawing, Plan
from bot.policy import Guideline


def plan_of(*prompts: str, language: str = "en") -> Plan:
    return Plan(Action.DRAW, "Here.", language, tuple(Drawing(p, alt=p) for p in prompts))


@pytest.mark.parametrize(
    "prompt",
    [
        "Photo of Taylor Swift feeding ducks", "a snowman that looks like boris johnson", "messi knitting", "Queen Camilla as a beekeeper",
        "lionel messis face", "손흥민 cooking", "유재석이 낚시하는 그림", "BTS at a picnic", "Portrait of Ang\u00e9la Merkel", "beyonce making pancakes",
    ],
)  # fmt: skip
def test_real_people_are_declined_and_something_close_is_offered(prompt: str) -> None:
    checked = policy.check(plan_of(prompt))
    assert (checked.action, checked.reason, checked.drawings) == (Action.REFUSE, Guideline.PERSON, ())
    assert "made" in checked.reply.lower() or "make up" in checked.reply


@pytest.mark.parametrize(
    ("prompt", "gone"),
    [
        ("a family picnic in Picasso's style", "picasso"), ("teapot à la Yayoi Kusama", "kusama"), ("a cat like Keith Haring would paint", "haring"),
        ("wallpaper, in the style of Mark Rothko", "rothko"), ("김환기 sea", "김환기"), ("a fox, Studio Ghibli style", "ghibli"), ("in the look of pixar movie", "pixar"),
    ],
)  # fmt: skip
def test_artists_of_the_last_hundred_years_are_described_instead(prompt: str, gone: str) -> None:
    checked = policy.check(plan_of(prompt))
    assert checked.action is Action.DRAW
    assert gone not in checked.drawings[0].prompt.lower()
    assert len(checked.drawings[0].prompt) > len(prompt)
    assert "own words" in checked.reply


def test_an_artist_becomes_free_after_a_hundred_years() -> None:
    prompt = "a picnic in the style of Edvard Munch"
    assert "Munch" not in policy.cleaned(prompt, 2043)[0]
    assert policy.cleaned(prompt, 2044)[0] == prompt


@pytest.mark.parametrize(
    "prompt",
    [
        "night ferry, Vincent van Gogh style",
        "a laptop as Vermeer would paint it",
        "in the manner of Kim Hong-do",
        "poster after Hokusai",
    ],
)
def test_old_masters_stay(prompt: str) -> None:
    assert policy.check(plan_of(prompt)) == plan_of(prompt)


@pytest.mark.parametrize(
    ("prompt", "gone"),
    [
        ("Pikachu at a party", "pikachu"),
        ("shrek at a spa", "shrek"),
        ("Spider-Man and spiderman", "spider"),
        ("뽀로로 dancing", "뽀로로"),
        ("elsa cooking", "elsa"),
    ],
)
def test_protected_characters_become_originals(prompt: str, gone: str) -> None:
    checked = policy.check(plan_of(prompt))
    assert checked.action is Action.DRAW
    assert gone not in checked.drawings[0].prompt.lower()
    assert "original" in checked.drawings[0].prompt
    assert "original" in checked.reply


@pytest.mark.parametrize(
    ("prompt", "left"),
    [
        ("Portrait of a neighbour Harriet Olwen Pike at her desk", "Portrait of a neighbour at her desk"),
        ("Emily Watson-Jones reading", "a made-up person reading"),
        ("New York in the snow", "New York in the snow"), ("the Eiffel Tower", "the Eiffel Tower"), ("Golden Gate Bridge at dawn", "Golden Gate Bridge at dawn"),
        ('a shop with a sign lettered "EMILY WATSON"', 'a shop with a sign lettered "EMILY WATSON"'),
    ],
)  # fmt: skip
def test_private_people_are_not_drawn_by_full_name(prompt: str, left: str) -> None:
    assert policy.cleaned(prompt)[0] == left


def test_korean_full_names_are_found_beside_kinship_and_titles() -> None:
    assert policy.private_names_ko("수영 강습 선생님 옥다온별 님 초상화") == ["옥다온별"]
    assert policy.private_names_ko("우리 팀장님 한도윤 씨 캐리커처") == ["한도윤"]
    assert policy.private_names_ko("고양이 그려줘") == []


@pytest.mark.parametrize(
    ("text", "guideline"),
    [
        ("two players stabbing each other with tons of blood", Guideline.UNSAFE), ("a kid being beaten up by his classmates", Guideline.UNSAFE),
        ("two naked women", Guideline.ADULT), ("take all her clothes off", Guideline.ADULT), ("a sexy nurse", Guideline.ADULT),
        ("immigrants as rats", Guideline.HATE), ("a swastika flag", Guideline.HATE), ("a girl cutting her wrists", Guideline.HARM),
        ("야한 그림", Guideline.ADULT), ("피 튀기는 싸움", Guideline.UNSAFE), ("휠체어 탄 애들 놀리는 짤", Guideline.HATE), ("자해하는 소녀", Guideline.HARM),
    ],
)  # fmt: skip
def test_unsafe_wishes_are_recognised(text: str, guideline: Guideline) -> None:
    assert policy.unsafe(text) is guideline
    refused = policy.check(plan_of(text))
    assert (refused.action, refused.reason) == (Action.REFUSE, guideline)


@pytest.mark.parametrize(
    "prompt",
    [
        "shoot a photo of the sunset over the harbour", "a naked mole-rat in a tiny armchair", "close up of a trump card", "Lincoln, Nebraska skyline",
        "blood moon behind a red barn", "striking a pose", "a bath bomb fizzing", "a pair of blue tits", "killer whale", "my dog Elvis in a bath",
        "a cat called Picasso", "a drake on a pond", "shooting some hoops", "a woman hanging laundry", "a vampire, funny not gory", "hot dog stand",
        "칼국수 한 그릇", "눈폭탄 맞은 마을", "물총 싸움하는 아이들", "칼퇴근하는 회사원", "마약 옥수수", "a queen bee", "cock-a-doodle rooster", "peacock",
    ],
)  # fmt: skip
def test_innocent_look_alikes_are_drawn_as_they_are(prompt: str) -> None:
    assert policy.check(plan_of(prompt)) == plan_of(prompt)


def test_the_audience_decides_what_only_families_are_spared() -> None:
    pistol = plan_of("a soldier with an ak-47")
    assert policy.check(pistol).action is Action.REFUSE
    assert policy.check(pistol, audience="general") == pistol
    assert policy.check(plan_of("two naked women"), audience="general").action is Action.REFUSE


def test_what_the_person_said_is_checked_too() -> None:
    assert policy.check(plan_of("a man"), text="a man beheading his neighbour").action is Action.REFUSE


@pytest.mark.parametrize(("limit", "left"), [(4, 4), (2, 2), (1, 1), (0, 1), (9, 4)])
def test_pictures_are_trimmed_to_the_rooms_limit(limit: int, left: int) -> None:
    assert len(policy.check(plan_of(*"abcdef"), max_pictures=limit).drawings) == left


def test_refusals_speak_korean_in_korean_and_english_elsewhere() -> None:
    assert "실제 인물" in policy.check(plan_of("메시", language="ko")).reply
    assert "real people" in policy.check(plan_of("messi", language="fr")).reply


def test_plans_without_pictures_pass_untouched() -> None:
    for plan in (
        Plan(Action.NONE),
        Plan(Action.TEXT, "Messi is a footballer."),
        Plan(Action.ASK, "Which?"),
        Plan(Action.REFUSE, "No.", reason="adult"),
    ):
        assert policy.check(plan) == plan


def test_every_guideline_has_its_sentences() -> None:
    for language in ("en", "ko"):
        for guideline in Guideline:
            if guideline not in {Guideline.ARTIST, Guideline.CHARACTER}:
                assert policy.refusal(guideline, Plan(Action.DRAW, language=language)).reply


WORDS = st.sampled_from(
    ["Pikachu", "messi", "a", "the", "in", "style", "of", "Picasso", "Van Gogh", "cat", "my", "friend", "Emily", "Watson", "Rose", "뽀로로", "김환기", "dog", "Elvis", "would", '"', "'s", "Disney", "doll", "barbie", "trump", "card", "naked"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(words=st.lists(WORDS, max_size=9))
def test_checking_twice_gives_what_checking_once_gave(words: list[str]) -> None:
    once = policy.check(plan_of(" ".join(words) or "x"))
    assert policy.check(once) == replace(once)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=120))
def test_no_text_makes_the_policy_raise(text: str) -> None:
    policy.check(plan_of(text or "x"), text=text)
