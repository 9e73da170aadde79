#!/bin/sh
# Checks the current folder with the policies in this folder. Arguments go to Checkov, for example
# `--directory infrastructure`, `--file plan.json` or `--skip-check CKV2_IMG_14`.
#
# The exit status is Checkov's (1 if a policy fails, 2 if Checkov cannot scan), or 3 if Checkov found no uploader: it
# prints nothing then, which must not count as a pass.
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

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Checkov reads modules from a git ref where `terraform init` has put them. If it has not run, Checkov downloads them.
export CHECKOV_EXPERIMENTAL_TERRAFORM_MANAGED_MODULES=True
export GIT_PYTHON_GIT_EXECUTABLE="$policies/git_for_checkov.sh"
export IMAGE_UPLOADER_JUDGED="$temporary/judged" # policies create this file when they check a resource

status=0
# shellcheck disable=SC2086 # $what is two words or empty
checkov $what --framework terraform terraform_plan --check 'CKV2_IMG_*' --compact --quiet \
  --download-external-modules true --external-modules-download-path "$temporary/modules" \
  --skip-path '/\.terraform/' --external-checks-dir "$policies" "$@" || status=$?

if [ "$status" -eq 0 ] && [ ! -e "$IMAGE_UPLOADER_JUDGED" ]; then
  echo "check.sh checked nothing: Checkov found no image uploader. If the folder calls it from a git ref, run" \
    "'terraform init' and pass its root as --directory, or scan its plan; see policies/README.md" >&2
  status=3
fi
exit "$status"
