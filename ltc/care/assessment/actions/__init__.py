"""What people do with assessments."""
