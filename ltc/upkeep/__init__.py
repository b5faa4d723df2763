"""Keeping an installation alive: migrations, reference data, health checks, the demonstration."""
