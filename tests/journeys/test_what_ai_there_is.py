"""What AI there is, as a newcomer finds out: two inventories, a proxy's log, an employee's question, a supplier, a data flow, a scope. In the browser only."""

import re
from dataclasses import dataclass
from dataclasses import field as made_with
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import View, check_page
from tests.support.product import Product
from tests.support.shared import shared_data

from .acting import counted, decide_the_rest, do, done, downloaded, field, fill_in, first_visit, person, press, standings, state
from .proxy_log import write_log

EXECUTIVE, EMPLOYEE = "sam@northwind.example", "noor@northwind.example"
SECOND_PASSWORD, THIRD_PASSWORD = "seven herons over the mill pond", "four lanterns by the old weir"
# The whole check of a page costs seconds and is another test's; here each page is seen once in each width and colour as it is when it is full.
SEEN = (View(1280, "light"), View(390, "dark"))

pytestmark = pytest.mark.browser


@dataclass
class Journey:
    """Who does what: the lead, an executive and an employee on a phone, each in a browser of their own; and what was noted on the way."""

    product: Product
    chromium: Browser
    folder: Path
    lead: Page
    executive: Page
    employee: Page
    noted: dict[str, str] = made_with(default_factory=dict)
    before: dict[str, tuple[str, str]] = made_with(default_factory=dict)

    def at(self, page: Page, path: str) -> None:
        """Open a path of the product."""
        page.goto(self.product.url + path)


def test_from_two_inventories_to_a_scope_that_clause_4_rests_on(empty_product: Product, chromium: Browser, tmp_path: Path) -> None:
    shared_data("us-federal-inventory")
    empty_product.start()
    lead, executive = person(chromium), person(chromium)
    journey = Journey(empty_product, chromium, tmp_path, lead, executive, person(chromium, width=390))
    try:
        for step in STEPS:
            step(journey)
    except BaseException as error:
        error.add_note((empty_product.home / "server.log").read_text(errors="replace")[-6000:])
        raise


def check(page: Page) -> None:
    """What every page must pass: accessibility, no sideways scrolling, the keyboard."""
    assert check_page(page, SEEN) == []


def found_the_house(on: Journey) -> None:
    """The lead, the two others with their accounts, and where everything stands before anything is recorded."""
    first_visit(on.lead, on.product)
    people = (
        ("Sam Okoye", EXECUTIVE, SECOND_PASSWORD, "Executive: top management; approves and decides"),
        ("Noor Haddad", EMPLOYEE, THIRD_PASSWORD, "Employee: everybody else in the organisation"),
    )
    for name, mail, password, role in people:
        account = do(
            on.lead, "/do/add-account/", "Add an account", {"Mail address": mail, "Name": name, "First password": password, role: True}
        )
        do(on.lead, "/do/add-person/", "Add a person", {"Name": name, "Account": f"{name} · {account}"})
    on.at(on.lead, "/requirements/iso42001/")
    on.before = standings(on.lead)
    assert on.before["4.3"][0] == on.before["A.10.3"][0] == "Not in line"


def upload(on: Journey, name: str, button: str) -> None:
    """Hand in a list and wait for its columns and its dry run."""
    on.at(on.lead, "/systems/")
    press(on.lead, button)
    field(on.lead, "File").set_input_files(shared_data("us-federal-inventory", name))
    press(on.lead, "Import a list")
    done(on.lead)


def figures(page: Page) -> list[str]:
    """Added, changed, same, refused."""
    return page.locator("#result .figure").all_inner_texts()


def import_both_inventories(on: Journey) -> None:
    """The second is an update of the first: what recurs changes, what is new comes, what is absent is proposed, and nothing retires."""
    upload(on, "2023_consolidated_ai_inventory_raw.csv", "Import a list")
    assert figures(on.lead) == ["710", "0", "0", "0"]
    press(on.lead, "Add 710")
    done(on.lead)
    upload(on, "2024_consolidated_ai_inventory_raw_v2.csv", "Import")
    assert figures(on.lead) == ["1,950", "183", "0", "0"]
    check(on.lead)
    on.lead.get_by_label("This is the whole list: propose the 527 that it lacks for retirement").check()
    press(on.lead, "Add 1,950, change 183")
    done(on.lead)
    assert figures(on.lead) == ["1,950", "183", "0", "0"]
    expect(on.lead.locator("#doubts")).to_contain_text("527")


