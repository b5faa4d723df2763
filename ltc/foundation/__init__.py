"""What every programme stands on: database, clock, words, areas, accounts, audit, pages."""
