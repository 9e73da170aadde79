"""Checkov policies that hold the image uploader's security promises; see README.md beside this file.

Checkov imports every file of a folder that has an `__init__.py`, each under its bare name. So each file here
is one policy. What they share lies in `uploader_policies/`, which has none: Checkov leaves it alone, and the
policies import it from this folder, which Checkov puts on the path.
"""
