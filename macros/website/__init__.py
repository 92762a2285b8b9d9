"""What people read: the pages, the pieces and pictures in them, and their templates."""
