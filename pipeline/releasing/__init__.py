"""Releases: published versions of an edition, made from its raw files alone, and made again to verify them.

`release.py` computes the content of a release (path -> bytes) and writes nothing; `publish.py` chooses its version and
writes it to `releases/`; `register.py` lists all releases; `verify.py` makes a release again and compares.
"""
