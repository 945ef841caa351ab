"""What every other room needs: the project, problems, limits, safe writing, languages, figures as text."""