def decide_doubts_and_absences(on: Journey) -> None:
    """A likely duplicate and a missing system, each decided by a person. A pair that is one settles what was missing of it, too."""
    lead = on.lead
    on.at(lead, "/systems/")
    expect(lead.locator("main .lead")).to_contain_text("2,660 AI systems")
    assert waiting(on, "absences") == 527
    assert waiting(on, "duplicates") > 40
    lead.locator("#register tbody a.name").first.click()
    press(lead, "They are the same")
    press(lead, "They are the same")
    done(lead)
    assert waiting(on, "absences") == 526
    lead.locator("#register tbody a.name").first.click()
    press(lead, "It is still in use")
    fill_in(lead, {"Why": "It was left out by mistake; the team still works with it."})
    press(lead, "It is still in use")
    done(lead)
    assert waiting(on, "absences") == 525


def waiting(on: Journey, register: str) -> int:
    """How many of a register nobody has decided on."""
    on.at(on.lead, f"/{register}/?view=open")
    return int(on.lead.locator("main .views [aria-current] .count").inner_text().replace(",", ""))


def discover_what_is_used(on: Journey) -> None:
    """A log without AI finds nothing, and says so; one with it fills the board, where each service is decided in one of four ways."""
    lead = on.lead
    on.at(lead, "/found/")
    press(lead, "Look through a file")
    look_through(lead, shared_data("proxy-logs", "squid_access_netdata.log"))
    expect(lead.locator("main")).to_contain_text("500 lines of squid_access_netdata.log show no AI that the catalogue knows.")
    own = on.folder / "access.log"
    write_log(own)
    on.at(lead, "/found/")
    press(lead, "Look through a file")
    look_through(lead, own)
    assert lead.url == on.product.url + "/found/"
    expect(lead.locator("main .lead")).to_have_text("4 AI services were found in use. 4 wait for a decision.")
    check(lead)
    know_it(on)
    ban_it(on)
    draft_it(on)
    ignore_it(on)
    on.at(lead, "/found/")
    expect(lead.locator("main .lead")).to_have_text("4 AI services were found in use. All are decided on.")


def look_through(lead: Page, log: Path) -> None:
    """Hand in a log of Squid."""
    fill_in(lead, {"Where it comes from": "Squid"})
    field(lead, "File").set_input_files(log)
    press(lead, "Look through a file")
    done(lead)


def on_the_board(lead: Page, service: str) -> None:
    """The service that stands before the others is this one."""
    expect(lead.locator("#decide h3")).to_contain_text(service)


def know_it(on: Journey) -> None:
    """Most used first: the inventory has it already, and the board says which it is."""
    on_the_board(on.lead, "ChatGPT")
    press(on.lead, "It is ChatGPT")
    press(on.lead, "It is this system")
    done(on.lead)


def ban_it(on: Journey) -> None:
    """Banned: somebody who is told has it among their tasks."""
    on_the_board(on.lead, "DeepSeek")
    press(on.lead, "Ban")
    fill_in(on.lead, {"Why it may not be used": "What is entered is kept and learned from, and nobody answers for it."})
    fill_in(on.lead, {"Sam Okoye · PER-0002": True})
    press(on.lead, "Ban it")
    done(on.lead)
    on.product.sign_in(on.executive, EXECUTIVE, SECOND_PASSWORD)
    on.at(on.executive, "/tasks/?view=mine")
    expect(on.executive.locator("#register")).to_contain_text("Tell who uses DeepSeek that it is banned")


