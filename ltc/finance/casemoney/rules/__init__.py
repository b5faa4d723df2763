"""What an auditor would check on paper: balances, limits, pay, nappies."""
