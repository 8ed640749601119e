#!/usr/bin/env bash
# Types and lint of the page's modules. Without Node there is nothing to check them with: a person is told so, CI fails.
set -euo pipefail
cd "$(dirname "$0")"
if ! command -v npm >/dev/null; then
  echo "The page's types and lint were not checked: they need Node 18 or newer with npm (Debian: apt-get install nodejs npm)." >&2
  [ -z "${CI:-}" ]
  exit
fi
if [ ! -e node_modules/.done ] || [ package-lock.json -nt node_modules/.done ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  touch node_modules/.done
fi
npm run --silent types
npm run --silent lint
