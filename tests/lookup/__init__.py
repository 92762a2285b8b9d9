"""The corpus of pastes, and how well the lookup does on it. `python -m tests.lookup` prints the figures."""
