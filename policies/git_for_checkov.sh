#!/bin/sh
# git, for Checkov: of a module's `?ref=v1.0.0&depth=1` it takes all behind the first `=` for the name of the ref.
# shellcheck disable=SC2046 # names of variables: in a hook, they tell git of the repository that commits
unset $(git rev-parse --local-env-vars)
before=""
for word in "$@"; do
  shift
  if [ "$before" = -b ]; then word=${word%%&*}; fi
  set -- "$@" "$word"
  before=$word
done
exec git "$@"
