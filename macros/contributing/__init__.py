"""Tools for those who change the data: mending, skeletons, tables, and the schemas for their editors."""
