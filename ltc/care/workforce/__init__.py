"""Who is trained to care for elders, and until when.

Words owned here: certificate (course, hours, number, holds from and until), standing (holds, ended,
nothing written down). Nothing written down is not the same as no certificate.
"""
