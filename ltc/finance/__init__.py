"""The transparent-finance programme: where public money for care comes from and where it goes."""
