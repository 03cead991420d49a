"""Inventories as other organisations keep them, invented for these tests: file, and what a person would read each column into.

Columns that are not named in `expected` are to be left out; those in `either` may be read or left out.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter


@dataclass(frozen=True)
class Inventory:
    """A file and what is to be found in it."""

    name: str
    filename: str
    content: bytes
    expected: dict[str, str]
    rows: int
    header_row: int = 1
    either: tuple[str, ...] = ()
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def as_csv(rows: list[list[Any]], *, delimiter: str = ",", encoding: str = "utf-8", ending: str = "\r\n") -> bytes:
    """The rows as a text file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(sheets: dict[str, list[list[Any]]], *, merges: dict[str, list[tuple[int, int, int, int]]] | None = None) -> bytes:
    """The rows as a workbook; dates as dates; merges as (first row, first column, last row, last column)."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "dd.mm.yyyy", "strings_to_urls": False, "strings_to_formulas": False})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None and value != "":
                    page.write(number, column, value)
        for top, left, bottom, right in (merges or {}).get(name, []):
            page.merge_range(top, left, bottom, right, rows[top][left])
    book.close()
    return out.getvalue()


def german_workbook() -> Inventory:
    """A mid-sized German company: cover sheet, title rows, an imprint, heads in row 6, lists of values on a third sheet."""
    heads = ["Lfd. Nr.", "KI-System", "Einsatzzweck", "Fachbereich", "Verantwortlicher", "Anbieter/Hersteller", "Bezugsart", "Status", "Betroffene Personen", "Automatisierungsgrad", "Rolle gem. KI-VO", "Inbetriebnahme", "Nächste Überprüfung", "Bemerkungen"]
    rows: list[list[Any]] = [
        ["KI-001", "Bewerber-Ranking", "Vorauswahl von Bewerbungen anhand des Lebenslaufs für alle Stellen im Vertrieb", "Personal", "Anna Müller", "HireSmart GmbH", "Kauf", "In Betrieb", "Bewerberinnen und Bewerber", "mit menschlicher Freigabe", "Betreiber", date(2024, 3, 1), date(2026, 3, 1), ""],
        ["KI-002", "Rechnungsprüfung", "Erkennt doppelte und auffällige Rechnungen vor der Zahlung", "Finanzen", "Jörg Weiß", "eigene Entwicklung", "Eigenentwicklung", "Pilotbetrieb", "Lieferanten", "beratend", "Anbieter", date(2025, 1, 15), date(2026, 1, 15), "Datenschutz geprüft"],
        ["KI-003", "Copilot", "Allgemeine Hilfe beim Schreiben, Zusammenfassen und Übersetzen von Texten", "IT", "Petra Groß", "Microsoft", "Kauf", "In Einführung", "Beschäftigte", "beratend", "Betreiber", date(2025, 6, 1), date(2026, 6, 1), ""],
        ["KI-004", "Chatbot Kundenservice", "Beantwortet einfache Fragen von Kundinnen und Kunden rund um die Uhr", "Vertrieb", "Anna Müller", "Zendesk", "Kauf", "In Planung", "Kunden", "vollautomatisch", "Betreiber", None, date(2026, 9, 30), ""],
        ["KI-005", "Absatzprognose", "Sagt den Absatz der nächsten zwölf Wochen je Filiale voraus", "Vertrieb", "Jörg Weiß", "eigene Entwicklung", "Eigenentwicklung", "Stillgelegt", "keine", "beratend", "Anbieter", date(2021, 4, 1), None, "abgelöst 2024"],
    ]
    top: list[list[Any]] = [["Verzeichnis der KI-Systeme"], ["Musterwerk AG"], ["Stand:", date(2026, 2, 1)], ["Vertraulich"], []]
    lists = [["Status", "Bezugsart"], ["In Betrieb", "Kauf"], ["In Planung", "Eigenentwicklung"]]
    content = as_xlsx({"Deckblatt": [["KI-Verzeichnis"], ["Version 3"]], "Verzeichnis": [*top, heads, *rows], "Listen": lists}, merges={"Verzeichnis": [(0, 0, 0, 13)]})
    expected = dict(zip(heads, ["source_id", "name", "purpose", "unit", "owner", "vendor", "kind", "stage", "people_affected", "autonomy", "organisation_role", "started", "next_review"], strict=False))
    values = {
        "stage": {"In Betrieb": "operation", "Pilotbetrieb": "verification", "In Einführung": "deployment", "In Planung": "design", "Stillgelegt": "retired"},
        "kind": {"Kauf": "bought", "Eigenentwicklung": "built"},
        "autonomy": {"beratend": "advises", "vollautomatisch": "alone", "mit menschlicher Freigabe": "with_human"},
        "organisation_role": {"Betreiber": "deployer", "Anbieter": "provider"},
    }
    return Inventory("German workbook with title rows", "KI-Verzeichnis.xlsx", content, expected, 5, 6, ("Bemerkungen",), values)


def bank_models() -> Inventory:
    """A bank's model inventory, kept for its supervisor."""
    heads = ["Model ID", "Model Name", "Model Owner", "Business Line", "Model Purpose", "Model Type", "Vendor / In-house", "Vendor Name", "Risk Tier", "Lifecycle Status", "Model Developer", "Last Validation Date", "Next Validation Date", "Materiality ($M)", "Validated"]
    rows = [
        ["MDL-0101", "PD Retail Mortgage", "Sarah Chen", "Retail Banking", "Estimates the probability of default of mortgage applicants for pricing and capital", "Logistic regression", "In-house", "", "Tier 1", "In production", "Quant Team A", "2024-05-12", "2026-05-12", "1250.5", "Y"],
        ["MDL-0102", "Fraud Score Cards", "Miguel Torres", "Payments", "Scores card transactions for fraud in real time and blocks the riskiest", "Gradient boosting", "Vendor", "FICO", "Tier 1", "In production", "FICO", "2025-01-20", "2026-01-20", "830", "Y"],
        ["MDL-0103", "AML Alert Triage", "Sarah Chen", "Compliance", "Ranks alerts of the anti money laundering system so that analysts see the riskiest first", "Random forest", "In-house", "", "Tier 2", "In development", "Quant Team B", "", "2026-03-01", "12", "N"],
        ["MDL-0104", "Chat Assistant", "Priya Nair", "Retail Banking", "Answers customers' questions about their accounts in the app", "LLM", "Vendor", "Kasisto", "Tier 3", "Under validation", "Kasisto", "2025-07-01", "2026-07-01", "4", "N"],
        ["MDL-0105", "Collections Uplift", "Miguel Torres", "Retail Banking", "Chooses the best channel to contact customers in arrears", "Uplift model", "In-house", "", "Tier 2", "Decommissioned", "Quant Team A", "2022-02-02", "", "7.25", "Y"],
        ["MDL-0106", "IFRS9 LGD", "Priya Nair", "Risk", "Estimates losses given default for provisions under IFRS 9 each quarter", "Regression", "In-house", "", "Tier 1", "In production", "Quant Team B", "2025-03-03", "2026-03-03", "900", "Y"],
    ]
    fields = {"Model ID": "source_id", "Model Name": "name", "Model Owner": "owner", "Business Line": "unit", "Model Purpose": "purpose", "Vendor / In-house": "kind", "Vendor Name": "vendor", "Lifecycle Status": "stage", "Next Validation Date": "next_review"}
    values = {"stage": {"In production": "operation", "In development": "development", "Under validation": "verification", "Decommissioned": "retired"}, "kind": {"In-house": "built", "Vendor": "bought"}}
    return Inventory("a bank's models", "model_inventory.csv", as_csv([heads, *rows]), fields, 6, either=("Model Type", "Model Developer"), values=values)


