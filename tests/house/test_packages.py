"""What is installed is what pyproject.toml asks for, no more and under licences that we may pass on."""

import re
import tomllib
from importlib import metadata

import pytest

from tests.house.reading import CHECKOUT

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
PASSED_ON = re.compile(
    r"\b(MIT|BSD|Apache|ISC|MPL|LGPL|EPL|PSF|Python Software|Zlib|0BSD|Unlicense|CC0|HPND|Lesser General)", re.IGNORECASE
)
REFUSED = re.compile(r"\bA?GPL(v?\d|-|\b)|GNU (Affero )?General Public", re.IGNORECASE)
# Says nothing in its metadata; the file LICENSE in it is the MIT licence, that of the axe-core inside is MPL-2.0.
READ_BY_HAND = {"axe-playwright-python"}


def pins(lock: str) -> dict[str, str]:
    return {name.lower().replace("_", "-"): version for name, version in PIN.findall((CHECKOUT / lock).read_text())}


def licence(package: str) -> str:
    """Everything that a package's metadata says about its licence."""
    about = metadata.metadata(package).json
    classifiers = [line for line in about.get("classifier", ()) if line.startswith("License")]
    return " ".join([str(about.get("license_expression", "")), str(about.get("license", ""))[:200], *classifiers])


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"], *project["dependency-groups"]["build"]]
    exact = {name.lower(): version for line in asked for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^ ;]+)", line)}
    locked = pins("requirements-dev.lock")
    assert {name: version for name, version in exact.items() if locked.get(name) != version} == {}, "make lock"
    named = {re.split(r"[\[=<>~! ;]", line)[0].lower() for line in asked}
    assert named - set(locked) == set(), "make lock"


def test_developers_run_the_versions_that_users_run() -> None:
    developers = pins("requirements-dev.lock")
    assert {name: version for name, version in pins("requirements.lock").items() if developers.get(name) != version} == {}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_has_a_hash(lock: str) -> None:
    text = (CHECKOUT / lock).read_text()
    assert len(PIN.findall(text)) == len(re.findall(r"^\S+==.*\\\n    --hash=sha256:", text, re.MULTILINE))


def test_every_package_may_be_passed_on() -> None:
    installed = {distribution.name.lower().replace("_", "-") for distribution in metadata.distributions()}
    ours = sorted(set(pins("requirements-dev.lock")) & installed - READ_BY_HAND)
    assert {
        name: licence(name) for name in ours if REFUSED.search(licence(name).replace("LGPL", "")) or not PASSED_ON.search(licence(name))
    } == {}
