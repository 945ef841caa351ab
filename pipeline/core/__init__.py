"""Basics for every other package: the project, problems, limits, safe writing, languages, figures as text."""