def draft_it(on: Journey) -> None:
    """New: one press makes a draft of an AI system with what is known."""
    on_the_board(on.lead, "Midjourney")
    press(on.lead, "Add as a new system")
    done(on.lead)
    on.at(on.lead, "/sightings/?q=Midjourney")
    on.lead.locator("#register tbody a.name").first.click()
    with on.lead.expect_navigation():
        on.lead.locator("#facts").get_by_role("link", name="Midjourney").click()
    on.noted["system"] = on.lead.locator(".page-head .ref").first.inner_text()
    expect(on.lead.locator("#in-use")).to_contain_text("6 people or devices")


def ignore_it(on: Journey) -> None:
    """Ignored, with a reason and an end."""
    on.at(on.lead, "/found/")
    on_the_board(on.lead, "Otter.ai")
    press(on.lead, "Ignore for a time")
    fill_in(on.lead, {"Why": "A trial of four people that ends with the month.", "Until": in_days(30)})
    press(on.lead, "Ignore it for a time")
    done(on.lead)


def put_rules_in_force(on: Journey) -> None:
    """The lead drafts the starter rules and tries them out; whoever wrote them does not publish them."""
    lead, executive = on.lead, on.executive
    on.at(lead, "/rules-of-use/")
    press(lead, "Draft the rules")
    press(lead, "Draft the rules")
    rules = done(lead)
    expect(lead.locator("main")).to_contain_text("You had a hand in it. Somebody else publishes it")
    on.at(lead, f"/try-rules/?set={rules}")
    fill_in(lead, {"Tool": "DeepL", "What for": "Translate", "With": "Internal, not secret"})
    press(lead, "See which rule decides")
    expect(lead.locator("#answer-h")).to_contain_text("Yes, if you keep to this")
    on.at(executive, f"/rules-of-use/{rules}/")
    expect(executive.locator("main")).to_contain_text("every question finds one answer")
    press(executive, "Publish the rules")
    press(executive, "Publish the rules")
    assert done(executive) == rules


def ask_as_an_employee(on: Journey) -> None:
    """On a phone: one question is answered at once with the rule cited, another goes to a reviewer."""
    phone = on.employee
    on.product.sign_in(phone, EMPLOYEE, THIRD_PASSWORD)
    press(phone, "Ask to use AI")
    asked = {"Which tool?": "DeepL", "What for?": "Translate", "What would you put in?": "Internal, not secret"}
    ask(phone, asked)
    answer = phone.locator("section.box.lit")
    expect(answer.locator("h2")).to_contain_text("Yes, if you keep to this")
    expect(answer).to_contain_text(re.compile(r"Rule RUL-\d+, version 1 of the rules"))
    ask(phone, {**asked, "Which tool?": "ChatGPT", "What would you put in?": "About customers or other people"})
    expect(answer.locator("h2")).to_contain_text("Somebody looks at it first")
    expect(answer).to_contain_text("You have an answer by")
    check(phone)


def ask(phone: Page, answers: dict[str, str | bool]) -> None:
    """Three questions, one press."""
    fill_in(phone, answers)
    press(phone, "Ask")


def decide_as_lead(on: Journey) -> None:
    """The lead finds the question among the tasks, decides it, and the employee reads the decision."""
    lead, phone = on.lead, on.employee
    on.at(lead, "/tasks/?view=mine")
    lead.locator("#register").get_by_role("link", name="Answer whether ChatGPT may be used").click()
    with lead.expect_navigation():
        lead.locator("#facts").get_by_role("link", name=re.compile("ChatGPT")).click()
    press(lead, "Decide")
    fill_in(
        lead,
        {
            "Answer": "Yes, under conditions",
            "Why": "The contract of the house forbids learning from what is entered.",
            "Conditions": "Leave out names. Use the account of the house.",
        },
    )
    press(lead, "Decide")
    done(lead)
    on.at(phone, "/ask/")
    phone.get_by_role("link", name="ChatGPT").first.click()
    expect(phone.locator("#answer")).to_contain_text("Leave out names. Use the account of the house.")
    expect(phone.locator("#answer")).to_contain_text("Decided by Ada Lind")


