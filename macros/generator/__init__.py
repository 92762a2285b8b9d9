"""The only room that knows MkDocs: its events, its build, and what a page needs around its content."""
