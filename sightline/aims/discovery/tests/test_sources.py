"""Every source, with a file as its product writes it: what is AI is found, who is counted, and nothing else is."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sightline.aims.discovery.discovering import Seen, Unreadable, moment_words
from sightline.aims.discovery.readers import SOURCES
from sightline.aims.discovery.readers.packages import PARSERS, ecosystem_of

from .conftest import FILES

Look = Callable[..., Seen]


def figures(seen: Seen) -> dict[str, tuple[int, int, int]]:
    """service -> (requests, blocked, people)."""
    return {one.service.name: (one.requests, one.blocked, one.user_count) for one in seen.found.values()}


def test_squid_counts_uses_people_and_what_was_blocked(look: Look) -> None:
    seen = look("squid", FILES / "squid.log")
    assert (seen.lines, seen.hits) == (10, 6)
    assert figures(seen)["ChatGPT"] == (3, 0, 2)
    assert figures(seen)["Claude"] == (2, 1, 2)
    assert any("can’t be read" in note for note in seen.notes)


def test_times_of_squid_are_read_in_utc(look: Look) -> None:
    chat = next(one for one in look("squid", FILES / "squid.log").found.values() if one.service.name == "ChatGPT")
    assert (moment_words(chat.first), moment_words(chat.last)) == ("2025-11-24T08:00:00Z", "2025-11-25T09:05:00Z")
    assert sorted(chat.days) == ["2025-11-24", "2025-11-25"]
    assert chat.size == 7120


@pytest.mark.parametrize(
    ("source", "file", "expected"),
    [
        ("zscaler", "zscaler.log", {"ChatGPT": (2, 0, 2), "Claude": (1, 1, 1)}),
        ("pihole", "pihole.log", {"ChatGPT": (2, 0, 2), "Claude": (1, 1, 1)}),
        ("dnsmasq", "dnsmasq.log", {"ChatGPT": (1, 0, 1), "Claude": (1, 0, 1)}),
        ("csv", "firewall.csv", {"ChatGPT": (1, 0, 1), "Claude": (1, 1, 1)}),
        ("google", "google.csv", {"ChatGPT": (1, 0, 1), "Otter.ai": (1, 0, 1)}),
        ("google", "google.json", {"ChatGPT": (1, 0, 1)}),
        ("entra", "entra.csv", {"ChatGPT": (2, 1, 2)}),
        ("entra", "entra.json", {"ChatGPT": (1, 0, 1)}),
        ("okta", "okta.csv", {"ChatGPT": (2, 1, 2)}),
        ("expenses", "expenses.csv", {"ChatGPT": (1, 0, 1), "Midjourney": (1, 0, 1)}),
        ("software", "software.csv", {"Cursor": (1, 0, 1), "Ollama": (1, 0, 1)}),
        ("osquery", "osquery.log", {"Cursor": (2, 0, 2)}),
        ("intune", "intune.csv", {"Cursor": (17, 0, 17)}),
        ("jamf", "jamf.csv", {"Cursor": (1, 0, 1)}),
        ("extensions", "extensions.csv", {"Grammarly": (31, 0, 31)}),
    ],
    ids=lambda one: one if isinstance(one, str) and one in SOURCES else "",
)
def test_each_source_finds_what_is_ai_and_nothing_else(
    look: Look, source: str, file: str, expected: dict[str, tuple[int, int, int]]
) -> None:
    seen = look(source, FILES / file)
    assert figures(seen) == expected
    assert seen.lines == len((FILES / file).read_bytes().splitlines())


def test_cloudflare_counts_who_is_named_by_any_of_its_fields(look: Look) -> None:
    assert sorted(figures(look("cloudflare", FILES / "cloudflare.log")).values()) == [(1, 0, 1), (1, 1, 1)]


def test_units_come_from_the_file_or_from_a_map(look: Look) -> None:
    plain = look("zscaler", FILES / "zscaler.log").found
    assert {one.service.name: one.by_unit() for one in plain.values()} == {"ChatGPT": {"Claims": 1}, "Claude": {"Finance": 1}}
    mapped = look("squid", FILES / "squid.log", unit_of=lambda user: "Claims" if user.startswith("ana") else "").found
    assert next(one.by_unit() for one in mapped.values() if one.service.name == "ChatGPT") == {"Claims": 1}


def test_nobody_is_named_unless_the_organisation_chose_so(look: Look) -> None:
    counted = look("squid", FILES / "squid.log")
    assert "ana@northwind.example" not in repr(counted)
    kept = look("squid", FILES / "squid.log", keep_people=True)
    assert {"ana@northwind.example"} <= set().union(*(one.people for one in kept.found.values()))


def test_a_log_without_years_speaks_of_the_last_twelve_months(look: Look) -> None:
    claims = look("dnsmasq", FILES / "dnsmasq.log").found.values()
    assert {moment_words(one.first) for one in claims} == {"2025-12-03T23:59:58Z", "2025-12-04T00:00:01Z"}


@pytest.mark.parametrize(
    ("told", "file", "said"),
    [
        ("squid", "zscaler.log", "choose zscaler"),
        ("squid", "pihole.log", "choose pihole"),
        ("zscaler", "squid.log", "choose squid"),
        ("cloudflare", "zscaler.log", "choose zscaler"),
        ("pihole", "cloudflare.log", "choose cloudflare"),
        ("squid", "intune.csv", "choose intune"),
        ("google", "squid.log", "choose squid"),
    ],
)
def test_a_file_of_another_product_is_recognised_and_named(look: Look, told: str, file: str, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        look(told, FILES / file)
    assert said in str(refused.value).lower()


def test_columns_can_be_named_by_hand(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("a|who|what\n1|ana|chatgpt.com\n2|bo|claude.ai\n")
    seen = look("csv", path, columns={"host": "what", "user": "who"})
    assert figures(seen) == {"ChatGPT": (1, 0, 1), "Claude": (1, 0, 1)}
    with pytest.raises(Unreadable, match="There is no column “nothing”"):
        look("csv", path, columns={"host": "nothing"})


def test_a_list_without_a_fitting_column_says_which_columns_it_has(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("colour,weight\nred,3\n")
    with pytest.raises(Unreadable, match="colour, weight"):
        look("intune", path)


MANIFESTS = {
    "requirements.txt": "openai==1.2  # chat\n-r other.txt\nrequests>=2\ngit+https://example.org/x#egg=langchain\n",
    "pyproject.toml": '[project]\nname = "x"\ndependencies = ["openai>=1", "django"]\n[tool.poetry.dependencies]\npython = "^3.11"\nlangchain = "*"\n',
    "uv.lock": 'version = 1\n[[package]]\nname = "openai"\nversion = "1"\n[[package]]\nname = "langchain"\nversion = "1"\n',
    "Pipfile.lock": json.dumps({"default": {"openai": {}}, "develop": {"langchain": {}}}),
    "environment.yml": "dependencies:\n  - python=3.11\n  - conda-forge::langchain=1\n  - pip:\n      - openai>=1\n",
    "setup.py": 'from setuptools import setup\nsetup(name="x", install_requires=["openai>=1", "langchain"])\n',
    "setup.cfg": "[options]\ninstall_requires =\n    openai>=1\n    langchain\n",
}


@pytest.mark.parametrize("name", sorted(MANIFESTS))
def test_python_manifests_name_their_packages(name: str) -> None:
    assert {"openai", "langchain"} <= set(PARSERS[ecosystem_of(name)[1]](MANIFESTS[name]))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "package.json",
            '{"dependencies": {"openai": "^4"}, "devDependencies": {"@anthropic-ai/sdk": "1"}}',
            {"openai", "@anthropic-ai/sdk"},
        ),
        (
            "package-lock.json",
            '{"packages": {"": {}, "node_modules/openai": {}, "node_modules/a/node_modules/@anthropic-ai/sdk": {}}}',
            {"openai", "@anthropic-ai/sdk"},
        ),
        (
            "yarn.lock",
            '"@anthropic-ai/sdk@^0.9.0":\n  version "0.9.1"\n\nopenai@^4.0.0:\n  version "4.1"\n',
            {"openai", "@anthropic-ai/sdk"},
        ),
        (
            "pnpm-lock.yaml",
            "packages:\n\n  /openai@4.1.0:\n    resolution: {}\n  '@anthropic-ai/sdk@0.9.1':\n    resolution: {}\n",
            {"openai", "@anthropic-ai/sdk"},
        ),
        (
            "go.mod",
            "require github.com/sashabaranov/go-openai v1.2.3\nrequire (\n\tgithub.com/tmc/langchaingo v0.1.0 // x\n)\n",
            {"github.com/sashabaranov/go-openai", "github.com/tmc/langchaingo"},
        ),
        (
            "Cargo.toml",
            '[dependencies]\nasync-openai = "0.2"\nllm = { package = "candle-core", version = "1" }\n',
            {"async-openai", "candle-core"},
        ),
        ("Gemfile", "source 'x'\ngem 'ruby-openai', '~> 6'\n", {"ruby-openai"}),
        (
            "pom.xml",
            "<dependency><groupId>dev.langchain4j</groupId>\n<artifactId>langchain4j</artifactId></dependency>",
            {"dev.langchain4j:langchain4j"},
        ),
        ("build.gradle.kts", 'implementation("dev.langchain4j:langchain4j:0.35.0")', {"dev.langchain4j:langchain4j"}),
        ("App.csproj", '<PackageReference Include="Azure.AI.OpenAI" Version="1.0" />', {"Azure.AI.OpenAI"}),
        ("composer.json", '{"require": {"openai-php/client": "^0.8"}}', {"openai-php/client"}),
    ],
    ids=lambda one: one if isinstance(one, str) and "." in one and len(one) < 20 else "",
)
def test_other_manifests_name_their_packages(name: str, text: str, expected: set[str]) -> None:
    assert expected <= set(PARSERS[ecosystem_of(name)[1]](text))


def test_a_zip_of_a_repository_counts_each_package_once_a_folder(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "repository.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("repo-main/pyproject.toml", MANIFESTS["pyproject.toml"])
        archive.writestr("repo-main/uv.lock", MANIFESTS["uv.lock"])
        archive.writestr("repo-main/web/package.json", '{"dependencies": {"openai": "4"}}')
        archive.writestr("repo-main/node_modules/openai/package.json", '{"dependencies": {"@anthropic-ai/sdk": "1"}}')
        archive.writestr("repo-main/README.md", "openai")
    found = look("manifests", path).found.values()
    named = {key for one in found for key in one.names}
    assert {"openai", "langchain"} <= named
    assert "@anthropic-ai/sdk" not in named
    assert sum(one.names["openai"] for one in found) == 2


def test_a_folder_is_read_as_a_repository(look: Look, tmp_path: Path) -> None:
    (tmp_path / "service").mkdir()
    (tmp_path / "service" / "requirements-dev.txt").write_text("anthropic\n")
    (tmp_path / "package.json").write_text("{ broken")
    seen = look("manifests", tmp_path)
    assert {key for one in seen.found.values() for key in one.names} == {"anthropic"}
    assert any("package.json could not be read" in note for note in seen.notes)