def hospital_list() -> Inventory:
    """A hospital's list, semicolons, cp1252, dates with dots, no ids."""
    heads = ["Bezeichnung", "Hersteller", "Klinik / Abteilung", "Verwendungszweck", "Ansprechpartner", "E-Mail", "im Einsatz seit", "Medizinprodukt", "Patienten betroffen", "Art der Entscheidung", "Phase"]
    rows = [
        ["BoneView", "Gleamer", "Radiologie", "Erkennung von Frakturen auf Röntgenbildern als Zweitbefund", "Dr. Klaus Behrens", "k.behrens@klinik.example", "03.02.2023", "ja", "Patientinnen und Patienten der Notaufnahme", "Entscheidungsunterstützung", "im Einsatz"],
        ["Sepsis-Frühwarnung", "Eigenentwicklung", "Intensivmedizin", "Warnt vor einer Sepsis anhand der Vitalwerte", "Dr. Ute Möller", "u.moeller@klinik.example", "15.09.2024", "nein", "Intensivpatienten", "Entscheidungsunterstützung", "Erprobung"],
        ["Dragon Medical One", "Nuance", "Radiologie", "Wandelt diktierte Befunde in Text um", "Dr. Klaus Behrens", "k.behrens@klinik.example", "01.06.2021", "nein", "keine", "Assistenz", "im Einsatz"],
        ["Bettenplanung", "Siemens Healthineers", "Pflegedirektion", "Sagt die Belegung der nächsten drei Tage voraus", "Ines Sauer", "i.sauer@klinik.example", "", "nein", "keine", "Empfehlung", "geplant"],
    ]
    fields = dict(zip(heads, ["name", "vendor", "unit", "purpose", "owner", "", "started", "", "people_affected", "autonomy", "stage"], strict=True))
    content = as_csv([heads, *rows], delimiter=";", encoding="cp1252")
    values = {"stage": {"im Einsatz": "operation", "Erprobung": "verification", "geplant": "design"}, "autonomy": {"Empfehlung": "advises"}}
    return Inventory("a hospital's list", "KI_Klinikum.csv", content, {k: v for k, v in fields.items() if v}, 4, values=values)


