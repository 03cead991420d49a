"""Lists of AI systems on their way in: found again, never doubled, bad rows given back, taken back as a whole."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sightline.aims.inventory.models import Absence, SuspectedDuplicate, System
from sightline.aims.organisation.models import Organisation, Person, Unit
from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.changes import change
from sightline.kernel.errors import Invalid, NotNow, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports import csv_chunks, read_table
from sightline.kernel.imports.jobs import import_in_background
from sightline.kernel.imports.looking import glance_at
from sightline.kernel.imports.models import Import
from sightline.kernel.imports.running import Result, run_import
from sightline.kernel.imports.words import squeeze
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.reading import history_of, last_entry
from tests.support.shared import shared_data

from .conftest import OWN

pytestmark = pytest.mark.django_db

Listed = Callable[..., Path]
Imported = Callable[..., Result]
FEDERAL_2024 = ("us-federal-inventory", "2024_consolidated_ai_inventory_raw_v2.csv")
FEDERAL_2023 = ("us-federal-inventory", "2023_consolidated_ai_inventory_raw.csv")


def figures(result: Result) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, refused."""
    return result.created, result.updated, result.unchanged, result.refused


def test_the_federal_inventory_comes_in_as_it_is_and_never_twice(organisation: Organisation, imported: Imported) -> None:
    path = shared_data(*FEDERAL_2024)
    before = last_entry()
    first = imported(path)
    assert figures(first) == (2133, 0, 0, 0)
    assert last_entry() == before + 1
    assert System.objects.count() == 2133
    assert [System.objects.filter(impact=impact).count() for impact in ("both", "rights", "safety")] == [195, 131, 25]
    assert Unit.objects.filter(parent=None, name="Department of Homeland Security").exists()
    assert not System.objects.filter(unit=None).exists()
    assert "\n" in "".join(System.objects.values_list("purpose", flat=True))
    assert figures(imported(path)) == (0, 0, 2133, 0)
    assert System.objects.count() == 2133
    assert replay().differences == []


def test_the_inventory_of_2023_comes_in_as_it_is(organisation: Organisation, imported: Imported) -> None:
    result = imported(shared_data(*FEDERAL_2023))
    assert figures(result) == (710, 0, 0, 0)
    assert System.objects.get(source_id="DHS-0000-2023").purpose != ""


def test_the_inventory_of_2024_is_an_update_of_that_of_2023(organisation: Organisation, imported: Imported) -> None:
    imported(shared_data(*FEDERAL_2023))
    before = dict(System.objects.values_list("reference", "name"))
    result = imported(shared_data(*FEDERAL_2024), complete=True)
    assert figures(result) == (1950, 183, 0, 0)
    assert System.objects.current().count() == 710 + 1950  # nothing doubles, nothing retires by itself
    assert result.missing == Absence.objects.filter(state="open").count() == 527
    updated = System.objects.filter(reference__in=before, version=2)
    assert updated.count() == 183
    assert [row.reference for row in updated if squeeze(row.name) != squeeze(before[row.reference])] == []
    assert [version.entry.action for version in history_of(updated[0])] == ["run_import", "run_import"]
    assert history_of(updated[0])[0].changes
    likely = SuspectedDuplicate.objects.filter(first__reference__in=before).exclude(second__reference__in=before)
    assert likely.filter(first__unit__name="Department of Interior", second__unit__name="Department of the Interior").exists()
    assert 40 < likely.count() < 200
    assert figures(imported(shared_data(*FEDERAL_2024))) == (0, 0, 2133, 0)
    assert replay().differences == []


def test_a_dry_run_writes_nothing(organisation: Organisation, listed: Listed, imported: Imported) -> None:
    before = last_entry()
    result = imported(
        listed(OWN, ["Chatbot", "Answers", "Claims", "ana@northwind.example", "operation", "neither", "yes", "2024-01-31"]), dry_run=True
    )
    assert figures(result) == (1, 0, 0, 0)
    assert (last_entry(), System.objects.count(), Unit.objects.count(), Import.objects.count()) == (before, 0, 0, 0)


def test_a_row_becomes_a_system_with_its_unit_and_owner(
    organisation: Organisation, ana: Person, lead: Actor, listed: Listed, imported: Imported
) -> None:
    imported(listed(OWN, ["Chatbot", "Answers", "Claims", "ANA@northwind.example", "operation", "rights", "no", "2024-01-31"]))
    system = System.objects.get()
    assert (system.owner, system.unit.name if system.unit else "", system.stage, system.started.isoformat() if system.started else "") == (
        ana,
        "Claims",
        "operation",
        "2024-01-31",
    )
    assert system.in_scope == "no"
    assert system.scope_reason == "The imported list leaves it out and gives no reason."
    assert [version.entry.action for version in history_of(system)] == ["run_import"]


