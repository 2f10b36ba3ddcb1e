"""`advance shows`: a tour's shows from a CSV file, all of them or none, and a list of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import Advance
from tools.store.person import Person

HEADER = "tour,artist,venue,date,contact_email"
RITZ = "Spring 2027,Night Ferry,The Ritz,2027-03-15,sam@theritz.example"
HALCYON = "Spring 2027,Night Ferry,Halcyon Theatre,2027-03-17,priya@halcyon.example"
Rows = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str, encoding: str = "utf-8", newline: str = "\n") -> Path:
        path = tmp_path / "shows.csv"
        path.write_bytes((newline.join(lines) + newline).encode(encoding))
        return path

    return write


def kept(rows: Rows) -> list[str]:
    return [
        row["name"] for row in rows("select v.name from shows s join venues v on v.id = s.venue_id order by show_date")
    ]


def test_shows_are_imported_and_found_there_the_second_time(
    advance: Advance, dana: Person, dsn: str, file: Callable[..., Path], rows: Rows
) -> None:
    path = file(HEADER, RITZ, HALCYON)

    first = advance("shows", "import", path, DATABASE_URL=dsn)
    second = advance("shows", "import", path, DATABASE_URL=dsn)

    assert (first.code, first.out) == (0, "2 shows imported, 0 were there already.\n")
    assert (second.code, second.out) == (0, "0 shows imported, 2 were there already.\n")
    assert kept(rows) == ["The Ritz", "Halcyon Theatre"]


def test_every_column_is_kept_the_contracts_values_in_canonical_form(
    advance: Advance, dana: Person, dsn: str, file: Callable[..., Path], rows: Rows
) -> None:
    more = "venue_type,city,country,timezone,currency,contact_name,contact_role,schedule.doors,hospitality.buyoutAmount"
    values = "theater,Manchester,gb,Europe/London,gbp,Priya Anand,Technical manager,7 pm,20"

    outcome = advance("shows", "import", file(f"{HEADER},{more}", f"{HALCYON},{values}"), DATABASE_URL=dsn)

    assert outcome.code == 0, outcome.err
    [show] = rows(
        "select s.contract, s.currency, v.venue_type, v.city, v.country, v.timezone, c.name, c.role from shows s"
        " join venues v on v.id = s.venue_id join contacts c on c.id = s.contact_id"
    )
    assert show["contract"] == {
        "schedule.doors": "19:00",
        "hospitality.buyoutAmount": {"amount": 20, "currency": "GBP"},
    }
    assert (show["venue_type"], show["city"], show["country"], show["timezone"]) == (
        "theater",
        "Manchester",
        "GB",
        "Europe/London",
    )
    assert (show["currency"], show["name"], show["role"]) == ("GBP", "Priya Anand", "Technical manager")


@pytest.mark.parametrize(
    ("lines", "encoding", "newline"),
    [
        ((HEADER, RITZ), "utf-8-sig", "\r\n"),
        ((HEADER, RITZ), "utf-8", "\r"),
        ((HEADER.replace(",", ";"), RITZ.replace(",", ";")), "utf-8", "\n"),
        ((HEADER.replace(",", "\t"), RITZ.replace(",", "\t")), "utf-8-sig", "\r\n"),
        ((HEADER.replace(",", " , ").upper(), RITZ), "utf-8", "\n"),
        ((HEADER, "", RITZ, "", ""), "utf-8", "\n"),
        ((HEADER, RITZ, ",,,,"), "utf-8", "\n"),
        ((HEADER, RITZ.replace("The Ritz", '"The Ritz"')), "utf-8", "\n"),
    ],
)
def test_a_file_as_spreadsheets_write_them_is_taken(
    advance: Advance,
    dana: Person,
    dsn: str,
    file: Callable[..., Path],
    rows: Rows,
    lines: tuple[str, ...],
    encoding: str,
    newline: str,
) -> None:
    outcome = advance("shows", "import", file(*lines, encoding=encoding, newline=newline), DATABASE_URL=dsn)

    assert (outcome.code, outcome.err) == (0, "")
    assert kept(rows) == ["The Ritz"]


def test_every_faulty_row_is_told_by_its_line_and_nothing_is_imported(
    advance: Advance, dana: Person, dsn: str, file: Callable[..., Path], rows: Rows
) -> None:
    path = file(
        f"{HEADER},country,timezone,currency,schedule.doors",
        f"{RITZ},US,America/New_York,USD,19:00",
        "Spring 2027,Night Ferry,Somewhere,15.03.2027,nobody,England,Mars/Olympus,pounds,late",
        "",
        ",Night Ferry,Somewhere,2027-03-18,a@b.example,US,UTC,USD,",
        f"{RITZ},US,America/New_York,USD,19:00",
        "Spring 2027,Night Ferry",
        f"{HALCYON},GB,Europe/London,GBP,19:00,one,too,many",
        '"Spring\n2027",Night Ferry,Twice,2027-03-19,a@b.example,US,UTC,USD,',
        f"{HALCYON},GB,Europe/Lundun,GBP,19:00",
    )

    outcome = advance("shows", "import", path, DATABASE_URL=dsn)

    told = outcome.err.splitlines()
    assert outcome.code == 1
    assert told[-1] == "6 rows are faulty; nothing was imported."
    by_row = [line.split(":")[0] for line in told[:-1]]
    assert by_row == ["row 3"] * 6 + ["row 5", "row 6", "row 7", "row 8", "row 11"]
    assert "row 3: date takes YYYY-MM-DD, not '15.03.2027'." in told
    assert "row 6: The same show stands in row 2." in told
    assert kept(rows) == []


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("tour,artist,venue,date", "The header lacks contact_email."),
        (f"{HEADER},colour,schedule.tea", "The header has columns that are not known: colour, schedule.tea."),
        (f"{HEADER},venue", "The header has a column twice: venue."),
        ("", "The file is empty; it begins with a header line."),
        ("a,b", "The header lacks tour, artist, venue, date, contact_email."),
    ],
)
def test_a_wrong_header_is_told(advance: Advance, file: Callable[..., Path], dsn: str, header: str, said: str) -> None:
    outcome = advance("shows", "import", file(header, RITZ) if header else file(), DATABASE_URL=dsn)

    assert outcome.code == 1
    assert f"row 1: {said}" in outcome.err.splitlines()


def test_more_rows_than_one_file_may_have_are_refused(
    advance: Advance, dana: Person, dsn: str, file: Callable[..., Path], rows: Rows
) -> None:
    lines = [f"Spring 2027,Night Ferry,Venue {number},2027-03-15,a@b.example" for number in range(2001)]

    outcome = advance("shows", "import", file(HEADER, *lines), DATABASE_URL=dsn)

    assert outcome.code == 1
    assert "There are more than 2000 rows; split the file." in outcome.err
    assert kept(rows) == []


def test_as_many_rows_as_one_file_may_have_are_imported_at_once(
    advance: Advance, dana: Person, dsn: str, file: Callable[..., Path], rows: Rows
) -> None:
    lines = [f"Spring 2027,Night Ferry,Venue {number},2027-03-15,a@b.example" for number in range(2000)]

    outcome = advance("shows", "import", file(HEADER, *lines), DATABASE_URL=dsn)

    assert (outcome.code, outcome.out) == (0, "2000 shows imported, 0 were there already.\n")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", HEADER.encode("utf-16"), "Zürich".encode("latin-1")])
def test_a_file_that_is_not_utf8_is_told(advance: Advance, dsn: str, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "shows.csv"
    path.write_bytes(content)

    outcome = advance("shows", "import", path, DATABASE_URL=dsn)

    assert outcome.code == 1
    assert outcome.err.strip().endswith("is not UTF-8; save it as CSV UTF-8.")


def test_a_file_that_is_not_there_is_told(advance: Advance, dsn: str) -> None:
    outcome = advance("shows", "import", "nowhere.csv", DATABASE_URL=dsn)

    assert (outcome.code, outcome.err) == (1, "nowhere.csv cannot be read: No such file or directory.\n")


def test_without_a_tour_manager_nothing_is_imported(
    advance: Advance, dsn: str, file: Callable[..., Path], rows: Rows
) -> None:
    outcome = advance("shows", "import", file(HEADER, RITZ), DATABASE_URL=dsn)

    assert outcome.code == 1
    assert "There is no tour manager yet" in outcome.err
    assert kept(rows) == []


def test_shows_are_listed_with_their_status(
    advance: Advance, dana: Person, dsn: str, file: Callable[..., Path], rows: Rows
) -> None:
    advance("shows", "import", file(HEADER, RITZ, HALCYON), DATABASE_URL=dsn)
    [first, *_] = rows("select id from shows order by show_date")

    outcome = advance("shows", "list", DATABASE_URL=dsn)

    lines = outcome.out.splitlines()
    assert outcome.code == 0
    assert any("2027-03-15" in line and "The Ritz" in line and "draft" in line for line in lines)
    assert str(first["id"]) in outcome.out