def consultant_template() -> Inventory:
    """A consultant's ISO 42001 template: logo row, group row, a row of instructions below the heads."""
    groups = ["", "Identification", "", "", "Responsibility", "", "AIMS", "", "Operation", "", "", ""]
    heads = ["#", "AI system", "Intended use", "Category", "System owner", "Department", "In AIMS scope? (Y/N)", "Justification for inclusion / exclusion", "Life cycle stage", "Level of human oversight", "Interested parties affected", "Review due"]
    hints = ["(auto)", "(Name of the AI system)", "(What is it used for?)", "(e.g. chatbot, vision)", "(Name of the person)", "(Select from list)", "(Y/N)", "(Free text)", "(Select from list)", "(Select from list)", "(e.g. customers, employees)", "(DD/MM/YYYY)"]
    rows: list[list[Any]] = [
        [1, "CV screening tool", "Pre-selects applicants for interviews in all hiring campaigns", "Ranking", "Laura Rossi", "Human Resources", "Y", "Decides about people", "Operation", "Human-in-the-loop", "Applicants", date(2026, 5, 31)],
        [2, "Website chatbot", "Answers questions of visitors to the public web site", "Chatbot", "Tom Baker", "Marketing", "Y", "Faces customers", "Deployment", "Human-on-the-loop", "Customers", date(2026, 8, 15)],
        [3, "Spam filter", "Filters incoming mail for unwanted or dangerous messages", "Filter", "Sam Owens", "IT", "N", "Commodity function without effect on people", "Operation", "Human out of the loop", "Employees", date(2027, 1, 31)],
        [4, "Demand forecast", "Forecasts weekly demand for each product and warehouse", "Forecast", "Tom Baker", "Supply chain", "N", "No effect on people", "Design", "Human-in-the-loop", "None", date(2026, 12, 1)],
    ]
    content = as_xlsx({"Instructions": [["How to use this template"], ["Fill in one row for each AI system."]], "AI register": [["ACME Consulting"], [], groups, heads, hints, *rows]}, merges={"AI register": [(2, 1, 2, 3), (2, 4, 2, 5), (2, 6, 2, 7), (2, 8, 2, 11)]})
    fields = ["source_id", "name", "purpose", "", "owner", "unit", "in_scope", "scope_reason", "stage", "autonomy", "people_affected", "next_review"]
    names = [f"{group}: {head}" if group else head for group, head in zip(["", *["Identification"] * 3, *["Responsibility"] * 2, *["AIMS"] * 2, *["Operation"] * 4], heads, strict=True)]
    values = {"autonomy": {"Human-in-the-loop": "with_human", "Human out of the loop": "alone"}}
    return Inventory("a consultant's template", "AIMS register.xlsx", content, {name: each for name, each in zip(names, fields, strict=True) if each}, 4, 4, values=values)


