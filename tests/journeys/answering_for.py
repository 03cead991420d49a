"""Answering for it: suppliers, data flows, the scope, and what of the standard moved by all that. Steps of a journey, in their order."""

import re

from playwright.sync_api import Page, expect

from .acting import counted, decide_the_rest, do, do_with_all, done, downloaded, fill_in, person, press, standings
from .journeying import Journey, check, in_days


def record_the_suppliers(on: Journey) -> None:
    """Those that the inventory names become records; one is looked after, has a contract, and is asked."""
    lead = on.lead
    on.at(lead, "/suppliers/")
    press(lead, "Record it")
    press(lead, "Record the suppliers that the inventory names")
    on.at(lead, "/suppliers/?q=Midjourney")
    lead.locator("#register tbody a.name").first.click()
    on.noted["supplier"] = supplier = lead.locator(".page-head .ref").first.inner_text()
    facts = {
        "Country": "United States",
        "Contact": "Kay Moss",
        "Owner": "Sam Okoye · PER-0002",
        "Criticality": "Important: work gets harder",
    }
    do(lead, f"/suppliers/{supplier}/do/edit-supplier/", "Save the changes", facts)
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
    expect(guest.locator("main")).to_contain_text("0 of 25 questions answered")
    check(guest)
    press(guest, "Begin with: What you supply")
    answer_page(guest)
    press(guest, "Keep and leave")
    expect(guest.locator("main")).to_contain_text("You can close this page and come back through the same link.")
    for closed in ("/", "/systems/", f"/suppliers/{on.noted['supplier']}/", f"/supplier-questionnaires/{on.noted['questionnaire']}/"):
        guest.goto(on.product.url + closed)
        assert guest.locator("input[name=login]").count() == 1, closed
    guest.context.close()
    guest = person(on.chromium)
    guest.goto(on.noted["link"])
    expect(guest.locator("main")).to_contain_text("3 of 25 questions answered")
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
    open_ones = lead.get_by_role("link", name="Accept several at once").get_attribute("href")
    do_with_all(lead, f"{on.product.url}{open_ones}", "Accept the answer", {}, "answers of suppliers")
    on.at(lead, f"/supplier-questionnaires/{on.noted['questionnaire']}/")
    press(lead, "Conclude")
    fill_in(lead, {"Result": "Enough for us", "Why": "Every answer is backed by their model card."})
    press(lead, "Conclude")
    done(lead)
    findings = {"Result": "Goes on", "What you saw": "The answers, the contract, their model card."}
    do(lead, f"/suppliers/{on.noted['supplier']}/do/review-supplier/", "Review the supplier", findings)


def draw_a_flow(on: Journey) -> None:
    """What goes in and out of a system; the rule finds what is wrong; somebody accepts it for a time, with a reason."""
    lead = on.lead
    system = f"/systems/{on.noted['system']}/"
    on.at(lead, system)
    press(lead, "Draw a data flow")
    fill_in(lead, {"What flows": "Briefs for pictures", "Other end: a new place": "Marketing desk", "Country of the new place": "Germany"})
    fill_in(lead, {"Which way": "Into the system", "Names and contact details": True, "Purpose": "Input", "Legal basis": "Consent"})
    press(lead, "Draw a data flow")
    done(lead)
    out: dict[str, str | bool] = {
        "What flows": "Prompts",
        "Which way": "Out of the system",
        "Other end: a supplier": f"Midjourney · {on.noted['supplier']}",
    }
    kinds: dict[str, str | bool] = {
        "What people write or say: prompts, letters, calls": True,
        "Purpose": "Sharing",
        "Legal basis": "Legitimate interests, balanced",
    }
    flow = do(lead, f"{system}do/draw-flow/", "Draw a data flow", {**out, **kinds})
    on.at(lead, "/data-flows/")
    expect(lead.locator("main .map svg")).to_contain_text("Marketing desk")
    expect(lead.locator("main table")).to_contain_text("Midjourney")
    expect(lead.locator("#findings")).to_contain_text("without a safeguard")
    check(lead)
    with lead.expect_navigation():
        lead.locator("#findings").get_by_role("link", name=re.compile("^Accept for a time")).first.click()
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
    press(lead, "Adopt suggested issues and parties")
    for suggestion in lead.locator("main form.form input[type=checkbox]").all():
        suggestion.check()
    press(lead, "Adopt suggested issues and parties")
    expect(lead.locator("main .note").first).to_contain_text("Adopt suggested issues and parties: done.")
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
    moved = {code for code in after if after[code] != on.before[code]}
    assert {"4.1", "4.2", "4.3", "4.4", "A.9.2", "A.9.3", "A.10.2"} <= moved, moved
    assert [after[code][0] for code in ("4.3", "4.4", "A.9.3")] == ["In line"] * 3
    for code, sentence, told in FIGURES:
        on.at(lead, f"/requirements/iso42001/{code}/")
        assert counted(lead)[sentence] == told, (code, counted(lead))
    on.at(lead, "/requirements/iso42001/4.3/")
    check(lead)


FIGURES = (
    ("4.3", "A scope statement is in force, approved by somebody who did not write it", (1, 1)),
    ("4.3", "Every AI service found in use was decided on", (4, 4)),
    ("A.4.2", "Logs and lists were looked through for AI in use lately", (1, 1)),
    ("A.4.2", "Every AI system that a complete list no longer has was decided on", (526, 1)),
    ("A.7.2", "Personal data goes into a country that is not approved only under a safeguard", (1, 0)),
    ("A.7.5", "Every data flow was compared with what really happens in time", (2, 2)),
    ("A.9.2", "Rules for the use of AI are in force, approved by somebody who didn't write them", (1, 1)),
    ("A.10.2", "Every supplier of AI in use has a contract in force that says who answers for what", (1, 1)),
    ("A.10.3", "Every supplier on which much depends has answered our questions, and the answers were enough", (1, 1)),
)
"""What the pages of requirements count at the end: (requirement, sentence, (of how many, as expected))."""