def test_bad_rows_are_refused_and_given_back_and_good_ones_come_in(
    organisation: Organisation, listed: Listed, imported: Imported, tmp_path: Path
) -> None:
    rows = [
        ["Chatbot", "Answers", "Claims", "", "operation", "neither", "yes", "2024-01-31"],
        ["", "No name", "Claims", "", "operation", "neither", "yes", ""],
        ["Router", "Routes", "Claims", "", "Banana", "neither", "yes", ""],
        ["Sorter", "Sorts", "Claims", "", "operation", "neither", "yes", "2024-02-31"],
    ]
    result = imported(listed(OWN, *rows))
    assert figures(result) == (1, 0, 0, 3)
    assert [(error["row"], error["column"]) for error in result.errors] == [(3, "name"), (4, "stage"), (5, "started")]
    pieces = result.refused_file()
    assert pieces is not None
    back = tmp_path / "back.xlsx"
    back.write_bytes(b"".join(pieces))
    table = read_table(back)
    assert table.columns == [*OWN, "Why it was refused"]
    assert [row.cells[0] for row in table.rows()] == ["", "Router", "Sorter"]
    mended = listed(
        OWN,
        *[[rows[1][0] or "Named", *rows[1][1:]], [*rows[2][:4], "design", *rows[2][5:]], [*rows[3][:7], "2024-02-29"]],
        name="mended.csv",
    )
    assert figures(imported(mended)) == (3, 0, 0, 0)
    assert System.objects.count() == 4


def test_rows_of_one_file_are_never_merged(organisation: Organisation, listed: Listed, imported: Imported) -> None:
    path = listed(["Use case", "Department", "Intended purpose"], *[["Generative AI usage", "Energy", "Drafts letters"]] * 3)
    assert figures(imported(path)) == (3, 0, 0, 0)
    assert figures(imported(path)) == (0, 0, 3, 0)
    assert SuspectedDuplicate.objects.count() == 2


def test_a_changed_row_changes_its_system_and_nothing_else(organisation: Organisation, listed: Listed, imported: Imported) -> None:
    head = ["ID", "Use case", "Department", "Intended purpose", "Stage"]
    imported(listed(head, ["A-1", "Chatbot", "Energy", "Answers", "Pilot"], ["A-2", "Router", "Energy", "Routes", "Live"]))
    result = imported(
        listed(
            head,
            ["A-1", "Chatbot 2", "Energy", "Answers citizens", "Live"],
            ["A-2", "Router", "Energy", "Routes", "Live"],
            ["A-3", "Sorter", "Justice", "Sorts", "Idea"],
        )
    )
    assert figures(result) == (1, 1, 1, 0)
    assert list(System.objects.order_by("reference").values_list("name", "stage", "version")) == [
        ("Chatbot 2", "operation", 2),
        ("Router", "operation", 1),
        ("Sorter", "design", 1),
    ]


def test_what_a_list_leaves_empty_stays(do: Any, organisation: Organisation, lead: Actor, listed: Listed, imported: Imported) -> None:
    head = ["ID", "Use case", "Vendor"]
    imported(listed(head, ["A-1", "Chatbot", "Rankwise"]))
    assert figures(imported(listed(head, ["A-1", "Chatbot", ""]))) == (0, 0, 1, 0)
    assert System.objects.get().vendor == "Rankwise"


def test_what_was_edited_here_survives_the_same_list(
    do: Any, organisation: Organisation, lead: Actor, listed: Listed, imported: Imported
) -> None:
    path = listed(["ID", "Use case", "Intended purpose"], ["A-1", "Chatbot", "Answers"])
    imported(path)
    do("edit_system", lead, on=System.objects.get(), purpose="Answers citizens in four languages.", name="City chatbot")
    assert figures(imported(path)) == (0, 0, 1, 0)
    assert System.objects.get().name == "City chatbot"


def test_where_both_sides_changed_ours_stays_unless_told_otherwise(
    do: Any, organisation: Organisation, lead: Actor, listed: Listed, imported: Imported
) -> None:
    head = ["ID", "Use case", "Intended purpose"]
    imported(listed(head, ["A-1", "Chatbot", "Answers"]))
    do("edit_system", lead, on=System.objects.get(), purpose="Ours")
    path = listed(head, ["A-1", "Chatbot", "Theirs"])
    assert figures(imported(path)) == (0, 0, 1, 0)
    assert figures(imported(path, prefer_file=True)) == (0, 1, 0, 0)
    assert System.objects.get().purpose == "Theirs"


def test_a_system_made_by_hand_is_found(do: Any, organisation: Organisation, lead: Actor, listed: Listed, imported: Imported) -> None:
    unit = do("add_unit", lead, name="Energy")
    do("add_system", lead, name="Chatbot", purpose="Answers", unit=unit.reference)
    assert figures(
        imported(listed(["Use case", "Department", "Intended purpose", "Vendor"], ["CHATBOT", "Energy", "Answers.", "Rankwise"]))
    ) == (0, 1, 0, 0)
    assert System.objects.get().vendor == "Rankwise"