def grc_export() -> Inventory:
    """An export of a governance tool: snake case names, uuids, technical columns."""
    heads = ["ref_id", "name", "description", "folder", "type", "owner", "business_value", "vendor", "lifecycle_status", "eu_ai_act_role", "risk_classification", "created_at", "updated_at", "due_date", "filtering_labels"]
    rows = [
        ["AIS.01", "Resume parser", "Extracts skills from resumes and fills in the applicant tracking system for recruiters", "Global/HR", "third_party", "maria.lopez@corp.example", "high", "Textkernel", "in_use", "deployer", "high_risk", "2025-03-02T10:11:12Z", "2025-11-02T08:00:00Z", "2026-04-01", "people"],
        ["AIS.02", "Churn model", "Predicts which customers are likely to leave in the next ninety days", "Global/Marketing", "internal", "john.smith@corp.example", "medium", "", "in_development", "provider", "minimal_risk", "2025-03-02T10:11:12Z", "2025-11-02T08:00:00Z", "2026-06-01", ""],
        ["AIS.03", "Code assistant", "Suggests code to developers in their editor and reviews pull requests", "Global/Engineering", "third_party", "li.wei@corp.example", "low", "GitHub", "in_use", "deployer", "limited_risk", "2025-04-02T10:11:12Z", "2025-11-03T08:00:00Z", "2026-07-01", "dev"],
        ["AIS.04", "Invoice OCR", "Reads invoices and proposes the account to book them to", "Global/Finance", "third_party", "maria.lopez@corp.example", "low", "ABBYY", "retired", "deployer", "minimal_risk", "2025-04-09T10:11:12Z", "2025-11-03T08:00:00Z", "", ""],
    ]
    fields = {"ref_id": "source_id", "name": "name", "description": "purpose", "folder": "unit", "type": "kind", "owner": "owner", "vendor": "vendor", "lifecycle_status": "stage", "eu_ai_act_role": "organisation_role", "due_date": "next_review"}
    values = {"stage": {"in_use": "operation", "in_development": "development", "retired": "retired"}, "kind": {"third_party": "bought", "internal": "built"}}
    return Inventory("a governance tool's export", "assets.csv", as_csv([heads, *rows]), fields, 4, values=values)


def servicenow_export() -> Inventory:
    """A configuration database's export: its own names, true and false, US dates and times."""
    heads = ["Number", "Name", "Short description", "Owned by", "Managed by", "Department", "Manufacturer", "Install Status", "Used for", "Approval group", "Created", "Sys ID", "Operational"]
    rows = [
        ["CMDB0010001", "Watson Assistant", "Virtual agent that answers employees' questions on benefits and leave", "Grace Kim", "Omar Haddad", "HR Services", "IBM", "In Production", "Virtual agent for employees of all regions, in English and Spanish", "HR-APP", "03/14/2024 09:12:01", "a3f9c2e1db", "true"],
        ["CMDB0010002", "Predictive Intelligence", "Routes incidents to the right assignment group", "Omar Haddad", "Omar Haddad", "IT Operations", "ServiceNow", "In Production", "Routing of incidents and requests to the groups that resolve them", "IT-APP", "11/02/2023 14:55:47", "b7120fe4aa", "true"],
        ["CMDB0010003", "Contract Analyzer", "Flags risky clauses in supplier contracts", "Ines Costa", "Grace Kim", "Legal", "Kira", "Pilot", "First review of supplier contracts before they go to counsel", "LGL-APP", "07/30/2025 16:20:33", "c00dd1937f", "false"],
    ]
    fields = {"Number": "source_id", "Name": "name", "Short description": "description", "Owned by": "owner", "Department": "unit", "Manufacturer": "vendor", "Install Status": "stage", "Used for": "purpose"}
    return Inventory("a configuration database", "cmdb_ci_ai.csv", as_csv([heads, *rows]), fields, 3)


