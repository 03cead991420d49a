"""What belongs to whom: hosts are cut at dots only, names and merchants at words, packages as their registries compare them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.aims.discovery.catalogue import Service, load

CATALOGUE = load()
DOMAINS = sorted(host for one in CATALOGUE.services for host in one.domains)
LABELS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)


def owner(service: Service | None) -> str:
    return service.id if service else ""


@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("chatgpt.com", "chatgpt"),
        ("ab.chatgpt.com", "chatgpt"),
        ("CHATGPT.COM.", "chatgpt"),
        ("chatgpt.com:443", "chatgpt"),
        ("*.openai.com", "chatgpt"),
        (".claude.ai", "claude"),
        ("https://claude.ai/chat/1?q=openai.com", "claude"),
        ("http://someone@claude.ai:8080/", "claude"),
        ("api.openai.com", "openai-api"),
        ("eu.api.openai.com", "openai-api"),
        ("gemini.google.com", "gemini"),
        ("westeurope.api.cognitive.microsoft.com", "azure-ai-services"),
        ("contoso.openai.azure.com", "azure-openai"),
        ("bedrock-runtime.eu-central-1.amazonaws.com", "bedrock"),
        ("us05web.hirevue.com", "hirevue"),
    ],
)
def test_a_host_belongs_to_the_nearest_domain_above_it(host: str, service: str) -> None:
    assert owner(CATALOGUE.by_domain(host)) == service


@pytest.mark.parametrize(
    "host",
    [
        "notopenai.com",
        "openai.com.evil.org",
        "openai.comm",
        "openai-com.net",
        "openair.com",
        "www.openair.com",
        "gemini.com",
        "google.com",
        "mail.google.com",
        "office.com",
        "cursor.org",
        "claude.fr",
        "runway.com",
        "perplexity.example",
        "a..openai.com",
        "openai",
        "com",
        "",
        ".",
        "*",
        "-",
        "203.0.113.7",
        "203.0.113.7:443",
        "[2001:db8::1]:443",
        "2001:db8:2ce:1",
        "cache_object://localhost/counters",
        "xn--",
        "\u0000",
        "openai.com" + "x" * 300,
    ],
)
def test_what_only_looks_like_an_ai_host_belongs_to_nobody(host: str) -> None:
    assert CATALOGUE.by_domain(host) is None


@given(label=LABELS, number=st.integers(0, len(DOMAINS) - 1), port=st.integers(1, 65535))
def test_any_host_under_a_domain_belongs_to_it_or_to_something_nearer(label: str, number: int, port: int) -> None:
    domain = DOMAINS[number]
    below = CATALOGUE.by_domain(f"{label}.{domain}".upper() + f".:{port}")
    assert below is not None
    assert below == CATALOGUE.by_domain(domain) or any(f"{label}.{domain}" == one for one in below.domains)


@given(label=LABELS, number=st.integers(0, len(DOMAINS) - 1))
def test_letters_put_before_a_domain_or_labels_behind_it_make_another_host(label: str, number: int) -> None:
    domain = DOMAINS[number]
    glued = label + domain
    if glued not in DOMAINS and not any(glued.endswith(f".{one}") for one in DOMAINS):
        assert CATALOGUE.by_domain(glued) is None
    assert CATALOGUE.by_domain(f"{domain}.{label}.example") is None


@given(st.text(max_size=300))
def test_any_text_is_answered_with_a_service_or_with_nobody(text: str) -> None:
    known = {None, *CATALOGUE.services, *CATALOGUE.friends}
    found = {
        find(text)
        for find in (CATALOGUE.by_domain, CATALOGUE.by_oauth, CATALOGUE.by_software, CATALOGUE.by_merchant, CATALOGUE.false_friend)
    }
    found |= {CATALOGUE.by_package(text, text), CATALOGUE.by_package("pypi", text), CATALOGUE.by_package("golang", text)}
    assert found <= known


def test_an_international_name_is_found_in_either_form() -> None:
    own = load([{"id": "buero", "name": "Büro-KI", "vendor": "Büro", "category": "assistants", "domains": ["büro-ki.example"]}])
    assert owner(own.by_domain("chat.BÜRO-KI.example")) == "buero"
    assert owner(own.by_domain("xn--bro-ki-3ya.example")) == "buero"
    assert b"xn--bro-ki-3ya.example" in own.domains()


@pytest.mark.parametrize(
    ("ecosystem", "name", "service"),
    [
        ("pypi", "openai", "openai-api"),
        ("pypi", "OpenAI[realtime]", "openai-api"),
        ("pypi", "Claude_Agent.SDK", "claude-code"),
        ("conda", "transformers", "transformers"),
        ("npm", "@anthropic-ai/sdk", "anthropic-api"),
        ("npm", "@langchain/openai", "openai-api"),
        ("npm", "@langchain/weaviate", "langchain"),
        ("pypi", "llama-index-readers-file", "llama-index"),
        ("go", "github.com/sashabaranov/go-openai", "openai-api"),
        ("golang", "github.com/openai/openai-go/v2/option", "openai-api"),
        ("maven", "dev.langchain4j:langchain4j-open-ai", "langchain"),
        ("maven", "org.springframework.ai:spring-ai-core", "spring-ai"),
        ("cargo", "async_openai", "openai-api"),
        ("nuget", "microsoft.semantickernel", "semantic-kernel"),
    ],
)
def test_a_package_belongs_to_its_service(ecosystem: str, name: str, service: str) -> None:
    assert owner(CATALOGUE.by_package(ecosystem, name)) == service


@pytest.mark.parametrize(
    ("ecosystem", "name"),
    [
        ("pypi", "openair"),
        ("npm", "air"),
        ("npm", "@ai/x"),
        ("golang", "github.com/openai"),
        ("nonsense", "openai"),
        ("pypi", ""),
        ("", ""),
    ],
)
def test_other_packages_belong_to_nobody(ecosystem: str, name: str) -> None:
    assert CATALOGUE.by_package(ecosystem, name) is None


def test_building_with_a_framework_is_told_from_sending_data_to_a_service() -> None:
    torch, sdk = CATALOGUE.by_package("pypi", "torch"), CATALOGUE.by_package("pypi", "anthropic")
    assert torch is not None
    assert sdk is not None
    assert (torch.kind, sdk.kind) == ("framework", "service")


@pytest.mark.parametrize(
    ("name", "service"),
    [("ChatGPT", "chatgpt"), ("otter.ai", "otter"), ("Otter.ai for Google Calendar", "otter"), ("Read AI", "read-ai"), ("tl;dv", "tldv")],
)
def test_an_application_of_a_sign_in_provider_belongs_to_its_service(name: str, service: str) -> None:
    assert owner(CATALOGUE.by_oauth(name)) == service


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Cursor 0.42.3 (User)", "cursor"),
        ("com.openai.chat", "chatgpt"),
        ("GitHub.copilot", "github-copilot"),
        ("kbfnbcaeplbcioakkpcpgfkobkghlhen", "grammarly"),
        ("Claude", "claude"),
        ("Ollama version 0.12.3", "ollama"),
        ("LM Studio 0.3.31", "lm-studio"),
        ("Grammarly for Windows", "grammarly"),
    ],
)
def test_installed_software_is_found_with_or_without_its_version(name: str, service: str) -> None:
    assert owner(CATALOGUE.by_software(name)) == service


@pytest.mark.parametrize(
    "name",
    [
        "Claudette",
        "Gemini 2: The Duplicate Finder",
        "Cloudflare WARP",
        "Microsoft Excel",
        "Google Chrome",
        "Cursor Themes",
        "Descriptor",
        "Pro",
        "7-Zip",
    ],
)
def test_other_software_belongs_to_nobody(name: str) -> None:
    assert CATALOGUE.by_software(name) is None


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("OPENAI *CHATGPT SUBSCR SAN FRANCISCO US", "chatgpt"),
        ("PAYPAL *OPENAI 4029357733", "chatgpt"),
        ("Anthropic* Claude", "claude"),
        ("CLAUDE.AI SUBSCRIPTION", "claude"),
        ("MIDJOURNEY INC. SOUTH SAN FRA", "midjourney"),
        ("Grammarly CO*8XYZ", "grammarly"),
        ("CURSOR, AI POWERED IDE", "cursor"),
        ("ELEVENLABS.IO", "elevenlabs"),
    ],
)
def test_a_line_of_a_card_statement_belongs_to_its_service(text: str, service: str) -> None:
    assert owner(CATALOGUE.by_merchant(text)) == service


@pytest.mark.parametrize(
    "text",
    [
        "OPENAIR FRAUENFELD",
        "OPEN AIR KINO",
        "GEMINI TRUST CO",
        "HOTEL CLAUDE MONET",
        "JEAN-CLAUDE BOULANGERIE",
        "SUNOCO 0331",
        "CURSORY BOOKS",
        "JASPER NATIONAL PARK",
        "COHERE HEALTH",
        "",
        "4029357733",
    ],
)
def test_a_merchant_that_only_sounds_like_one_belongs_to_nobody(text: str) -> None:
    assert CATALOGUE.by_merchant(text) is None


def test_a_false_friend_says_what_it_really_is() -> None:
    for text in ("openair.com", "app.openair.com", "OPENAIR FRAUENFELD"):
        friend = CATALOGUE.false_friend(text)
        assert friend is not None
        assert friend.looks_like == "OpenAI"
        assert "OpenAir" in friend.why
    assert CATALOGUE.false_friend("openai.com") is None


def test_a_longer_false_friend_beats_the_shorter_name_of_a_service() -> None:
    own = load([{"id": "monet", "name": "Claude", "vendor": "X", "category": "images", "expense": ["CLAUDE"]}])
    assert owner(own.by_merchant("CLAUDE 12")) == "monet"
    assert own.by_merchant("HOTEL CLAUDE MONET") is None


def test_every_domain_is_searched_for_as_lower_case_ascii() -> None:
    domains = CATALOGUE.domains()
    assert domains == sorted(set(domains))
    assert all(one == one.lower() and CATALOGUE.by_domain(one.decode("ascii")) for one in domains)
