"""Checkov policies that enforce the image uploader's security promises; see README.md in this folder.

If a folder has an `__init__.py`, Checkov imports each of its files under the file's bare name. So each file
here is one policy. Shared code is in `uploader_policies/`. That folder has no `__init__.py`, so Checkov does
not load it as policies. The policies can import it, because Checkov adds this folder to `sys.path`.
"""