def jira_export() -> Inventory:
    """A ticket system's export: the title is called summary, the kinds of tickets and people repeat."""
    heads = ["Issue key", "Issue id", "Summary", "Issue Type", "Status", "Assignee", "Reporter", "Component/s", "Description", "Created", "Custom field (Vendor)", "Custom field (Business Unit)", "Custom field (Go-live date)"]
    rows = [
        ["AI-1", "10001", "Meeting summaries in Teams", "AI system", "Live", "Nora Berg", "Ole Dahl", "Collab", "Writes minutes of meetings and lists who promised what.\nAsked for by all departments.", "12/Jan/25 9:14 AM", "Microsoft", "Workplace", "2025-02-01"],
        ["AI-2", "10002", "Lead scoring", "AI system", "Pilot", "Ole Dahl", "Ole Dahl", "CRM", "Scores new leads by how likely they are to buy within the quarter.", "13/Jan/25 10:02 AM", "Salesforce", "Sales", ""],
        ["AI-3", "10003", "Translation of manuals", "AI system", "In development", "Nora Berg", "Eva Lind", "Docs", "Translates manuals from English into eleven languages before review.", "17/Feb/25 3:40 PM", "DeepL", "Product", "2025-09-15"],
        ["AI-4", "10004", "Defect detection line 4", "AI system", "Live", "Eva Lind", "Eva Lind", "Plant", "Finds scratches on panels by camera and stops the line when three follow each other.", "28/Mar/25 8:31 AM", "Cognex", "Operations", "2024-11-30"],
    ]
    fields = {"Issue key": "source_id", "Summary": "name", "Status": "stage", "Assignee": "owner", "Description": "purpose", "Custom field (Vendor)": "vendor", "Custom field (Business Unit)": "unit", "Custom field (Go-live date)": "started"}
    return Inventory("a ticket system's export", "Jira export.csv", as_csv([heads, *rows], ending="\n"), fields, 4, either=("Issue Type",))


def notion_export() -> Inventory:
    """A wiki table: UTF-8 with mark, page links, dates in words, tags, check boxes."""
    heads = ["Tool", "What do we use it for?", "Team", "Point person", "Made by", "Bought or built?", "Live?", "Data it sees", "Started using", "Link"]
    rows = [
        ["ChatGPT Enterprise", "Drafting, summarising and brainstorming for everybody in the company", "Everyone", "Zoe Park", "OpenAI", "Bought", "Yes", "Internal documents", "January 15, 2024", "https://wiki.example/p/1"],
        ["Grammarly", "Checks spelling and tone of texts to customers", "Support", "Max Ortiz", "Grammarly", "Bought", "Yes", "Customer mails", "March 3, 2023", "https://wiki.example/p/2"],
        ["Ticket router", "Sends incoming tickets to the right queue", "Support", "Max Ortiz", "us", "Built", "Yes", "Tickets, names", "October 9, 2024", "https://wiki.example/p/3"],
        ["Sora", "Experiments with short product videos", "Marketing", "Zoe Park", "OpenAI", "Bought", "No", "none", "", "https://wiki.example/p/4"],
    ]
    fields = {"Tool": "name", "What do we use it for?": "purpose", "Team": "unit", "Point person": "owner", "Made by": "vendor", "Bought or built?": "kind", "Data it sees": "data_sets", "Started using": "started"}
    return Inventory("a wiki table", "AI tools 8d3f.csv", as_csv([heads, *rows], encoding="utf-8-sig", ending="\n"), fields, 4)


