"""`python -m server.teaching`: teach the reader, print how it fares on mail that it never met, write what it learned."""

import argparse
import json
import sys
from pathlib import Path

from server.teaching.course import CORPUS, load_pupils, teach
from server.teaching.tone import teach_tone
from server.teaching.words import plain_words

LEARNED = Path(__file__).parents[2] / "advancing" / "reading" / "learned"


def main() -> None:
    """Run the course."""
    parser = argparse.ArgumentParser(prog="teach", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing into the tree")
    parser.add_argument("--held-out", type=Path, help="where to write the held-out predictions, for score.py")
    given = parser.parse_args()
    pupils = load_pupils()
    print(f"{len(pupils)} cases, {sum(pupil.fresh for pupil in pupils)} of them fresh", file=sys.stderr)
    taught = teach(pupils)
    print(f"The confidence is learned from {taught.readings} readings.", file=sys.stderr)
    tone = teach_tone(CORPUS)
    print(
        f"Tone: learned from {tone.learned_from} mails; of {tone.measured} held out {tone.right} are told rightly.",
        file=sys.stderr,
    )
    if given.held_out:
        lines = (json.dumps(item, ensure_ascii=False) + "\n" for item in taught.held_out)
        given.held_out.write_text("".join(lines), "utf-8")
    if not given.check:
        words = plain_words(pupil.lesson.case for pupil in pupils)
        for name, text in {**taught.files, "tone.json": tone.file, "words.json": words}.items():
            (LEARNED / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
