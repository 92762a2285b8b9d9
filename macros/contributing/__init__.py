"""Tools for those who change the data: fixes, skeletons, tables, and the schemas for their editors."""
