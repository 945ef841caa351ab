"""The commands: each is a function of the project and the given arguments, which returns True if it reported errors.

Functions import heavy libraries themselves, so that `rating --help` and `rating check` start fast.
"""
