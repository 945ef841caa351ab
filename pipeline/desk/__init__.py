"""The research desk: from a blank sheet to final answers."""
