"""Files are kept once, whole, unchanged, and for their own council only."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import unicodedata
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations import files
from rooftree.foundations.file_types import PICTURES
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import KeptFile, LocalRule
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, the_council

PDF = b"%PDF-1.7\n" + b"x" * 1000
TWO_DAYS = timedelta(days=2)


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "files"


def keep(content: bytes = PDF, *, filename: str = "letter.pdf", **facts) -> KeptFile:
    council = facts.pop("council", None) or the_council()
    return files.keep(BytesIO(content), filename=filename, council=council, at=NOON, **facts)


def bytes_of(kept: KeptFile) -> bytes:
    _, file = files.open_again(kept.pk, council=kept.council)
    with file:
        return file.read()


def on_disk(disk: Path) -> list[Path]:
    return sorted(path for path in disk.rglob("*") if path.is_file())


def age(path: Path, by: timedelta) -> None:
    moment = (NOON - by).timestamp()
    os.utime(path, (moment, moment))


# --- Keeping --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("acting")
def test_a_file_is_kept_and_opened_again():
    kept = keep()

    assert (kept.filename, kept.media_type, kept.size, kept.kept_at) == (
        "letter.pdf",
        "application/pdf",
        1009,
        NOON,
    )
    assert bytes_of(kept) == PDF


@pytest.mark.usefixtures("acting")
def test_the_bytes_lie_under_their_hash_for_the_server_alone(disk):
    kept = keep()

    (path,) = on_disk(disk)
    assert path.relative_to(disk).parts == (str(kept.council_id), kept.sha256[:2], kept.sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in path.parents[:3]} == {0o700}


@pytest.mark.usefixtures("acting")
def test_the_same_bytes_are_stored_once_under_both_names(disk):
    kept, again = keep(), keep(filename="copy.pdf")

    assert len(on_disk(disk)) == 1
    assert (bytes_of(kept), bytes_of(again)) == (PDF, PDF)
    assert (kept.filename, again.filename) == ("letter.pdf", "copy.pdf")


@pytest.mark.usefixtures("acting")
def test_a_name_without_an_ending_is_given_one():
    assert keep(filename="letter").filename == "letter.pdf"


@pytest.fixture
def a_thousand_bytes(monkeypatch) -> None:
    """The 25 MB of the rule book are 1,000 bytes."""
    monkeypatch.setattr(files, "MEGABYTE", 40)


@pytest.mark.usefixtures("acting", "a_thousand_bytes")
def test_a_file_may_be_as_large_as_the_rule_book_says():
    assert keep(PDF[:1000]).size == 1000


@pytest.mark.usefixtures("acting", "a_thousand_bytes")
def test_a_larger_file_is_refused_and_leaves_nothing_behind(disk):
    with pytest.raises(
        Refused, match=r"“letter\.pdf” is larger than 25 MB, the most that is kept\. Make it smaller"
    ):
        keep(PDF[:1001])

    assert on_disk(disk) == []


@pytest.mark.usefixtures("acting")
def test_a_council_may_set_a_size_of_its_own():
    LocalRule.objects.create(
        council=the_council(), code="files.largest", applies_from=NOON, value={"value": "0.001"},
        reason="Small disks", decided_by="Ada Gray", decided_at=NOON,
    )  # fmt: skip

    with pytest.raises(Refused, match=r"is larger than 0\.001 MB"):
        keep()


@pytest.mark.usefixtures("acting")
@pytest.mark.parametrize(
    ("content", "facts", "sentence"),
    [
        (b"", {}, "“letter.pdf” is empty"),
        (b"MZ\x90", {"filename": "tool.exe"}, "is not a kind of file that can be kept here"),
        (PDF, {"filename": "photo.jpg"}, "is not what its name says"),
        (PDF, {"declared": "text/html"}, "was sent as text/html"),
        (PDF, {"allowed": PICTURES}, "Send a JPEG picture"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(content, facts, sentence, disk):
    with pytest.raises(Refused, match=sentence):
        keep(content, **facts)

    assert (on_disk(disk), KeptFile.objects.count()) == ([], 0)


@pytest.mark.usefixtures("acting")
def test_a_stream_that_breaks_leaves_nothing_behind(disk):
    class Broken(BytesIO):
        def read(self, size: int = -1) -> bytes:
            if self.tell():
                raise ConnectionError("the phone lost its signal")
            return super().read(100)

    with pytest.raises(ConnectionError):
        files.keep(Broken(PDF), filename="letter.pdf", council=the_council(), at=NOON)

    assert (on_disk(disk), KeptFile.objects.count()) == ([], 0)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_server_killed_in_the_middle_leaves_no_half_file(disk, database_url, council):
    program = f"""
        import django, io, os, signal
        django.setup()
        from django.conf import settings
        from rooftree.foundations import dates, files
        from rooftree.foundations.isolation import acting_for
        from rooftree.foundations.models import Council

        class Killer(io.BytesIO):
            def read(self, size=-1):
                if self.tell():
                    os.kill(os.getpid(), signal.SIGKILL)
                return super().read(5)

        council = Council.objects.get(pk={council.pk})
        with acting_for([council.pk], who="test"):
            files.keep(Killer(b"%PDF-1.7 and more"), filename="a.pdf", council=council, at=dates.now())
    """
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "ROOFTREE_VAR": str(disk.parent),
        "DJANGO_SETTINGS_MODULE": "rooftree.config.settings",
    }
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], env=environment, check=False)

    assert killed.returncode == -signal.SIGKILL
    (left,) = on_disk(disk)
    assert left.parent.name == "arriving"
    with acting_for([council.pk], who="test"):
        assert KeptFile.objects.count() == 0
        age(left, TWO_DAYS)
        assert files.sweep(council, at=NOON) == 1
    assert on_disk(disk) == []


# --- Opening --------------------------------------------------------------------------------------


def test_another_council_does_not_open_a_file(council, other_council):
    with acting_for([council.pk], who="test"):
        kept = keep()

    with acting_for([other_council.pk], who="test"):
        for asked in (council, other_council):
            with pytest.raises(KeptFile.DoesNotExist):
                files.open_again(kept.pk, council=asked)


def test_an_officer_of_both_councils_opens_it_only_as_its_own(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        kept = keep()

        with pytest.raises(KeptFile.DoesNotExist):
            files.open_again(kept.pk, council=other_council)
        assert bytes_of(kept) == PDF


def test_with_nothing_said_nothing_is_opened(council):
    with acting_for([council.pk], who="test"):
        kept = keep()

    with pytest.raises(KeptFile.DoesNotExist):
        files.open_again(kept.pk, council=council)


def test_two_councils_share_no_bytes(council, other_council, disk):
    with acting_for([council.pk, other_council.pk], who="test"):
        keep()
        keep(council=other_council)

    assert len(on_disk(disk)) == 2


@pytest.mark.usefixtures("acting")
def test_bytes_that_were_changed_are_not_opened(disk):
    kept, sound = keep(), keep(PDF + b"y")
    (disk / str(kept.council_id) / kept.sha256[:2] / kept.sha256).write_bytes(b"%PDF-1.7 forged")

    with pytest.raises(files.Damaged, match="are not those that were kept"):
        files.open_again(kept.pk, council=kept.council)
    assert list(files.damaged(kept.council)) == [kept]
    assert bytes_of(sound) == PDF + b"y"


@pytest.mark.usefixtures("acting")
def test_bytes_that_are_gone_or_a_link_are_not_opened(disk):
    kept = keep()
    (path,) = on_disk(disk)
    path.rename(disk / "elsewhere")
    path.symlink_to(disk / "elsewhere")

    with pytest.raises(files.Damaged, match="cannot be read"):
        files.open_again(kept.pk, council=kept.council)


@pytest.mark.usefixtures("acting")
def test_a_file_is_sent_to_be_saved_and_never_run():
    headers = files.headers(keep(filename='Zoë"s.pdf'))

    assert headers["Content-Disposition"] == "attachment; filename*=utf-8''Zo%C3%AB-s.pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


# --- Sweeping -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("acting")
def test_bytes_without_a_row_are_swept_after_a_day(disk):
    kept, undone = keep(), keep(PDF + b"y")
    KeptFile.objects.filter(pk=undone.pk).delete()
    for path in on_disk(disk):
        age(path, TWO_DAYS)

    assert files.sweep(kept.council, at=NOON) == 1
    assert [path.name for path in on_disk(disk)] == [kept.sha256]


@pytest.mark.usefixtures("acting")
def test_bytes_that_have_just_arrived_are_left_alone(disk):
    undone = keep()
    KeptFile.objects.all().delete()
    age(on_disk(disk)[0], timedelta(hours=23))

    assert files.sweep(undone.council, at=NOON) == 0


@pytest.mark.django_db(transaction=True)
def test_a_sweep_waits_for_the_row_of_bytes_that_are_being_kept(disk, council):
    arrived, may_commit, swept = Event(), Event(), []

    def keep_slowly() -> None:
        with closing(connection), acting_for([council.pk], who="test"), transaction.atomic():
            keep(council=council)
            arrived.set()
            may_commit.wait(10)

    def sweep() -> None:
        with closing(connection), acting_for([council.pk], who="test"):
            swept.append(files.sweep(council, at=NOON))

    keeping, sweeping = Thread(target=keep_slowly), Thread(target=sweep)
    keeping.start()
    arrived.wait(10)
    age(on_disk(disk)[0], TWO_DAYS)
    sweeping.start()
    sweeping.join(0.3)
    assert sweeping.is_alive()
    may_commit.set()
    keeping.join(10)
    sweeping.join(10)

    assert swept == [0]
    assert len(on_disk(disk)) == 1


# --- Names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "harmless"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\fakepath\Damp in the hall.jpg", "Damp in the hall.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\nc\u200b.pdf", "abc.pdf"),
        ("..hidden.pdf. ", "hidden.pdf"),
        ('what?<is>"this"|*.pdf', "what--is--this---.pdf"),
        ("CON.pdf", "file CON.pdf"),
        ("", "file"),
        ("...", "file"),
        ("many    spaces.pdf", "many spaces.pdf"),
        ("Zoe\u0308.pdf", "Zoë.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(sent, harmless):
    assert files.harmless_name(sent) == harmless


@given(st.text(max_size=400))
def test_no_name_does_harm(sent):
    name = files.harmless_name(sent)

    assert 0 < len(name) <= files.NAME_AT_MOST
    assert not set(name) & set('/\\<>:"|?*\x00')
    assert not name.startswith(".")
    assert all(unicodedata.category(letter)[0] != "C" for letter in name)
