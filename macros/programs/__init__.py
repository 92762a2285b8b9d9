"""What programs read: JSON, CSV, feeds, Markdown twins, the index of the lookup, and the offline copy."""