def french_university() -> Inventory:
    """A French university: semicolons, ISO-8859-15, accents, day/month/year."""
    heads = ["Intitulé du système", "Finalité", "Composante", "Responsable", "Éditeur", "Origine", "État d'avancement", "Personnes concernées", "Degré d'autonomie", "Données utilisées", "Date de mise en service", "Prochaine révision", "Observations"]
    rows = [
        ["Détection de plagiat", "Comparer les travaux des étudiants avec des sources publiées", "UFR Lettres", "Hélène Dupont", "Compilatio", "Acheté", "En production", "Étudiants", "Aide à la décision", "Copies d'étudiants", "01/09/2021", "30/06/2026", ""],
        ["Orientation Parcours", "Conseiller les étudiants sur le choix de leur parcours", "Scolarité", "Marc Lefèvre", "", "Développement interne", "En test", "Étudiants ; candidats", "Recommandation", "Notes ; dossiers", "15/02/2025", "15/02/2026", "projet pilote"],
        ["Assistant de rédaction", "Aider le personnel à rédiger des courriers", "DSI", "Anaïs Noël", "Mistral AI", "Acheté", "En cours de déploiement", "Personnel", "Recommandation", "Courriers", "01/10/2025", "01/10/2026", ""],
        ["Analyse d'images médicales", "Recherche sur la segmentation de tumeurs", "UFR Médecine", "Hélène Dupont", "", "Développement interne", "Arrêté", "Patients", "Aide à la décision", "Images IRM", "12/03/2019", "", "fin du financement"],
    ]
    fields = dict(zip(heads, ["name", "purpose", "unit", "owner", "vendor", "kind", "stage", "people_affected", "autonomy", "data_sets", "started", "next_review"], strict=False))
    values = {"stage": {"En production": "operation", "En test": "verification", "En cours de déploiement": "deployment", "Arrêté": "retired"}, "kind": {"Acheté": "bought", "Développement interne": "built"}}
    content = as_csv([heads, *rows], delimiter=";", encoding="iso-8859-15")
    return Inventory("a French university", "registre_IA.csv", content, fields, 4, either=("Observations",), values=values)


def two_header_rows() -> Inventory:
    """Two rows of heads, the upper one merged; the same word under two groups."""
    groups = ["System", "", "", "Owner", "", "Supplier", "", "Assessment", "", ""]
    heads = ["Name", "Purpose", "ID", "Name", "E-mail", "Name", "Country", "Impact", "Date of next review", "Phase"]
    rows: list[list[Any]] = [
        ["Shift planner", "Plans shifts of nurses by demand and wishes", "S-1", "Ida Holm", "ida@example.org", "Quinyx", "SE", "Rights", date(2026, 3, 1), "Operation"],
        ["Fall detection", "Notices falls of residents by radar and calls staff", "S-2", "Per Lund", "per@example.org", "Vayyar", "IL", "Both", date(2026, 4, 1), "Pilot"],
        ["Meal forecast", "Forecasts meals for the kitchen", "S-3", "Ida Holm", "ida@example.org", "", "", "Neither", date(2026, 5, 1), "Operation"],
    ]
    content = as_xlsx({"Sheet1": [groups, heads, *rows]}, merges={"Sheet1": [(0, 0, 0, 2), (0, 3, 0, 4), (0, 5, 0, 6), (0, 7, 0, 9)]})
    fields = {"System: Name": "name", "System: Purpose": "purpose", "System: ID": "source_id", "Owner: Name": "owner", "Supplier: Name": "vendor", "Assessment: Impact": "impact", "Assessment: Date of next review": "next_review", "Assessment: Phase": "stage"}
    return Inventory("two rows of heads", "systems.xlsx", content, fields, 3, 2)


