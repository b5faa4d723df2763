"""What a care manager or an auditor would check on paper: all pure."""
