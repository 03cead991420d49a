"""Finding out what AI there is: lists, a log, and what people ask. Steps of a journey, in their order."""

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.shared import shared_data

from .acting import do, done, field, fill_in, first_visit, press, standings
from .journeying import EMPLOYEE, EXECUTIVE, SECOND_PASSWORD, THIRD_PASSWORD, Journey, check, in_days
from .proxy_log import write_log


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
    on.at(on.lead, "/roles/?q=Compliance+lead")
    on.lead.locator("#register tbody a.name").first.click()
    press(on.lead, "Appoint a person")
    fill_in(on.lead, {"Person": "Ada Lind · PER-0001"})
    press(on.lead, "Appoint a person")
    done(on.lead)
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
    fill_in(on.lead, {"Sam Okoye (PER-0002)": True})
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


def ask(phone: Page, answers: Mapping[str, str]) -> None:
    """Three questions, one press."""
    fill_in(phone, answers)
    press(phone, "Ask")


def decide_as_lead(on: Journey) -> None:
    """The lead finds the question among the tasks, decides it, and the employee reads the decision."""
    lead, phone = on.lead, on.employee
    on.at(lead, "/tasks/?view=mine")
    lead.locator("#register").get_by_role("link", name="Answer whether ChatGPT may be used").click()
    with lead.expect_navigation():
        lead.locator("#about").get_by_role("link").click()
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