def spanish_city() -> Inventory:
    """A Spanish city council, tab-separated, UTF-16 as Excel's "Unicode text"."""
    heads = ["Código", "Nombre del sistema", "Finalidad", "Área", "Persona responsable", "Proveedor", "Fase", "Colectivos afectados", "Intervención humana", "Fecha de inicio", "Próxima revisión"]
    rows = [
        ["AYT-IA-01", "Asistente virtual ciudadano", "Responder a preguntas de la ciudadanía sobre trámites", "Atención Ciudadana", "Lucía Gómez", "1MillionBot", "En producción", "Ciudadanía", "Supervisión humana", "15/03/2022", "31/12/2026"],
        ["AYT-IA-02", "Previsión de tráfico", "Prever atascos y ajustar los semáforos", "Movilidad", "Íñigo Peña", "", "Piloto", "Conductores", "Sin intervención humana", "20/05/2024", "30/06/2026"],
        ["AYT-IA-03", "Detección de fraude en ayudas", "Señalar solicitudes de ayudas que requieren revisión", "Servicios Sociales", "Lucía Gómez", "Deloitte", "En desarrollo", "Solicitantes de ayudas", "Supervisión humana", "", "31/12/2026"],
    ]
    fields = dict(zip(heads, ["source_id", "name", "purpose", "unit", "owner", "vendor", "stage", "people_affected", "autonomy", "started", "next_review"], strict=True))
    return Inventory("a Spanish city", "inventario.txt", as_csv([heads, *rows], delimiter="\t", encoding="utf-16"), fields, 3)


def dutch_register() -> Inventory:
    """A Dutch public body's algorithm register."""
    heads = ["Naam", "Doel", "Organisatie", "Afdeling", "Contactpersoon", "Leverancier", "Status", "Menselijke tussenkomst", "Betrokkenen", "Begindatum", "Omschrijving"]
    rows = [
        ["Slimme camera's", "Handhaving van parkeerregels", "Gemeente Waterdam", "Handhaving", "Jan de Vries", "ScanCo", "In gebruik", "Menselijke controle", "Automobilisten", "2020-02-01", "Auto's met camera's scannen kentekens en vergelijken deze met de lijst van vergunningen."],
        ["Risicomodel bijstand", "Onderzoek naar rechtmatigheid", "Gemeente Waterdam", "Sociale zaken", "Els Bakker", "", "Buiten gebruik", "Menselijke controle", "Bijstandsgerechtigden", "2017-05-10", "Het model gaf een kans dat een uitkering niet klopt; het is gestopt na een onderzoek."],
        ["Chatbot Gem", "Vragen van inwoners beantwoorden", "Gemeente Waterdam", "Dienstverlening", "Jan de Vries", "Virtuele Gemeente", "In gebruik", "Volledig automatisch", "Inwoners", "2021-09-15", "Gem beantwoordt vragen over paspoort, verhuizen en afval in gewone taal."],
    ]
    fields = {"Naam": "name", "Doel": "purpose", "Afdeling": "unit", "Contactpersoon": "owner", "Leverancier": "vendor", "Status": "stage", "Menselijke tussenkomst": "autonomy", "Betrokkenen": "people_affected", "Begindatum": "started", "Omschrijving": "description"}
    values = {"stage": {"In gebruik": "operation", "Buiten gebruik": "retired"}}
    return Inventory("a Dutch register", "algoritmeregister.csv", as_csv([heads, *rows], delimiter=";"), fields, 3, values=values)


def terse_list() -> Inventory:
    """The list of a small firm: five columns, hardly named."""
    heads = ["App", "Who", "Dept", "Why", "Stage"]
    rows = [
        ["Canva Magic", "Joe Hill", "Marketing", "Makes pictures for posts", "live"],
        ["Otter", "Ann Lee", "Sales", "Notes of calls with customers", "live"],
        ["HireVue", "Ann Lee", "HR", "Scores video interviews of applicants", "testing"],
        ["Own GPT", "Raj Rao", "IT", "Answers questions on our handbook", "building"],
        ["Perplexity", "Joe Hill", "Marketing", "Research", "live"],
    ]
    fields = {"App": "name", "Who": "owner", "Dept": "unit", "Why": "purpose", "Stage": "stage"}
    return Inventory("a terse list", "ai.csv", as_csv([heads, *rows]), fields, 5)


