"""Seconds that `picturebook replay --plan-only` takes for a hundred turns, as a command from start to end.

    python bench/replay.py [--runs 3]

Ten dialogues of ten turns, every second one Korean, by the offline planner; the file is written here. Results are
printed, never asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _table import p50, p99, print_table

ENGLISH = (
    "Imagine a hedgehog with sunflower petals for quills. What would it look like?",
    "My daughter says its name is Larry, can I see more like this?",
    "Show me Larry's house",
    "What makes him so super-duper?",
    "Can you show me Larry being kind-hearted?",
    "Design some stickers for her backpack",
    "Make up a bedtime story about him",
    "Draw Larry at the beach with a red umbrella",
    "Without the umbrella, and at night",
    "Can I see Larry asleep?",
)
KOREAN = (
    "해바라기 꽃잎 가시를 가진 고슴도치를 그려 줘",
    "이름은 래리야. 비슷한 그림 더 보여 줘",
    "래리네 집을 보여 줘",
    "래리는 왜 그렇게 대단해?",
    "래리가 친절하게 구는 모습을 그려 줘",
    "배낭에 붙일 스티커를 만들어 줘",
    "래리가 나오는 잠자리 동화를 지어 줘",
    "바닷가에서 빨간 우산을 쓴 래리를 그려 줘",
    "우산은 빼고 밤으로 바꿔 줘",
    "래리가 자는 모습을 볼 수 있을까?",
)


def write(file: Path) -> int:
    """Write the dialogues and return how many turns they have."""
    lines = []
    for number in range(10):
        said, lang = (KOREAN, "ko") if number % 2 else (ENGLISH, "en")
        turns = [{"user": "mina", "text": text} for text in said]
        lines.append(json.dumps({"id": f"bench-{number}", "lang": lang, "turns": turns}, ensure_ascii=False))
    file.write_text("\n".join(lines), encoding="utf-8")
    return sum(len(KOREAN if number % 2 else ENGLISH) for number in range(10))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    whole_s, turn_ms, failed = [], [], 0
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "dialogues.jsonl"
        turns = write(file)
        command = [sys.executable, "-m", "bot", "replay", str(file), "--plan-only"]
        for _ in range(runs):
            began_s = time.perf_counter()
            done = subprocess.run(
                command,
                check=False,
                capture_output=True,
                text=True,
                timeout=120,
                env={**os.environ, "PICTUREBOOK_LOG_LEVEL": "error"},
            )
            whole_s.append(time.perf_counter() - began_s)
            rows = [json.loads(line) for line in done.stdout.splitlines()]
            if done.returncode and len(rows) < turns:
                print(f"replay cannot be measured, it ended with {done.returncode}: {done.stderr.strip()[-300:]}")
                return
            failed += done.returncode != 0
            turn_ms += [float(row["elapsed_ms"]) for row in rows]
    title = f"{turns} turns, plan only, {runs} runs"
    print_table(
        title,
        ["median", "worst"],
        [
            ["the whole command, s", p50(whole_s), max(whole_s)],
            ["one turn, ms (p50, p99)", p50(turn_ms), p99(turn_ms)],
        ],
    )
    if failed:
        print(f"{failed} of {runs} runs had a turn that ended in an error")


if __name__ == "__main__":
    main()
