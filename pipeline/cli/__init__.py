"""What each command does: a function of the project and the words given, which returns True where it told of errors.

A module is imported only when one of its commands runs, and a function imports what the others do not need: so that
`rating --help` and `rating check` start fast.
"""
