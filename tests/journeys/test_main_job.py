"""The main job, as a newcomer does it: from an empty folder to a pack that an outsider checks, without a word to the command line before the end."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
import python_calamine
from playwright.sync_api import Browser, Page, expect

from tests.support.product import ORGANISATION, Product
from tests.support.shared import shared_data

from .acting import counted, decide_the_rest, do, done, downloaded, field, fill_in, first_visit, person, press, state

EXECUTIVE = "sam@northwind.example"
SECOND_PASSWORD = "seven herons over the mill pond"
HELD = "Every role that must be filled has a holder who is still here"
IN_FORCE = "A scope statement is in force, approved by somebody who did not write it"
DECIDED = "Every AI system is in scope or left out with a reason"
TO_FILL = 12  # required roles that a person is appointed to; three others are named on systems and risks

pytestmark = pytest.mark.browser


def test_from_an_empty_folder_to_a_pack_that_an_outsider_checks(empty_product: Product, chromium: Browser, tmp_path: Path) -> None:
    inventory = shared_data("us-federal-inventory", "2024_consolidated_ai_inventory_raw_v2.csv")
    empty_product.start()
    try:
        check_the_main_job(empty_product, chromium, inventory, tmp_path)
    except BaseException as error:
        error.add_note((empty_product.home / "server.log").read_text(errors="replace")[-6000:])
        raise


def check_the_main_job(product: Product, chromium: Browser, inventory: Path, folder: Path) -> None:
    lead = person(chromium)
    first_visit(lead, product)
    import_the_inventory(lead, product, inventory)
    look_around(lead, product)
    add_people(lead)
    fill_the_roles(lead, product)
    draft_a_scope(lead, product)
    approve_the_scope(person(chromium), lead, product)
    export_the_report(lead, product, folder)
    pack = download_the_pack(lead, product, folder)
    check_on_the_command_line(pack, product, folder)
    check_in_a_browser(pack, chromium, folder)
    check_the_installation(product)
    lead.context.close()


def import_the_inventory(lead: Page, product: Product, inventory: Path) -> None:
    lead.goto(product.url + "/systems/")
    press(lead, "Import a list")
    field(lead, "File").set_input_files(inventory)
    press(lead, "Import a list")
    assert done(lead) == "IMP-0001"
    expect(lead.locator("#columns")).to_contain_text("11 of 62 are read")
    # The contract is the nearest thing to a supplier that this list has: no guess, so a person says it.
    column = lead.locator("table.mapping tbody tr", has_text="Procurement Instrument Identifier").locator("select").first
    assert column.evaluate("e => e.selectedOptions[0].text") == "Leave it out"
    column.select_option(label="Vendor")
    press(lead, "Count again")
    expect(lead.locator("#columns")).to_contain_text("12 of 62 are read")
    expect(column).to_have_value("vendor")
    assert lead.locator("#result .figure").all_inner_texts() == ["2,133", "0", "0", "0"]
    expect(lead.locator("#result")).to_contain_text("Dry run of all 2,133 rows, nothing saved")
    press(lead, "Add 2,133")
    assert done(lead) == "IMP-0001"
    expect(lead.locator("#result")).to_contain_text("What happened")
    assert lead.locator("#result .figure").all_inner_texts() == ["2,133", "0", "0", "0"]


def look_around(lead: Page, product: Product) -> None:
    lead.goto(product.url + "/systems/")
    expect(lead.locator("main .lead")).to_contain_text("2,133 AI systems, 0 of them in scope; 351 touch rights or safety")
    lead.get_by_role("link", name="Rights or safety 351").click()
    lead.wait_for_url("**/systems/?view=rights-or-safety*")
    lead.locator("main input[type=search]").fill("suicide prevention")
    lead.keyboard.press("Enter")
    lead.wait_for_url(re.compile(r"q=suicide(\+|%20)prevention"))
    rows = lead.locator("#register tbody tr")
    assert 0 < rows.count() < 20
    assert all("veterans" in said.lower() or "health" in said.lower() for said in rows.all_inner_texts())
    name = rows.first.locator("a.name").inner_text()
    rows.first.locator("a.name").click()
    expect(lead.locator("h1")).to_have_text(name)
    assert state(lead) == "Not decided"
    expect(lead.locator("#missing-next")).to_contain_text("Has no owner")
    lead.keyboard.press("Control+k")
    lead.keyboard.type("SYS-0001")
    lead.keyboard.press("Enter")
    lead.wait_for_url("**/systems/SYS-0001/")
    expect(lead.locator("#facts")).to_contain_text("Department of Homeland Security")


def add_people(lead: Page) -> None:
    """The person who is to approve gets an account; an auditor who signs nothing does not need one."""
    given = {"Mail address": EXECUTIVE, "Name": "Sam Okoye", "First password": SECOND_PASSWORD}
    role = {"Executive: top management; approves and decides": True}
    assert do(lead, "/do/add-account/", "Add an account", {**given, **role}) == "ACC-0002"
    assert do(lead, "/do/add-person/", "Add a person", {"Name": "Sam Okoye", "Account": "Sam Okoye · ACC-0002"}) == "PER-0002"
    assert do(lead, "/do/add-person/", "Add a person", {"Name": "Kim Dahl", "Job title": "Auditor"}) == "PER-0003"


def fill_the_roles(lead: Page, product: Product) -> None:
    """From the requirement's own page, exception by exception, until none is left: 5.3 turns."""
    lead.goto(product.url + "/gaps/")
    expect(lead.locator("main .lead")).to_contain_text(re.compile(r"^2 of 70 requirements are in line"))
    lead.locator("table.heat").get_by_role("link", name=re.compile(r"^5\.3 ")).click()
    expect(lead.locator("h1")).to_have_text("Roles, responsibilities and authorities")
    assert state(lead) == "Not in line"
    assert counted(lead)[HELD] == (TO_FILL, 0)
    who = {"Top management": "Sam Okoye · PER-0002", "Internal auditor": "Kim Dahl · PER-0003"}
    for held in range(1, TO_FILL + 1):
        lead.locator("#exc").get_by_role("link", name=re.compile("^Appoint a person")).first.click()
        role = lead.locator(".page-head .kind span").last.inner_text()
        fill_in(lead, {"Person": who.get(role, "Ada Lind · PER-0001")})
        press(lead, "Appoint a person")
        done(lead)
        assert counted(lead)[HELD] == (TO_FILL, held)
    assert state(lead) == "In line"
    assert lead.locator("#exc").count() == 0


