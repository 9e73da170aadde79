#!/bin/sh
# Holds the folder it is started in against the policies beside this file. What follows it goes to Checkov,
# for example `--directory infrastructure`, `--file plan.json` or `--skip-check CKV2_IMG_14`.
#
# Its status is Checkov's (1 when a policy fails, 2 when Checkov cannot scan), and 3 when there was nothing to judge:
# where an uploader was expected, silence means that Checkov did not find it, and not that it is good.
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

# A module from a git ref lies where `terraform init` put it. Where that has not run, Checkov fetches it, elsewhere.
export CHECKOV_EXPERIMENTAL_TERRAFORM_MANAGED_MODULES=True
export GIT_PYTHON_GIT_EXECUTABLE="$policies/git_for_checkov.sh"
export IMAGE_UPLOADER_JUDGED="$temporary/judged" # each policy notes there that it judged something

status=0
# shellcheck disable=SC2086 # two words, or none
checkov $what --framework terraform terraform_plan --check 'CKV2_IMG_*' --compact --quiet \
  --download-external-modules true --external-modules-download-path "$temporary/modules" \
  --skip-path '/\.terraform/' --external-checks-dir "$policies" "$@" || status=$?

if [ "$status" -eq 0 ] && [ ! -e "$IMAGE_UPLOADER_JUDGED" ]; then
  echo "check.sh judged nothing: Checkov found no image uploader there. Where one is called by a git ref, run" \
    "'terraform init' and name its root by --directory, or scan its plan; see policies/README.md" >&2
  status=3
fi
exit "$status"
