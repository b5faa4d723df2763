"""Pure rules of the import: reading bytes as tables, cells as values, rows as drafts."""