def governance_platform() -> Inventory:
    """A governance platform's use case export, with roles and risk classes of the EU AI Act and its model columns."""
    heads = ["Use case ID", "Project title", "Goal", "Owner", "Team members", "Status", "AI risk classification", "Type of high risk role", "Start date", "Geography", "Target industry", "Last updated", "Provider", "Model", "Hosting provider"]
    rows = [
        ["UC-12", "Credit limit advice", "Propose limits for business customers on the basis of their payment history", "Chris Doe", "A, B", "Completed", "High risk", "Deployer", "2025-02-01", "EU", "Banking", "2025-11-11", "OpenAI", "gpt-4o", "Azure"],
        ["UC-13", "Voice analytics", "Find reasons for calls and coach agents", "Jane Roe", "C", "In progress", "Limited risk", "Provider", "2025-05-01", "EU", "Telecom", "2025-11-12", "Anthropic", "claude-3-5-sonnet", "AWS"],
        ["UC-14", "Energy forecast", "Forecast the load of the grid for each hour of the next day", "Chris Doe", "A", "Not started", "Minimal risk", "Deployer", "2025-08-01", "US", "Energy", "2025-11-13", "own", "XGBoost", "own"],
    ]
    fields = {"Use case ID": "source_id", "Project title": "name", "Goal": "purpose", "Owner": "owner", "Status": "stage", "Type of high risk role": "organisation_role", "Start date": "started", "Provider": "vendor", "Model": "models"}
    return Inventory("a governance platform", "use-cases.csv", as_csv([heads, *rows]), fields, 3, either=("Geography",))


def italian_insurer() -> Inventory:
    """An Italian insurer, workbook with a merged title and empty columns between."""
    heads = ["", "Codice", "Denominazione", "", "Scopo", "Direzione", "Referente", "Fornitore", "Fase", "Supervisione umana", "Data di avvio", "Modello"]
    rows: list[list[Any]] = [
        ["", "IA01", "Stima danni auto", "", "Stimare i danni di un veicolo dalle fotografie", "Sinistri", "Paolo Neri", "Tractable", "In esercizio", "Supporto alle decisioni", date(2023, 5, 1), "CNN"],
        ["", "IA02", "Antifrode", "", "Segnalare sinistri sospetti agli ispettori", "Sinistri", "Giulia Verdi", "", "In sviluppo", "Supporto alle decisioni", None, "Gradient boosting"],
        ["", "IA03", "Assistente polizze", "", "Rispondere alle domande dei clienti sulle polizze", "Clienti", "Paolo Neri", "IBM", "Sperimentazione", "Semiautomatico", date(2025, 9, 1), "LLM"],
    ]
    content = as_xlsx({"Foglio1": [["", "Registro dei sistemi di IA"], [], heads, *rows]}, merges={"Foglio1": [(0, 1, 0, 11)]})
    fields = {"Codice": "source_id", "Denominazione": "name", "Scopo": "purpose", "Direzione": "unit", "Referente": "owner", "Fornitore": "vendor", "Fase": "stage", "Supervisione umana": "autonomy", "Data di avvio": "started", "Modello": "models"}
    return Inventory("an Italian insurer", "registro IA.xlsx", content, fields, 3, 3)


ALL: tuple[Callable[[], Inventory], ...] = (
    german_workbook,
    bank_models,
    hospital_list,
    consultant_template,
    grc_export,
    servicenow_export,
    jira_export,
    notion_export,
    french_university,
    two_header_rows,
    spanish_city,
    dutch_register,
    terse_list,
    governance_platform,
    italian_insurer,
)
