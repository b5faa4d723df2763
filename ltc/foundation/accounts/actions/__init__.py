"""What people do with accounts: sign in and out; be added, given roles and codes, switched off."""
