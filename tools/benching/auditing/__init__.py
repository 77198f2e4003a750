"""How well the figure audit reads and judges: a corpus with its figures marked, and errors sown into it."""
