"""The message catalogues must be complete: `make check` runs this.

Fails when makemessages would add or remove a text, or when an entry in bokmål, nynorsk or
English is empty or fuzzy. With --update the catalogues are brought up to date instead;
English entries, whose texts are the msgids themselves, are then filled in.

makemessages runs on a copy of the code, so that a check never changes a file.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
LOCALE = Path("vern/locale")
LANGUAGES = ("nb", "nn", "en")
UNREAD = ("static", "fonts", "tests", "migrations", "__pycache__", "*.mo")

Key = tuple[str | None, str, str]


def extract(work: Path) -> None:
    """Run makemessages on a copy of the code in `work`."""
    shutil.copytree(ROOT / "vern", work / "vern", ignore=shutil.ignore_patterns(*UNREAD))
    (work / LOCALE).mkdir(exist_ok=True)
    languages = [part for language in LANGUAGES for part in ("--locale", language)]
    options = ["--no-location", "--no-obsolete", "--no-wrap", "--extension", "html,py,txt"]
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *languages, *options],
        cwd=work,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def catalogue(root: Path, language: str) -> polib.POFile:
    """A language's catalogue under `root`; an empty one where there is none."""
    path = root / LOCALE / language / "LC_MESSAGES" / "django.po"
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def keys(texts: polib.POFile) -> set[Key]:
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in texts if not entry.obsolete
    }


def problems(work: Path, language: str) -> list[str]:
    """What is wrong with a language's catalogue, one line each."""
    ours, wanted = catalogue(ROOT, language), catalogue(work, language)
    missing, superfluous = keys(wanted) - keys(ours), keys(ours) - keys(wanted)
    return [
        *(f"{language}: not in the catalogue: {text!r}" for _, text, _ in sorted(missing, key=str)),
        *(f"{language}: not in the code: {text!r}" for _, text, _ in sorted(superfluous, key=str)),
        *(f"{language}: not translated: {entry.msgid!r}" for entry in ours.untranslated_entries()),
        *(f"{language}: fuzzy: {entry.msgid!r}" for entry in ours.fuzzy_entries()),
    ]


def fill_in_english(work: Path) -> None:
    """English is a real catalogue whose texts are the msgids."""
    english = catalogue(work, "en")
    for entry in english:
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.previous_msgid = None
        entry.previous_msgid_plural = None
        entry.previous_msgctxt = None
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid
    english.save()


def update(work: Path) -> None:
    """Take over the catalogues from `work`."""
    fill_in_english(work)
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(work / path, ROOT / path)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        extract(work)
        if "--update" in sys.argv:
            update(work)
            return 0
        found = [line for language in LANGUAGES for line in problems(work, language)]
    sys.stderr.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
