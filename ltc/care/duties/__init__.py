"""Who is on call: by programme and hour, with the telephone that answers.

Words owned here: duty (somebody on call from an instant to another), roster, programme. A duty
opens no record: it names whom to call.
"""
