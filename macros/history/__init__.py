"""What was and what changed: addresses that must go on resolving, two states compared, and the record of changes."""
