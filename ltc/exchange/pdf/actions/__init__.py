"""What people do with papers: print them, attach signed ones, ask for files of many."""
