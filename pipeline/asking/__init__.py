"""Questions to the tables that were built: scores, explanations, the road map, findings, comparisons."""
