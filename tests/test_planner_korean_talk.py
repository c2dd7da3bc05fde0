"""Korean talk about pictures: picking, naming, questions, texts, chatter, and what has to be asked."""

from __future__ import annotations

import pytest
from doubles.korean_probes import asked


@pytest.mark.parametrize(
    ("before", "text", "actions", "word"),
    [
        ("grid", "두 번째가 예쁘네", "note", ""),
        ("grid", "왼쪽 위가 낫다", "note", ""),
        ("grid", "오른쪽 아래 모자 쓴 애 귀엽다 ㅋㅋ", "note", ""),
        ("grid", "마지막 거 맘에 든다", "note", ""),
        ("grid", "난 2번 ㅎㅎ", "note", ""),
        ("grid", "세번째 거로 하자", "note", ""),
        ("grid", "1번이요", "note", ""),
        ("grid", "첫 번째로 갈게요", "note", ""),
        ("grid", "얘는 2번이 제일 낫네요", "note", ""),
        ("grid", "왼쪽 아래 애 표정 봐 ㅋㅋㅋ", "note", ""),
        ("grid", "위에 오른쪽 거요", "note", ""),
        ("grid", "2번 채택", "note", ""),
        ("grid", "3번째꺼 굿", "note", ""),
        ("grid", "앞에서 두 번째 거로요", "note", ""),
        ("grid", "둘째가 낫네", "note", ""),
        ("grid", "4번 미쳤다", "note", ""),
        ("grid", "2번 고고", "note", ""),
        ("grid", "이번엔 3번이 이겼다", "note", ""),
        ("grid", "오 2번!", "note", ""),
        ("grid", "음... 3번 할래요", "note", ""),
        ("grid", "두 번째 거 저장", "note", ""),
        ("grid", "1번보단 4번", "note", ""),
        ("grid", "고민되지만 3번", "note", ""),
        ("grid", "세 번째 마음에 들어요", "note", ""),
        ("grid", "4번이 젤 귀여움", "note", ""),
        ("grid", "얘가 낫다 2번", "note", ""),
        ("grid", "마지막 게 제일 낫네", "note", ""),
        ("grid", "오른쪽 위 픽", "note", ""),
        ("grid", "첫 번째 거가 딱이에요", "note", ""),
        ("grid", "나는 셋째", "note", ""),
        ("grid", "2번에 한 표", "note", ""),
        ("grid", "왼쪽 위 애가 내 취향", "note", ""),
        ("grid", "둘 중에 1번", "note", ""),
        ("grid", "4번째 느낌 좋다", "note", ""),
        ("grid", "3번 그림으로 진행해 주세요", "note", ""),
        ("grid", "2번이 딱 내 스타일", "note", ""),
        ("grid", "저는 1번이 좋아요", "note", ""),
        ("grid", "난 무조건 4번", "note", ""),
        ("grid", "2번 하자", "note", ""),
        ("grid", "그럼 첫번째로 하죠", "note", ""),
        ("grid", "윗줄 오른쪽이 예쁘다", "note", ""),
        ("grid", "밑에 왼쪽이 제일 귀여운데", "note", ""),
        ("grid", "3 번으로 부탁해요", "note", ""),
        ("grid", "2번이 우리 강아지랑 똑 닮았어", "note", ""),
        ("grid", "1번 얘 표정 뭐냐 ㅋㅋ", "note", ""),
        ("grid", "두번째가 젤 나은 듯", "note", ""),
        ("grid", "네번째요!", "note", ""),
        ("grid", "삼번", "note", ""),
        ("grid", "이번 판은 2번 승", "note", ""),
    ],
)  # fmt: skip
def test_korean_picking_is_noted(before: str, text: str, actions: str, word: str) -> None:
    plan, _ = asked(before, text)
    assert str(plan.action) in actions.split("|")
    assert not word or word in plan.drawings[0].prompt


