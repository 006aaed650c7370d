#!/bin/sh
# Brings node_modules to what package-lock.json says, if it is not there already. Called by npm before start, test and bench,
# on whatever Node (20 or newer) and npm the machine has. Says nothing on standard output, which belongs to the caller.
set -eu
cd "$(dirname "$0")/.."

# npm itself must not run on the very Node it is about to replace.
PATH=$(printf '%s' "$PATH" | tr ':' '\n' | grep -v '/node_modules/\.bin$' | grep -v 'node-gyp-bin$' | paste -sd: -)
export PATH

installed=node_modules/.package-lock.json
if [ ! -f "$installed" ] || [ -n "$(find package-lock.json -newer "$installed")" ]; then
  echo 'installing what package-lock.json names (npm ci) … 正在安装依赖 …' >&2
  # One state for start and test alike: development dependencies come even where NODE_ENV=production.
  npm ci --include=dev --no-audit --no-fund --loglevel=error >&2
fi

# The package that brings Node 24 fetches it in an install script, which npm may have been told not to run.
if ! node_modules/.bin/node --version >/dev/null 2>&1; then
  (cd node_modules/node && node installArchSpecificPackage.js) >&2
  if ! node_modules/.bin/node --version >/dev/null 2>&1; then
    echo 'Node 24 could not be installed from npm; run npm rebuild node, then try again. 无法从 npm 安装 Node 24，请运行 npm rebuild node 后重试。' >&2
    exit 1
  fi
fi