def draft_a_scope(lead: Page, product: Product) -> None:
    lead.goto(product.url + "/requirements/iso42001/4.3/")
    assert state(lead) == "Not in line"
    assert counted(lead)[DECIDED] == (2133, 0)
    assert counted(lead)[IN_FORCE] == (0, 0)
    for number in (1, 2):
        do(lead, f"/systems/SYS-000{number}/do/decide-scope/", "Decide the scope", {"Scope": "In scope"})
    do(
        lead,
        "/systems/SYS-0003/do/decide-scope/",
        "Decide the scope",
        {"Scope": "Out of scope", "Reason": "Ended before the system began."},
    )
    do(lead, "/units/UNT-0001/do/decide-unit-scope/", "Decide the scope", {"Scope": "In scope"})
    decide_the_rest(lead, product, "systems", "AI systems")
    decide_the_rest(lead, product, "units", "units")
    lead.goto(product.url + "/requirements/iso42001/4.3/")
    assert state(lead) == "Not in line"
    assert counted(lead)[DECIDED] == (2133, 2133)
    lead.goto(product.url + "/scope/")
    press(lead, "Draft the scope")
    press(lead, "Draft the scope")
    assert done(lead) == "SCP-0001"
    expect(lead.locator("#statement")).to_contain_text(f"This is the scope of the AI management system of {ORGANISATION}.")
    expect(lead.locator("#left-out")).to_contain_text("Ended before the system began.")
    # Said before, not after: the author sees who can, and no button.
    expect(lead.locator(".box.lit")).to_contain_text("You wrote it. Somebody else approves: another compliance lead, or an executive.")
    assert lead.get_by_role("link", name="Approve the scope").count() == 0
    answer = lead.goto(product.url + "/scope-statements/SCP-0001/do/approve-scope/")
    assert answer is not None
    assert answer.status == 403
    expect(lead.locator("main")).to_contain_text("You wrote it.")