@pytest.mark.parametrize(
    ("before", "text", "actions", "name"),
    [
        ("picked", "얘는 앞으로 보리라고 부르자", "note", "보리"),
        ("picked", "이름은 보리", "note", "보리"),
        ("picked", "이름은 '보리'", "note", "보리"),
        ("picked", "보리라고 하자", "note", "보리"),
        ("picked", "보리라고 불러줘", "note", "보리"),
        ("picked", "얘가 보리야", "note", "보리"),
        ("picked", "얘 이름 보리로 저장해줘", "note", "보리"),
        ("picked", "이 친구 이름은 보리입니다", "note", "보리"),
        ("picked", "이름 보리로 할래", "note", "보리"),
        ("picked", "얘 보리라고 기억해둬", "note", "보리"),
        ("picked", "이름은 보리로 기억해 주세요", "note", "보리"),
        ("picked", "보리로 저장", "note", "보리"),
        ("picked", "얘 이름이 보리래", "note", "보리"),
        ("picked", "앞으로 얘는 보리야", "note", "보리"),
        ("picked", "이 아이를 보리라고 부를게요", "note", "보리"),
        ("picked", "그럼 얘 보리 하자", "note", "보리"),
        ("picked", "이름 지어줬어 보리라고", "note", "보리"),
        ("picked", "우리 딸이 보리래 이름이", "note", "보리"),
        ("picked", "두 번째 애가 보리야 기억해", "note", "보리"),
        ("picked", "이제부터 보리라고 부를래", "note", "보리"),
        ("picked", "2번이 보리다 이걸로 기억해둬", "note", "보리"),
        ("picked", "보리라는 이름 어때? 그걸로 하자", "note", "보리"),
        ("picked", "얘를 보리로 부르기로 했어요", "note", "보리"),
        ("picked", "보리로 이름 붙여주세요", "note", "보리"),
        ("picked", "얘 이름은 보리가 좋겠다", "note", "보리"),
        ("grid", "2번 이름은 콩떡", "note", "콩떡"),
        ("grid", "두 번째 애를 콩떡이라고 부를게", "note", "콩떡"),
        ("grid", "3번을 콩떡이라고 하자", "note", "콩떡"),
        ("grid", "왼쪽 위 애 이름은 콩떡이야", "note", "콩떡"),
        ("grid", "1번 콩떡이라고 저장해줘", "note", "콩떡"),
        ("grid", "4번 얘 이름 콩떡으로 해줘", "note", "콩떡"),
        ("grid", "마지막 애가 콩떡이에요", "note", "콩떡"),
        ("grid", "세 번째, 이름은 콩떡으로", "note", "콩떡"),
        ("grid", "2번 = 콩떡", "note", "콩떡"),
    ],
)  # fmt: skip
def test_korean_names_are_bound(before: str, text: str, actions: str, name: str) -> None:
    plan, names = asked(before, text)
    assert str(plan.action) in actions.split("|")
    assert not name or name in names


