#!/usr/bin/env bash
# Lock the Python packages (poetry.lock, the one truth) and export requirements/*.txt with hashes from it.
#   tools/lock.sh          lock anew and export
#   tools/lock.sh --check  say whether lock and exports still belong to pyproject.toml
# Where only the simple index of the package registry answers (a proxy, a mirror), set POETRY_PYPI_MIRROR_URL to
# its address in the environment; it is written nowhere.
set -euo pipefail
cd "$(dirname "$0")/.."
poetry=.boot/poetry/bin/poetry
if ! [ -x "$poetry" ]; then
  echo "Installing Poetry into .boot/poetry" >&2
  .boot/bin/uv venv --quiet --python .venv/bin/python .boot/poetry
  .boot/bin/uv pip install --quiet --python .boot/poetry/bin/python \
    'poetry>=2.5,<3' 'poetry-plugin-export>=1.10' 'poetry-plugin-pypi-mirror>=0.6'
fi
export POETRY_VIRTUALENVS_CREATE=false POETRY_WARNINGS_EXPORT=false
export_group() { # file, groups
  "$poetry" export --quiet --without-urls --only "$2" --output "$3/$1.txt"
}
export_all() {
  export_group main main,build "$1"
  export_group dev dev "$1"
  export_group web web "$1"
  export_group boot boot "$1"
}
if [ "${1:-}" = --check ]; then
  "$poetry" check --lock
  fresh=$(mktemp -d)
  trap 'rm -rf "$fresh"' EXIT
  export_all "$fresh"
  diff -ru requirements "$fresh" || { echo "requirements/ does not match poetry.lock: run make lock" >&2; exit 1; }
else
  "$poetry" lock
  # One package's own description names the registry; no file of ours does.
  sed -i -E 's/^(description = "Canonical source for classifiers) on .*"$/\1"/' poetry.lock
  mkdir -p requirements
  export_all requirements
fi
