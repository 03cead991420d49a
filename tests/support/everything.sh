#!/usr/bin/env bash
# Runs every check of the house, one after the other, and ends with what failed and what was left out.
#   everything.sh            all
#   everything.sh --static   only what reads the code
# SIGHTLINE_NOTHING_LEFT_OUT=1 makes a thing that was left out a failure.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export PYTHONDONTWRITEBYTECODE= PYTHONHASHSEED=random
bin=.venv/bin
left_out=()
failed=()

step() { # NAME COMMAND ...: run it, go on whatever comes
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then printf -- '-- %s: fine, %d s\n' "$name" $((SECONDS - began)); else
    failed+=("$name")
    printf -- '-- %s: FAILED, %d s\n' "$name" $((SECONDS - began))
  fi
}

quiet() { # COMMAND ...: its output only where it fails
  local said
  said=$("$@" 2>&1) || { printf '%s\n' "$said"; return 1; }
}

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

bring() { # PACKAGE ...: install with Debian's own client, without starting services
  may_install || return 1
  printf 'Installing %s with apt ...\n' "$*"
  if [ "$1" = postgresql ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  fi
  apt_install "$@" >/dev/null 2>&1 || { quiet apt-get update -q && quiet apt_install "$@"; }
}
apt_install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold "$@"; }

have_chromium() { "$bin/python" -m tests.support.browser; }
have_postgres() { "$bin/python" tests/support/postgres.py -- true 2>/dev/null; }

templates() { git ls-files -z --cached --others --exclude-standard -- '*/templates/*.html' | xargs -0 -r "$bin/djade" --check --target-version 5.2; }
migrations() { # models and migrations agree; looked at in an empty data directory
  local home code=0
  home=$(mktemp -d)
  SIGHTLINE_HOME=$home "$bin/python" -m django makemigrations --check --dry-run --settings sightline.site.settings || code=$?
  rm -rf "$home"
  return $code
}

step "ruff: rules" "$bin/ruff" check --quiet --output-format concise .
step "ruff: format" "$bin/ruff" format --check --output-format concise .
step "djade: templates" quiet templates
step "import-linter: floors" quiet "$bin/lint-imports"
step "deptry: dependencies" quiet "$bin/deptry" .
step "mypy: types" "$bin/mypy" sightline tests conftest.py
step "migrations are complete" quiet migrations

if [ "${1:-}" != --static ]; then
  have_postgres || bring postgresql  # some tests of killed processes need both databases
  step "suite on SQLite" "$bin/python" -m pytest -q -n 2 -m "not browser"
  if have_postgres || { bring postgresql && have_postgres; }; then
    step "suite on PostgreSQL" "$bin/python" tests/support/postgres.py -- \
      "$bin/python" -m pytest -q -n 2 -m "not browser" sightline/kernel sightline/aims \
      sightline/readers/conformity sightline/readers/frameworks sightline/readers/law  # the other readers write files from the same queries
  else
    left_out+=("the suite on PostgreSQL: no server here, and it may not be installed by this user (apt install postgresql)")
  fi
  if have_chromium || { bring chromium fonts-liberation && have_chromium; }; then
    step "journeys in a browser" "$bin/python" -m pytest -q -n 2 -m browser
  else
    left_out+=("journeys in a browser: no Chromium here, and it may not be installed by this user (apt install chromium)")
  fi
fi

printf '\n== In short\n'
for name in "${left_out[@]}"; do printf 'Left out: %s\n' "$name"; done
for name in "${failed[@]}"; do printf 'Failed: %s\n' "$name"; done
[ ${#left_out[@]} = 0 ] || [ -z "${SIGHTLINE_NOTHING_LEFT_OUT:-}" ] || failed+=("nothing may be left out")
[ ${#failed[@]} = 0 ] || exit 1
printf 'Everything that was run is fine, %d s.\n' "$SECONDS"