def test_a_retired_system_does_not_come_back(do: Any, organisation: Organisation, lead: Actor, listed: Listed, imported: Imported) -> None:
    path = listed(["ID", "Use case"], ["A-1", "Chatbot"])
    imported(path)
    do("retire_system", lead, on=System.objects.get(), reason="Switched off.")
    result = imported(path)
    assert figures(result) == (0, 0, 1, 0)
    assert "was retired" in result.notes[0]["message"]


def test_two_columns_make_a_tree_of_units(organisation: Organisation, listed: Listed, imported: Imported) -> None:
    imported(
        listed(["Use case", "Agency", "Bureau"], ["Chatbot", "Energy", "Grid"], ["Router", "Energy", "Grid"], ["Sorter", "Justice", "Grid"])
    )
    assert sorted((row.name, row.parent.name if row.parent else "") for row in Unit.objects.all()) == [
        ("Energy", ""),
        ("Grid", "Energy"),
        ("Grid", "Justice"),
        ("Justice", ""),
    ]


def test_a_mapping_decides_and_names_what_is_wrong_with_it(organisation: Organisation, listed: Listed, imported: Imported) -> None:
    path = listed(["A", "B", "C"], ["Chatbot", "live-ish", "x"])
    mapping = {"columns": {"A": {"field": "name"}, "B": {"field": "stage"}, "C": None}, "values": {"stage": {"live-ish": "operation"}}}
    assert figures(imported(path, mapping=json.dumps(mapping))) == (1, 0, 0, 0)
    assert System.objects.get().stage == "operation"
    with pytest.raises(Invalid) as refusal:
        imported(path, mapping={"columns": {"A": {"field": "nome"}}})
    assert "name" in refusal.value.fields["columns.A.field"][0]
    with pytest.raises(Invalid):
        imported(path, mapping={"columns": {"B": {"field": "stage"}}})


def test_a_mapping_is_remembered(organisation: Organisation, listed: Listed, imported: Imported) -> None:
    head = ["Zettel", "Kram", "Wo"]
    imported(listed(head, ["Chatbot", "Antwortet", "Energy"]), mapping={"columns": {"Zettel": "name", "Kram": "vendor", "Wo": "unit"}})
    imported(listed(head, ["Router", "Leitet", "Energy"]))
    assert System.objects.get(name="Router").vendor == "Leitet"


def test_only_leads_import(organisation: Organisation, owner: Actor, listed: Listed) -> None:
    with pytest.raises(NotPermitted):
        run_import("systems", listed(["Name"], ["Chatbot"]), owner, "cli")


def test_the_number_of_queries_does_not_grow_with_the_rows(organisation: Organisation, listed: Listed, imported: Imported) -> None:
    def counted(rows: int) -> int:
        path = listed(["ID", "Use case", "Department"], *[[f"A-{number}", f"System {number}", "Energy"] for number in range(rows)])
        with CaptureQueriesContext(connection) as queries:
            imported(path, dry_run=True)
        return len(queries)

    assert counted(400) == counted(2)


@pytest.fixture
def uploaded(do: Any, organisation: Organisation, lead: Actor) -> Callable[..., Import]:
    """Uploads a CSV of these lines, as the page does."""

    def upload(*lines: str) -> Import:
        file = SimpleUploadedFile("../list.csv", "\n".join(lines).encode())
        made = perform("upload_import", lead, {"kind": "systems"}, face="web", files={"file": file}).record
        assert isinstance(made, Import)
        return made

    return upload


def test_an_upload_is_mapped_counted_and_imported(do: Any, lead: Actor, uploaded: Callable[..., Import]) -> None:
    listing = uploaded("Use case,Department,State of play", "Chatbot,Energy,humming", "Router,Energy,humming")
    assert (listing.name, listing.rows, System.objects.count()) == ("list.csv", 2, 0)
    listing = do("map_import", lead, on=listing, column_2="stage")
    asked = listing.columns[2]["questions"]
    assert "humming" in asked[0]["text"]
    assert glance_at(listing).counts == {"created": 2, "updated": 0, "unchanged": 0, "refused": 0}
    listing = do("map_import", lead, on=listing, ask_2_0="operation")
    listing = do("run_import", lead, on=listing)
    assert (listing.state, listing.created) == ("done", 2)
    assert set(System.objects.values_list("stage", flat=True)) == {"operation"}
    with pytest.raises(NotNow):
        do("run_import", lead, on=listing)


