"""What happened to an elder: falls, admissions, discharges, absences; and what each one opens.

Words owned here: event (dated exactly or about; never edited, withdrawn with a reason), pause (in
hospital or away: no visit is due), follow-up (what an event asks for, closed by the fact that
answers it).
"""
