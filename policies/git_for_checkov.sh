#!/bin/sh
# git for Checkov. From a module's `?ref=v1.0.0&depth=1`, Checkov takes all text after the first `=` as the ref's name.
# This script removes the part from `&` on.
# shellcheck disable=SC2046 # variable names: a git hook sets these, and they would point git at the wrong repository
unset $(git rev-parse --local-env-vars)
before=""
for word in "$@"; do
  shift
  if [ "$before" = -b ]; then word=${word%%&*}; fi
  set -- "$@" "$word"
  before=$word
done
exec git "$@"
