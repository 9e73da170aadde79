#!/bin/sh
# Holds the folder it is started in against the policies beside this file. What follows it goes to Checkov,
# for example `--directory infrastructure`, `--file plan.json` or `--skip-check CKV2_IMG_14`.
set -eu

if ! command -v checkov >/dev/null; then
  echo "check.sh needs Checkov on the PATH: install it with 'pipx install checkov', or see policies/README.md" >&2
  exit 127
fi

policies=$(cd "$(dirname "$0")" && pwd)
what="--directory ."
for word in "$@"; do
  case $word in -d | --directory | --directory=* | -f | --file | --file=*) what="" ;; esac
done

# shellcheck disable=SC2086 # two words, or none
exec checkov $what --framework terraform terraform_plan --check 'CKV2_IMG_*' --compact --quiet \
  --external-checks-dir "$policies" "$@"