def record_the_suppliers(on: Journey) -> None:
    """Those that the inventory names become records; one is looked after, has a contract, and is asked."""
    lead = on.lead
    on.at(lead, "/suppliers/")
    press(lead, "Record the suppliers that the inventory names")
    press(lead, "Record the suppliers that the inventory names")
    on.at(lead, "/suppliers/?q=Midjourney")
    lead.locator("#register tbody a.name").first.click()
    on.noted["supplier"] = supplier = lead.locator(".page-head .ref").first.inner_text()
    facts = {"Country": "United States", "Contact": "Kay Moss", "Owner": "Sam Okoye · PER-0002", "Criticality": "Important: work gets harder"}
    do(lead, f"/suppliers/{supplier}/do/edit-supplier/", "Edit", facts)
    clauses = {"It says who answers for what": True, "Training on our data is forbidden": True}
    do(lead, f"/suppliers/{supplier}/do/add-contract/", "Add a contract", {"Contract": "Terms for companies, 2026", **clauses})
    on.at(lead, f"/suppliers/{supplier}/")
    check(lead)
    press(lead, "Prepare a questionnaire")
    press(lead, "Prepare a questionnaire")
    on.noted["questionnaire"] = done(lead)
    press(lead, "Send it as a link")
    press(lead, "Send it as a link")
    on.noted["link"] = lead.get_by_label("Link").input_value()
    press(lead, "I have kept it")


def answer_by_link(on: Journey) -> None:
    """Without an account: a few answers, away, back, the rest, handed in. Nothing else opens."""
    guest = person(on.chromium)
    guest.goto(on.noted["link"])
    expect(guest.locator("main")).to_contain_text("0 of 24 questions answered")
    check(guest)
    press(guest, "Begin with: The models behind it")
    answer_page(guest)
    press(guest, "Keep and leave")
    expect(guest.locator("main")).to_contain_text("You can close this page and come back through the same link.")
    for closed in ("/", "/systems/", f"/suppliers/{on.noted['supplier']}/", f"/supplier-questionnaires/{on.noted['questionnaire']}/"):
        guest.goto(on.product.url + closed)
        assert guest.locator("input[name=login]").count() == 1, closed
    guest.context.close()
    guest = person(on.chromium)
    guest.goto(on.noted["link"])
    expect(guest.locator("main")).to_contain_text("3 of 24 questions answered")
    guest.locator("main .actions a.do").first.click()
    while guest.locator("form.asks-long").count():
        answer_page(guest)
        with guest.expect_navigation():
            guest.locator("form.asks-long button.do").click()
    press(guest, "Hand in the answers")
    expect(guest.locator("main")).to_contain_text("Your answers are with us")
    guest.context.close()


def answer_page(guest: Page) -> None:
    """The best answer to each question of a topic: the one above “I do not know”."""
    for one in guest.locator("form.asks-long fieldset").all():
        one.locator("input[type=radio]").nth(-2).check()


def review_the_answers(on: Journey) -> None:
    """The lead accepts what was answered, all at once, concludes, and reviews the supplier."""
    lead = on.lead
    on.at(lead, f"/supplier-questionnaires/{on.noted['questionnaire']}/")
    expect(lead.locator("#next")).to_contain_text("Look through the answers")
    accept_all(lead)
    on.at(lead, f"/supplier-questionnaires/{on.noted['questionnaire']}/")
    press(lead, "Conclude")
    fill_in(lead, {"Result": "Good enough", "Why": "Every answer is backed by their model card."})
    press(lead, "Conclude")
    done(lead)
    findings = {"Result": "Fits", "What you saw": "The answers, the contract, their model card."}
    do(lead, f"/suppliers/{on.noted['supplier']}/do/review-supplier/", "Review the supplier", findings)
    on.at(lead, "/invitations/")