@pytest.mark.parametrize(
    ("before", "text", "actions", "word"),
    [
        ("grid", "고슴도치는 뭐 먹고 살아?", "text", ""),
        ("grid", "김장은 보통 몇 월에 하지요?", "text", ""),
        ("grid", "펭귄은 왜 못 날아?", "text", ""),
        ("grid", "초대장에 쓸 문구 세 개 추천 좀", "text", ""),
        ("grid", "짧은 시 하나 써줄래?", "text", ""),
        ("grid", "가게 이름 다섯 개만 지어줘", "text", ""),
        ("grid", "이 그림 시드가 뭐야?", "text", ""),
        ("grid", "지금까지 그림 몇 장 그렸어?", "text", ""),
        ("grid", "재밌는 얘기 하나 해줘", "text", ""),
        ("grid", "사막여우는 어디 살아요", "text", ""),
        ("grid", "신메뉴 이름 추천해주라", "text", ""),
        ("grid", "할머니께 드릴 생신 축하 문장 두 개 써줘", "text", ""),
        ("grid", "이 그림 프롬프트 알려줘", "text", ""),
        ("grid", "떡국은 왜 설날에 먹는 건가요", "text", ""),
        ("grid", "도토리묵은 어떻게 만드는 거임", "text", ""),
        ("grid", "오로라는 왜 생기는지 알려줘", "text", ""),
        ("grid", "래퍼 토끼 가사 좀 써봐", "text", ""),
        ("grid", "자기 전에 읽어줄 동화 한 편 부탁해요", "text", ""),
        ("grid", "문어 다리는 몇 개더라?", "text", ""),
        ("grid", "이름 후보 좀 뽑아줘", "text", ""),
        ("story", "더 무섭게 다시 써줘", "text", ""),
        ("story", "조금만 짧게", "text", ""),
        ("story", "결말만 바꿔줘", "text", ""),
        ("story", "대사만 더 웃기게", "text", ""),
        ("story", "이어서 써줘", "text", ""),
        ("story", "좀 더 길게 부탁해", "text", ""),
        ("story", "제목도 지어줘", "text", ""),
        ("story", "존댓말로 다시", "text", ""),
        ("story", "주인공을 토끼로 바꿔서 다시 써줘", "text", ""),
        ("picked", "고래는 물고기야?", "text", ""),
        ("picked", "얘는 무슨 동물이야?", "text", ""),
        ("picked", "왜 하늘은 파래?", "text", ""),
        ("picked", "수달은 하루에 얼마나 먹어요?", "text", ""),
        ("picked", "이거 몇 번 시드로 만든 거야?", "text", ""),
        ("picked", "너 누구야?", "text", ""),
        ("picked", "뭐 할 수 있어?", "text", ""),
        ("picked", "선인장은 물 얼마나 줘야 해?", "text", ""),
        ("picked", "고슴도치 겨울잠 자?", "text", ""),
        ("picked", "이 동네 맛집 알아?", "text", ""),
        ("picked", "눈사람은 몇 도에서 녹아?", "text", ""),
        ("picked", "도깨비랑 귀신 차이가 뭐야", "text", ""),
        ("picked", "어떤 게 제일 나아 보여?", "text", ""),
        ("named", "뭉치 소개글 써줘", "text", ""),
        ("named", "뭉치로 삼행시 지어줘", "text", ""),
        ("named", "뭉치가 나오는 이야기 들려줘", "text", ""),
        ("named", "뭉치 대사 세 줄만", "text", ""),
        ("named", "뭉치의 하루 일기 써줘", "text", ""),
        ("named", "인스타에 올릴 글귀 하나 추천", "text", ""),
        ("named", "생일 축하 메시지 써줘", "text", ""),
        ("named", "뭉치 성격은 어때?", "text", ""),
        ("named", "뭉치가 부를 노래 가사 써줄래", "text", ""),
        ("named", "이 그림 제목 지어줘", "text", ""),
        ("named", "뭉치 이야기 짧게 하나", "text", ""),
        ("named", "광고 문구 두 줄 부탁", "text", ""),
        ("named", "오행시 가능?", "text", ""),
        ("named", "뭉치한테 편지 써줘", "text", ""),
        ("named", "자장가 하나만 불러줘", "text", ""),
    ],
)  # fmt: skip
def test_korean_texts_and_questions_are_answered(before: str, text: str, actions: str, word: str) -> None:
    plan, _ = asked(before, text)
    assert str(plan.action) in actions.split("|")
    assert not word or word in plan.drawings[0].prompt