def approve_the_scope(executive: Page, lead: Page, product: Product) -> None:
    product.sign_in(executive, EXECUTIVE, SECOND_PASSWORD)
    executive.goto(product.url + "/scope/")
    press(executive, "Approve the scope")
    press(executive, "Approve the scope")
    assert done(executive) == "SCP-0001"
    expect(executive.locator("#statement")).to_contain_text("by Sam Okoye")
    lead.goto(product.url + "/requirements/iso42001/4.3/")
    assert counted(lead)[IN_FORCE] == (1, 1)
    assert state(lead) == "In line"
    lead.goto(product.url + "/gaps/")
    expect(lead.locator("main .lead")).to_contain_text(re.compile(r"^4 of 70 requirements are in line"))
    executive.context.close()


def export_the_report(lead: Page, product: Product, folder: Path) -> None:
    for ending in ("PDF", "DOCX", "XLSX"):
        lead.goto(product.url + "/gaps/")
        lead.get_by_role("button", name="Report").click()
        downloaded(lead, f"({ending})", folder)
    written = {path.suffix: path for path in folder.iterdir()}
    text = "\n".join(one.text for one in docx.Document(str(written[".docx"])).paragraphs)
    assert ORGANISATION in text
    assert "4 of 70 requirements are in line" in text
    book = python_calamine.load_workbook(str(written[".xlsx"]))
    cells = {str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    assert {"4.3", "5.3", "A.10.4"} <= cells
    assert written[".pdf"].read_bytes().startswith(b"%PDF-")
    if shutil.which("pdftotext"):
        read = subprocess.run(["pdftotext", "-layout", written[".pdf"], "-"], capture_output=True, text=True, check=True).stdout
        assert ORGANISATION in read
        assert "4 of 70 requirements are in line" in " ".join(read.split())


def download_the_pack(lead: Page, product: Product, folder: Path) -> Path:
    lead.goto(product.url + "/packs/")
    pack = downloaded(lead, "Make a pack", folder)
    with zipfile.ZipFile(pack) as archive:
        names = set(archive.namelist())
        assert {"index.html", "verify.py", "verify.html", "records/SYS-2133.json"} <= names
        archive.extractall(folder / "pack")
    return pack


def run_verifier(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the verifier of a pack in its own folder, out of reach of any package of ours."""
    return subprocess.run([sys.executable, "-I", "verify.py"], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def check_on_the_command_line(pack: Path, product: Product, folder: Path) -> None:
    unzipped = folder / "pack"
    whole = run_verifier(unzipped)
    assert (whole.returncode, whole.stdout.splitlines()[0]) == (0, "This pack is whole."), whole.stdout[-3000:]
    record = unzipped / "records" / "SYS-0001.json"
    data = bytearray(record.read_bytes())
    place = data.index(b"Non-Intrusive")
    data[place] ^= 0x20
    record.write_bytes(data)
    changed = run_verifier(unzipped)
    entry = max(version["entry"] for version in product.json("history", "SYS-0001")["versions"])
    assert changed.returncode == 1
    assert changed.stdout.splitlines()[0] == "This pack is not whole."
    assert f"records/SYS-0001.json was changed. It belongs to entry {entry:,} of the ledger." in changed.stdout
    with zipfile.ZipFile(pack) as source, zipfile.ZipFile(folder / "changed.zip", "w", zipfile.ZIP_DEFLATED) as copy:
        for info in source.infolist():
            copy.writestr(info.filename, bytes(data) if info.filename == "records/SYS-0001.json" else source.read(info))


def check_in_a_browser(pack: Path, chromium: Browser, folder: Path) -> None:
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.set_default_timeout(180_000)
    page.goto((folder / "pack" / "verify.html").as_uri())
    for chosen, said in ((pack, "This pack is whole."), (folder / "changed.zip", "This pack is not whole.")):
        page.get_by_label("Evidence pack").set_input_files(chosen)
        expect(page.locator("#result .answer")).to_have_text(said, timeout=180_000)
    expect(page.locator("#result")).to_contain_text("records/SYS-0001.json was changed. It belongs to entry")
    context.close()


def check_the_installation(product: Product) -> None:
    verified = product.json("verify")
    assert verified["ok"] is True
    assert verified["problems"] == []
    replayed = product.json("check")
    assert replayed["ok"] is True
    assert replayed["differences"] == []
    assert replayed["records"] > 2133 + 377