def test_the_field_goes_to_the_column_that_a_person_chose(do: Any, lead: Actor, uploaded: Callable[..., Import]) -> None:
    listing = uploaded("Use case,Department,Alias", "Chatbot,Energy,Bot", "Router,Energy,Rout")
    listing = do("map_import", lead, on=listing, column_2="name")
    assert [(column["field"], column["how"]) for column in listing.columns][::2] == [
        (None, listing.columns[0]["how"]),
        ("name", "You chose"),
    ]


def test_an_import_is_taken_back_as_a_whole(
    do: Any, lead: Actor, uploaded: Callable[..., Import], listed: Listed, imported: Imported
) -> None:
    imported(listed(["ID", "Use case", "Department"], ["A-1", "Chatbot", "Energy"]))
    listing = do(
        "run_import", lead, on=uploaded("ID,Use case,Department", "A-1,City chatbot,Energy", "A-2,Router,Justice", "A-3,Sorter,Justice")
    )
    do("edit_system", lead, on=System.objects.get(source_id="A-3"), vendor="Rankwise")
    listing = do("take_back_import", lead, on=listing, reason="The wrong file.")
    touched = System.objects.get(source_id="A-3")
    assert listing.state == "taken-back"
    assert touched.reference in listing.result
    assert sorted(System.objects.current().values_list("name", flat=True)) == ["Chatbot", "Sorter"]
    assert set(Unit.objects.current().values_list("name", flat=True)) == {"Energy", "Justice"}
    assert replay().differences == []
    again = imported(listed(["ID", "Use case", "Department"], ["A-2", "Router", "Justice"]))
    assert figures(again) == (1, 0, 0, 0)


def test_units_that_nothing_needs_go_with_the_import(do: Any, lead: Actor, uploaded: Callable[..., Import]) -> None:
    listing = do("run_import", lead, on=uploaded("Use case,Agency,Bureau", "Chatbot,Energy,Grid"))
    do("take_back_import", lead, on=listing, reason="The wrong file.")
    assert not Unit.objects.current().exists()
    assert not System.objects.current().exists()


def test_after_a_week_an_import_stays(do: Any, lead: Actor, uploaded: Callable[..., Import]) -> None:
    listing = do("run_import", lead, on=uploaded("Use case,Department", "Chatbot,Energy"))
    with clock.at(clock.now() + timedelta(days=8)), pytest.raises(NotNow, match="could be taken back until"):
        do("take_back_import", lead, on=listing, reason="Too late.")


def test_a_file_that_is_no_list_says_what_to_do(lead: Actor, uploaded: Callable[..., Import]) -> None:
    with pytest.raises(Invalid, match="PDF"):
        uploaded("%PDF-1.7", "x,y")


@contextmanager
def _file(rows: list[list[str]]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(b"".join(csv_chunks(["name", "unit", "purpose", "vendor"], rows)))
        yield path


_WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)


class AnyList(TestCase):
    """Whatever a list holds, a second import of it finds every record of the first."""

    @given(st.lists(st.lists(_WORDS, min_size=4, max_size=4), min_size=1, max_size=12))
    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    def test_the_figures_add_up_and_a_second_import_adds_nothing(self, rows: list[list[str]]) -> None:
        mapping = {"columns": {name: name for name in ("name", "unit", "purpose", "vendor")}, "header_row": 1}
        with _file(rows) as path:
            try:
                first = run_import("systems", path, Actor.local(), "cli", mapping)
            except Invalid:
                return
            again = run_import("systems", path, Actor.local(), "cli", mapping)
        assert sum(figures(first)) == first.created + first.refused == len(list(first.plan.drafts if first.plan else []))
        assert figures(again) == (0, 0, first.created, first.refused)
        assert System.objects.count() == first.created


def test_a_long_list_is_imported_in_the_background_once(do: Any, lead: Actor, uploaded: Callable[..., Import]) -> None:
    listing = do("queue_import", lead, on=uploaded("Use case,Department", "Chatbot,Energy"))
    assert (listing.state, System.objects.count()) == ("waiting", 0)
    assert lead.account is not None
    for _ in range(2):
        import_in_background.func(listing.reference, str(lead.account.pk), "ours", True)
    listing.refresh_from_db()
    assert (listing.state, listing.created, System.objects.count()) == ("done", 1, 1)
    assert history_of(listing)[0].entry.actor == lead.key


def test_an_import_that_stops_in_the_background_says_why(do: Any, lead: Actor, uploaded: Callable[..., Import]) -> None:
    listing = do("queue_import", lead, on=uploaded("Use case,Department", "Chatbot,Energy"))
    assert lead.account is not None
    with change(Actor.system(), "edit_account", "system", "the lead changes to another job"):
        lead.account.roles = ["employee"]
        lead.account.save()
    import_in_background.func(listing.reference, str(lead.account.pk), "ours", True)
    listing.refresh_from_db()
    assert (listing.state, System.objects.count()) == ("failed", 0)
    assert "is for these roles" in listing.result
