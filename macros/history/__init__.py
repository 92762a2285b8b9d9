"""What was and what changed: addresses that must go on resolving, and the difference of two states."""
