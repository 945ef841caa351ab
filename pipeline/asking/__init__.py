"""Queries of built tables: scores, explanations, road maps, findings, comparisons."""
