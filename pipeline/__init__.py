"""Data pipeline of a digital-rights rating: raw element answers in, checked scores and open data out."""