@pytest.mark.parametrize(
    ("before", "text", "actions", "word"),
    [
        ("empty", "우주 비행사 고양이 동화 한 편이랑 그림도 부탁해", "both", ""),
        ("empty", "북극곰이 여행 가는 이야기 써주고 한 장면 그려줘", "both", ""),
        ("empty", "수달 시 써주고 그림도 그려주세요", "both", ""),
        ("empty", "펭귄 자기소개 글이랑 프로필 그림 같이 만들어줘", "both", ""),
        ("empty", "여우가 나오는 짧은 이야기 지어주고 표지도 그려줘", "both", ""),
        ("empty", "이야기 하나 써줘 그리고 마지막 장면도 그려줘, 등대지기 고양이", "both", ""),
        ("named", "뭉치 동화 써주고 마지막 장면도 그려줘", "both", ""),
        ("named", "뭉치가 여행 가는 이야기랑 그림 부탁해", "both", ""),
        ("named", "뭉치 시 한 편이랑 어울리는 그림도", "both", ""),
        ("named", "뭉치 일기 쓰고 그 장면 그려줘", "both", ""),
        ("named", "이야기도 써주고 삽화도 넣어줘", "both", ""),
    ],
)  # fmt: skip
def test_korean_texts_with_pictures_are_both(before: str, text: str, actions: str, word: str) -> None:
    plan, _ = asked(before, text)
    assert str(plan.action) in actions.split("|")
    assert not word or word in plan.drawings[0].prompt


@pytest.mark.parametrize(
    ("before", "text", "actions", "word"),
    [
        ("picked", "고마워 최고다", "note|text|none", ""),
        ("picked", "와 이거 진짜 잘 나왔다 ㅋㅋ", "note|text|none", ""),
        ("picked", "잘자", "note|text|none", ""),
        ("picked", "오늘 저녁 뭐 먹지", "note|text|none", ""),
        ("picked", "굿굿", "note|text|none", ""),
        ("picked", "나 이거 프사 해야지", "note|text|none", ""),
        ("picked", "출근하기 싫다 ㅠㅠ", "note|text|none", ""),
        ("picked", "ㄱㅅㄱㅅ", "note|text|none", ""),
        ("picked", "대박 이거 보고 웃었음", "note|text|none", ""),
        ("picked", "나중에 또 올게요", "note|text|none", ""),
        ("picked", "엄마한테 보여줘야겠다", "note|text|none", ""),
        ("picked", "내일 회의 몇 시였지 ㅋㅋ", "note|text|none", ""),
        ("picked", "ㅋㅋㅋ 표정 봐", "note|text|none", ""),
        ("picked", "와 미쳤다", "note|text|none", ""),
        ("picked", "귀여워 죽겠네", "note|text|none", ""),
        ("picked", "아 배고프다", "note|text|none", ""),
        ("picked", "프사로 써야겠다", "note|text|none", ""),
        ("picked", "고생했어~", "note|text|none", ""),
        ("picked", "이따 다시 올게", "note|text|none", ""),
        ("picked", "오늘은 여기까지!", "note|text|none", ""),
        ("picked", "잘 쓸게요 감사합니다", "note|text|none", ""),
        ("picked", "역시 최고야", "note|text|none", ""),
        ("picked", "ㅎㅎ 우리 애가 좋아하네", "note|text|none", ""),
        ("picked", "나 방금 커피 쏟음", "note|text|none", ""),
        ("picked", "내일 봐요", "note|text|none", ""),
        ("picked", "ㅇㅋㅇㅋ", "note|text|none", ""),
        ("picked", "헐 대박", "note|text|none", ""),
        ("picked", "그러게 말이야", "note|text|none", ""),
        ("picked", "그림 진짜 잘 그린다", "note|text|none", ""),
        ("picked", "이거 벽에 걸어야지", "note|text|none", ""),
        ("picked", "친구한테 자랑했어", "note|text|none", ""),
        ("picked", "다들 점심 뭐 먹었어?", "note|text|none", ""),
        ("picked", "음 고민 좀 해볼게", "note|text|none", ""),
        ("picked", "아니 이걸 진짜 그려주네 ㅋㅋ", "note|text|none", ""),
        ("grid", "와 이거 누구 아이디어야 ㅋㅋ", "note|text|none", ""),
        ("grid", "다 귀여워서 못 고르겠다", "note|text|none", ""),
        ("grid", "고르기 힘드네", "note|text|none", ""),
        ("grid", "오늘 날씨 좋다", "note|text|none", ""),
        ("grid", "언니 이거 봤어?", "note|text|none", ""),
        ("grid", "이건 좀 무섭네 ㅋㅋ", "note|text|none", ""),
        ("grid", "나는 별로", "note|text|none", ""),
        ("grid", "흠 그냥 그렇네", "note|text|none", ""),
        ("grid", "아 웃겨", "note|text|none", ""),
        ("grid", "감사합니다 복 받으세요", "note|text|none", ""),
    ],
)  # fmt: skip
def test_korean_chatter_draws_nothing(before: str, text: str, actions: str, word: str) -> None:
    plan, _ = asked(before, text)
    assert str(plan.action) in actions.split("|")
    assert not word or word in plan.drawings[0].prompt