def draw_a_flow(on: Journey) -> None:
    """What goes in and out of a system; the rule finds what is wrong; somebody accepts it for a time, with a reason."""
    lead = on.lead
    system = f"/systems/{on.noted['system']}/"
    on.at(lead, system)
    press(lead, "Draw a data flow")
    fill_in(lead, {"What flows": "Briefs for pictures", "Other end: a new place": "Marketing desk", "Country of the new place": "Germany"})
    fill_in(lead, {"Names and contact details": True, "Legal basis": "Legitimate interests, balanced"})
    press(lead, "Draw a data flow")
    done(lead)
    out = {"What flows": "Prompts", "Which way": "Out of the system", "Other end: a supplier": f"Midjourney · {on.noted['supplier']}"}
    kinds = {"What people write or say: prompts, letters, calls": True, "Purpose": "Sharing", "Legal basis": "Legitimate interests, balanced"}
    flow = do(lead, f"{system}do/draw-flow/", "Draw a data flow", {**out, **kinds})
    on.at(lead, "/data-flows/")
    expect(lead.locator("main .map svg")).to_contain_text("Marketing desk")
    expect(lead.locator("main table")).to_contain_text("Midjourney")
    expect(lead.locator("#findings")).to_contain_text("without a safeguard")
    check(lead)
    press(lead, "Accept for a time")
    fill_in(lead, {"Until": in_days(60), "Why it may stay until then": "Clauses are with their lawyers; nothing but briefs goes there."})
    press(lead, "Accept an exception")
    done(lead)
    on.at(lead, "/data-flows/")
    expect(lead.locator("#findings")).to_contain_text("Accepted until")
    on.noted["flow"] = flow


def compose_and_approve_a_scope(on: Journey) -> None:
    """What it rests on first, then the words; another person approves; it leaves as PDF and DOCX."""
    lead, executive = on.lead, on.executive
    on.at(lead, "/scope/")
    press(lead, "Adopt the suggestions")
    press(lead, "Adopt the suggestions")
    objective = {
        "Objective": "Nobody uses AI that the house does not know",
        "Measure": "Services in use without a decision",
        "Target": "0",
        "With what": "The proxy's log, every month",
        "How it is judged": "The lead looks at the board",
        "Owner": "Ada Lind · PER-0001",
        "Due": in_days(200),
    }
    do(lead, "/do/add-objective/", "Add an objective", objective)
    decide_the_rest(lead, on.product, "systems", "AI systems")
    decide_the_rest(lead, on.product, "units", "units")
    on.at(lead, "/scope/")
    press(lead, "Draft the scope")
    press(lead, "Draft the scope")
    scope = done(lead)
    expect(lead.locator("#statement")).to_contain_text("Nobody uses AI that the house does not know")
    on.at(executive, "/scope/")
    press(executive, "Approve the scope")
    press(executive, "Approve the scope")
    assert done(executive) == scope
    for ending in ("PDF", "DOCX"):
        on.at(lead, "/scope/")
        lead.get_by_role("button", name="Export").click()
        downloaded(lead, ending, on.folder)
    kept = {path.suffix: path.read_bytes()[:4] for path in on.folder.iterdir()}
    assert (kept[".pdf"], kept[".docx"]) == (b"%PDF", b"PK\x03\x04")
    check(lead)


def see_what_moved(on: Journey) -> None:
    """Clause 4, A.4, A.7 and A.10 stand otherwise than at the start, and their pages say by which figures."""
    lead = on.lead
    on.at(lead, "/requirements/iso42001/")
    after = standings(lead)
    print({code: (on.before[code], after[code]) for code in after if on.before[code] != after[code]})
    for code in ("4.1", "4.2", "4.3", "4.4", "5.3", "A.4.2", "A.7.2", "A.7.5", "A.9.2", "A.10.2", "A.10.3"):
        on.at(lead, f"/requirements/iso42001/{code}/")
        print(code, state(lead), counted(lead))


def in_days(many: int) -> str:
    """The day so many days from now, as a field wants it."""
    return (date.today() + timedelta(days=many)).isoformat()


STEPS = (
    found_the_house,
    import_both_inventories,
    decide_doubts_and_absences,
    discover_what_is_used,
    put_rules_in_force,
    ask_as_an_employee,
    decide_as_lead,
    record_the_suppliers,
    answer_by_link,
    review_the_answers,
    draw_a_flow,
    compose_and_approve_a_scope,
    see_what_moved,
)
