"""One desk a user: pages that read across the rooms below and change nothing themselves."""
