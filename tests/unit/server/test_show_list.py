"""The reader of show lists, on files that nobody would write and somebody will send."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advancing.fields import CATALOGUE
from tools.store.show import NewShow
from tools.store.show_list import OPTIONAL, REQUIRED, BadShowList, RowFault, read_show_list

CELLS = {
    "tour": "Spring 2027",
    "artist": "Night Ferry",
    "venue": "The Ritz",
    "date": "2027-03-15",
    "contact_email": "sam@theritz.example",
}
COLUMNS = (*REQUIRED, *OPTIONAL, *sorted(CATALOGUE))
NASTY = st.sampled_from(
    ["", " ", "\x00", "\n", '"', ",", ";", "\t", "\ufeff", "é" * 300, "2027-13-40", "12", "-1", "1e400", "nan", "7 pm"]
)


def written(rows: list[dict[str, str]], columns: list[str], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read_or_refuse(text: str) -> tuple[list[NewShow], list[RowFault]]:
    try:
        return read_show_list(text), []
    except BadShowList as bad:
        return [], bad.faults


@given(st.text(max_size=400))
@example('"')
@example("tour,artist,venue,date,contact_email\n\x00")
@example("tour,artist,venue,date,contact_email\r\rx")
def test_any_text_is_read_or_refused_with_every_fault(text: str) -> None:
    shows, faults = read_or_refuse(text)

    assert not (shows and faults)
    assert all(fault.row >= 1 and fault.message.endswith((".", "'")) for fault in faults)


@given(
    st.lists(st.dictionaries(st.sampled_from(COLUMNS), st.one_of(NASTY, st.text(max_size=30))), max_size=6),
    st.sampled_from(",;\t"),
)
def test_rows_of_any_content_make_shows_that_the_database_takes_or_are_refused(
    rows: list[dict[str, str]], delimiter: str
) -> None:
    columns = list(dict.fromkeys([*REQUIRED, *(name for row in rows for name in row)]))
    full = [{**CELLS, "venue": f"The Ritz {number}", **row} for number, row in enumerate(rows)]

    shows, faults = read_or_refuse(written(full, columns, delimiter))

    assert len(shows) == (0 if faults else len(rows))
    for show in shows:
        for name in (show.tour, show.artist, show.venue):
            assert 1 <= len(name) <= 200
            assert name.isprintable()
        assert show.country.isascii()
        assert (len(show.country), show.country) == (2, show.country.upper())
        assert (len(show.currency), show.currency) == (3, show.currency.upper())
        assert "@" in show.contact_email
        assert set(show.contract) <= set(CATALOGUE)


@given(st.integers(min_value=0, max_value=30), st.integers(min_value=1, max_value=5))
def test_a_fault_is_told_by_the_line_it_stands_in_whatever_stands_before(blank: int, quoted: int) -> None:
    before = written([{**CELLS, "venue": "Of\nmany\nlines" + "\n" * quoted}], list(CELLS))
    text = before + "\n" * blank + "Spring 2027,Night Ferry,Somewhere,soon,a@b.example\n"

    with pytest.raises(BadShowList) as refusal:
        read_show_list(text)

    [fault] = refusal.value.faults
    assert (fault.row, fault.message) == (len(text.splitlines()), "date takes YYYY-MM-DD, not 'soon'.")


@given(st.permutations(COLUMNS))
def test_columns_stand_in_any_order(columns: list[str]) -> None:
    [show] = read_show_list(written([CELLS], columns))

    assert (show.tour, show.venue, show.show_date.isoformat()) == ("Spring 2027", "The Ritz", "2027-03-15")


@pytest.mark.parametrize("day", ["20270315", "2027-W11-1", "2027-3-5", "２０２７-03-15", "2027-02-30"])
def test_a_date_is_written_in_one_way(day: str) -> None:
    with pytest.raises(BadShowList):
        read_show_list(written([{**CELLS, "date": day}], list(CELLS)))


@pytest.mark.parametrize("country", ["ÄÖ", "ß", "USA", "1A", "ﬁ"])
def test_a_country_is_two_letters(country: str) -> None:
    with pytest.raises(BadShowList):
        read_show_list(written([{**CELLS, "country": country}], [*CELLS, "country"]))


def test_a_name_that_no_table_takes_is_told() -> None:
    with pytest.raises(BadShowList) as refusal:
        read_show_list(written([{**CELLS, "venue": "v" * 201}], list(CELLS)))

    assert [fault.message for fault in refusal.value.faults] == ["venue is longer than 200 characters."]
