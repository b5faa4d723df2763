"""Pure rules of visits: the checklist, vital signs, times, windows, what a draft must hold."""