@pytest.mark.parametrize(
    ("before", "text", "actions", "word"),
    [
        ("picked", "이런 거 더 보여줘", "draw", ""),
        ("picked", "비슷한 걸로 몇 장 더", "draw", ""),
        ("picked", "이 느낌으로 세 장만 더", "draw", ""),
        ("picked", "다른 버전도 보고 싶어", "draw", ""),
        ("picked", "2번이랑 비슷하게 몇 개 더", "draw", ""),
        ("picked", "한 번만 더 돌려줘", "draw", ""),
        ("picked", "새로 뽑아줘", "draw", ""),
        ("grid", "2번 느낌으로 더 그려줘", "draw", ""),
        ("grid", "3번 비슷한 걸로 두 장 더", "draw", ""),
        ("grid", "더 뽑아줘", "draw", ""),
        ("grid", "다른 것도 보여줘", "draw", ""),
        ("grid", "1번 스타일로 몇 장만 더", "draw", ""),
        ("grid", "다 별로야 다시 그려줘", "draw", ""),
        ("grid", "네 장 더", "draw", ""),
        ("grid", "좀 다르게 다시", "draw", ""),
        ("grid", "또 그려줘", "draw", ""),
        ("grid", "마음에 드는 게 없네 새로 부탁", "draw", ""),
        ("grid", "같은 걸로 한 번 더", "draw", ""),
    ],
)  # fmt: skip
def test_korean_more_is_drawn(before: str, text: str, actions: str, word: str) -> None:
    plan, _ = asked(before, text)
    assert str(plan.action) in actions.split("|")
    assert not word or word in plan.drawings[0].prompt


@pytest.mark.parametrize(
    ("before", "text", "actions", "word"),
    [
        ("empty", "모자 좀 씌워줘", "ask", ""),
        ("empty", "뭉치가 춤추는 거 보여줘", "ask", ""),
        ("empty", "걔 다시 그려줘", "ask", ""),
        ("empty", "2번 배경 바꿔줘", "ask", ""),
        ("empty", "이거 흑백으로 바꿔줘", "ask", ""),
        ("empty", "깨비 그려줘", "ask", ""),
        ("empty", "그려줘", "ask", ""),
    ],
)  # fmt: skip
def test_korean_unclear_wishes_are_asked_about(before: str, text: str, actions: str, word: str) -> None:
    plan, _ = asked(before, text)
    assert str(plan.action) in actions.split("|")
    assert not word or word in plan.drawings[0].prompt


def test_a_new_request_is_not_the_answer_to_who_is_that() -> None:
    plan, names = asked("empty", "미루가 춤추는 거 보여줘", "래리가 나오는 잠자리 동화 하나 지어줘")
    assert str(plan.action) == "text"
    assert not names


def test_words_for_people_are_no_unknown_names() -> None:
    plan, _ = asked("empty", "딸이 춤추는 거 보여줘")
    assert str(plan.action) == "draw"
    assert "daughter" in plan.drawings[0].prompt


def test_a_lively_name_keeps_its_ending() -> None:
    assert asked("picked", "얘를 몽실이라고 부를래")[1] == ["몽실이"]
    assert asked("picked", "얘를 구름이라고 부를래")[1] == ["구름"]
