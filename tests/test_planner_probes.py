"""Korean and the guidelines held to their constructions: one wish a line, each from a prepared thread."""

from __future__ import annotations

from pathlib import Path

import pytest
from contract.probes import played

SCENARIOS = Path(__file__).parent / "scenarios"
_PICKED = ("모자 쓴 고슴도치 그려줘", "2번으로 할게")
_STORY = "도서관에 사는 유령 동화 하나 써줘"
CONTEXTS = {
    "G": ("모자 쓴 고슴도치 그려줘",),
    "P": _PICKED,
    "N": (*_PICKED, "이름은 뭉치야"),
    "D": (*_PICKED, "빨간 모자 씌워줘"),
    "S": (_STORY,),
    "SN": (_STORY, "그 유령 보고 싶다", "2번이 딱이다. 이름은 '책갈피'로!"),
    "W": ("코코가 춤추는 거 그려줘",),
    "NA": ("기타 치는 여우 그려줘", "3번으로 할게", "이름은 루루야", "이번엔 바닷가에서 수영하는 거북이 그려줘"),
}
GUIDELINES = {
    "G.ko": ("시장 골목 그림 한 장 그려줘",),
    "G.en": ("draw one picture of a woman giving a talk in a town hall",),
}


@pytest.mark.parametrize(
    ("file", "contexts", "rate"), [("probes.ko.txt", CONTEXTS, 0.97), ("probes.policy.txt", GUIDELINES, 0.97)]
)
def test_every_construction_is_understood(file: str, contexts: dict[str, tuple[str, ...]], rate: float) -> None:
    right, total, wrong = played(SCENARIOS / file, contexts)
    assert right / total >= rate, "\n".join(wrong)
