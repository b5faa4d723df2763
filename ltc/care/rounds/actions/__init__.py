"""Writes of screening rounds: plan one, keep volunteers, save a sheet, decide on a low score."""
